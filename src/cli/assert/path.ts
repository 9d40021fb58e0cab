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
    if (!found || (steps.length === 0 && rest.startsWith('.'))) {
      throw new AlloError('badValue', `--path "${text}" cannot be read at "${rest.slice(0, 20)}".`, {
        hint: 'Write it as `topic.epoch_length`, `validators[0].power` or `["a.b"]`.',
      });
    }
    const [whole, name, index, quoted] = found;
    steps.push(name ?? (index === undefined ? (JSON.parse(`"${quoted}"`) as string) : Number(index)));
    rest = rest.slice(whole.length);
  }
  return steps;
}

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
