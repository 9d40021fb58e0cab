import { z } from 'zod';
import { type Dec, parseBounded } from '../../../protocol/decimal/index.ts';
import { accBytes, exactJson } from '../../../wire/index.ts';
import { ActorFault } from '../fault.ts';

/** An answer that is none: there will be none for this nonce, or not yet. */
export interface Declined {
  readonly declined: 'skip' | 'later';
  readonly reason: string;
}

/** Longest piece of an answer that is repeated in an error. */
const SHOWN = 80;

const shown = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** A decimal as number or text; numbers keep all of their digits. */
export const decimal = z.string().transform((text, context) => {
  try {
    if (text.trim() !== '') return parseBounded(text.trim());
  } catch {
    // Said below.
  }
  context.addIssue(`"${shown(text)}" is not a decimal that the chain takes (finite; 0, or 1E-40 to 1E+40 in size)`);
  return z.NEVER;
});

export const address = z.string().refine(
  (text) => {
    try {
      return accBytes(text).length > 0;
    } catch {
      return false;
    }
  },
  { error: ({ input }) => `"${shown(String(input))}" is not an allo1… address` },
);

/** One value, or one per label: what an inference and a truth are. */
export const oneOrLabelled = z.union([decimal, z.record(z.string().min(1), decimal)]);
export type OneOrLabelled = z.infer<typeof oneOrLabelled>;

const declining = z.union([
  z.strictObject({ skip: z.string().min(1) }).transform(({ skip }) => ({ declined: 'skip' as const, reason: skip })),
  z
    .strictObject({ later: z.string().min(1) })
    .transform(({ later }) => ({ declined: 'later' as const, reason: later })),
]);

/**
 * Reads what a program wrote: one JSON document and nothing else.
 * @param form what the role's answer looks like; @param bare what a bare decimal stands for, where it may be one
 * @throws ActorFault `answer`, naming the place and what is wrong there
 */
export function readAnswer<Form extends z.ZodType>(
  text: string,
  form: Form,
  bare?: (value: Dec) => z.infer<Form>,
): z.infer<Form> | Declined {
  const document = parsed(text);
  if (typeof document === 'string') {
    if (!bare) throw new ActorFault('answer', 'the answer is a bare value; an object is wanted (docs/actors.md)');
    const value = decimal.safeParse(document);
    if (value.success) return bare(value.data);
    throw answerFault(value.error);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw new ActorFault('answer', `the answer is ${kindOf(document)}; an object is wanted (docs/actors.md)`);
  }
  if ('skip' in document || 'later' in document) {
    const declined = declining.safeParse(document);
    if (declined.success) return declined.data;
    throw new ActorFault('answer', '"skip" or "later" stands alone, with the reason as text');
  }
  const answer = form.safeParse(document);
  if (answer.success) return answer.data;
  throw answerFault(answer.error);
}

function parsed(text: string): unknown {
  if (text.trim() === '') throw new ActorFault('answer', 'the program wrote nothing on stdout');
  try {
    return exactJson(text);
  } catch (error) {
    const start = shown(text.trim()).replaceAll(/\s+/g, ' ');
    throw new ActorFault('answer', `the program did not write one JSON document, but: ${start}`, error);
  }
}

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'a list' : `${value}`);

/** The first thing that is wrong, with its place. Of the forms that a value may have, the one that came closest counts. */
function answerFault(error: z.ZodError): ActorFault {
  const issue = deepest(error.issues[0] as z.core.$ZodIssue, []);
  const place = issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
  return new ActorFault('answer', `the answer does not fit: ${place}${lower(issue.message)}`);
}

function deepest(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): { path: PropertyKey[]; message: string } {
  const at = [...path, ...issue.path];
  if (issue.code === 'invalid_key')
    return { path: at.slice(0, -1), message: issue.issues[0]?.message ?? issue.message };
  if (issue.code !== 'invalid_union') return { path: at, message: issue.message };
  const candidates = issue.errors.flatMap((issues) => (issues[0] ? [deepest(issues[0], at)] : []));
  const best = candidates.reduce((a, b) => (b.path.length > a.path.length || /not a decimal/.test(b.message) ? b : a));
  return best ?? { path: at, message: issue.message };
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
