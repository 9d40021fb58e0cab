import type { JsonValue } from '../../wire/index.ts';
import { AlloError } from '../errors.ts';

/** A step of a path: the name of a member, or a place in a list (from the end where below 0). */
type Step = string | number;

const STEP = /^(?:\.?([A-Za-z_][\w-]*)|\[(-?\d{1,9})\]|\["((?:[^"\\]|\\.)*)"\])/;

/**
 * Reads a path into JSON: `topic.epoch_length`, `validators[0].power`, `values[-1]`, `["a.b"]`; the empty one is the whole.
 * @throws AlloError badValue
 */
export function parsePath(text: string): Step[] {
  const steps: Step[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const found = STEP.exec(rest);
    if (!found || (steps.length === 0 && rest.startsWith('.'))) throw unreadable(text, rest);
    const [whole, name, index, quoted] = found;
    const step = name ?? (index === undefined ? unquoted(`"${quoted}"`) : Number(index));
    if (step === undefined) throw unreadable(text, rest);
    steps.push(step);
    rest = rest.slice(whole.length);
  }
  return steps;
}

/** What a JSON text says; undefined where it is none, such as one with an escape that JSON does not have. */
function unquoted(json: string): string | undefined {
  try {
    return JSON.parse(json) as string;
  } catch {
    return undefined;
  }
}

const unreadable = (text: string, rest: string): AlloError =>
  new AlloError('badValue', `--path "${text}" cannot be read at "${rest.slice(0, 20)}".`, {
    hint: 'Write it as `topic.epoch_length`, `validators[0].power` or `["a.b"]`.',
  });

/** What stands at a path; undefined where there is nothing. */
export function valueAt(json: JsonValue, steps: readonly Step[]): JsonValue | undefined {
  let value: JsonValue | undefined = json;
  for (const step of steps) {
    if (typeof step === 'number') value = Array.isArray(value) ? value.at(step) : undefined;
    else if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    else value = Object.hasOwn(value, step) ? (value as Record<string, JsonValue>)[step] : undefined;
  }
  return value;
}
