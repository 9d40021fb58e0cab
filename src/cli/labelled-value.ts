import type { WorkerPayload } from '../client/actions/insert-worker-payload.ts';
import { parseDecimal } from './decimals.ts';
import { AlloError } from './errors.ts';

type Inference = NonNullable<WorkerPayload['inference']>;

/**
 * Reads what was given under a flag: one decimal, or `LABEL=DECIMAL` for every label. Labels hold no `=`.
 * @throws AlloError badValue
 */
export function parseInference(values: readonly string[], flag = '--value'): Inference {
  const [only] = values;
  if (only !== undefined && values.length === 1 && !only.includes('=')) return parseDecimal(only, flag);
  return values.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1)
      throw new AlloError('badValue', `${flag} "${pair}" is not LABEL=VALUE; several values need their labels.`);
    return { label: pair.slice(0, at), value: parseDecimal(pair.slice(at + 1), flag) };
  });
}
