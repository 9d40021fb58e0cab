import type { Dec } from '../decimal/index.ts';

/** Far from the exponent limits, so that no product, quotient or sum of such numbers can reach them. */
const MOST_EXPONENT = 1000;
const MOST_DIGITS = 200;

/** Whether a number can take part in the fast evaluation. */
export const isTame = (value: Dec): boolean =>
  value.exponent <= MOST_EXPONENT && value.exponent >= -MOST_EXPONENT && value.digits <= MOST_DIGITS;

/** The losses of one component, taken apart once for the many evaluations of a descent. */
export interface PreparedColumn {
  /** Reputers that reported the component, ascending. */
  readonly reported: readonly number[];
  /** Per reputer: the loss, or for one that did not report it the smallest reported loss. */
  readonly losses: readonly Dec[];
  /** Whether anybody did not report it. */
  readonly gaps: boolean;
  readonly smallest: Dec;
  /** Which reputers reported it, as a key of their common stake. */
  readonly group: number;
}

/** Columns of a loss matrix, and the distinct sets of reputers who reported a component. */
export interface PreparedMatrix {
  readonly columns: readonly PreparedColumn[];
  readonly groups: readonly (readonly number[])[];
}

/**
 * Takes a loss matrix apart; components that nobody reported are left out: they add nothing to any score.
 * Undefined for a matrix that the fast evaluation leaves to the plain one.
 */
export function prepare(rows: readonly (readonly Dec[])[]): PreparedMatrix | undefined {
  const [first] = rows;
  if (first === undefined || !rows.every((row) => row.length === first.length)) return undefined;
  if (!rows.every((row) => row.every((loss) => loss.isNaN() || isTame(loss)))) return undefined;
  const columns: PreparedColumn[] = [];
  const groups: (readonly number[])[] = [];
  const known = new Map<string, number>();
  for (const component of first.keys()) {
    const column = rows.map((row) => row[component] as Dec);
    const reported = [...column.keys()].filter((reputer) => column[reputer]?.isNaN() === false);
    const one = column[reported[0] ?? -1];
    if (one === undefined) continue;
    const smallest = reported.reduce<Dec>((low, reputer) => {
      const loss = column[reputer] as Dec;
      return loss.lt(low) ? loss : low;
    }, one);
    const key = reported.join();
    const group = known.get(key) ?? groups.length;
    if (group === groups.length) {
      known.set(key, group);
      groups.push(reported);
    }
    const losses = column.map((loss) => (loss.isNaN() ? smallest : loss));
    columns.push({ reported, losses, gaps: reported.length < rows.length, smallest, group });
  }
  return { columns, groups };
}
