/** A piece of a path template: a text that must stand there, or a variable that takes one segment, or all the rest (`=**`). */
type Piece = { readonly literal: string } | { readonly field: string; readonly rest: boolean };

/** A path of `google.api.http`, such as `/emissions/v10/topics/{topic_id}`. */
export interface Template {
  readonly pieces: readonly Piece[];
  /** What follows a colon at the end, such as `cancel`; empty for none. */
  readonly verb: string;
}

const PIECE = /^(?:\{([\w.]+)(?:=(\*\*?))?\}|([^{}*]+))$/;

/** @throws Error where the template is of a form that no service uses */
export function parseTemplate(text: string): Template {
  const [, path = '', verb = ''] = /^\/(.*?)(?::([^/{}]+))?$/.exec(text) ?? [];
  const pieces = path.split('/').map((segment): Piece => {
    const [, field, stars, literal] = PIECE.exec(segment) ?? [];
    if (field !== undefined) return { field, rest: stars === '**' };
    if (literal !== undefined) return { literal };
    throw new Error(`the path template ${text} is not understood`);
  });
  return { pieces, verb };
}

/** The values of the variables where a path, cut at its slashes and still escaped, fits; undefined where it does not. */
export function matchTemplate(
  { pieces, verb }: Template,
  segments: readonly string[],
): Map<string, string> | undefined {
  const given = verb === '' ? segments : withoutVerb(segments, verb);
  if (!given) return undefined;
  const values = new Map<string, string>();
  for (const [i, piece] of pieces.entries()) {
    const segment = given[i];
    if (segment === undefined) return undefined;
    if ('literal' in piece) {
      if (segment !== piece.literal) return undefined;
    } else if (piece.rest) {
      values.set(piece.field, given.slice(i).map(unescaped).join('/'));
      return values;
    } else values.set(piece.field, unescaped(segment));
  }
  return given.length === pieces.length ? values : undefined;
}

function withoutVerb(segments: readonly string[], verb: string): string[] | undefined {
  const last = segments.at(-1) ?? '';
  if (!last.endsWith(`:${verb}`)) return undefined;
  return [...segments.slice(0, -1), last.slice(0, -verb.length - 1)];
}

function unescaped(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Not escaped at all, then.
    return segment;
  }
}

/** The more exact of two templates first: a text before a variable, a variable before all the rest. */
export function compareTemplates(a: Template, b: Template): number {
  for (let i = 0; i < Math.max(a.pieces.length, b.pieces.length); i += 1) {
    const difference = rank(a.pieces[i]) - rank(b.pieces[i]);
    if (difference !== 0) return difference;
  }
  return 0;
}

const rank = (piece: Piece | undefined): number =>
  piece === undefined ? 3 : 'literal' in piece ? 0 : piece.rest ? 2 : 1;
