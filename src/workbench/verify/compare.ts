/** Two figures that should be one. Absent ones are null. */
export interface Difference {
  readonly figure: string;
  readonly computed: string | null;
  readonly stored: string | null;
}

/** One step of an epoch, computed once more and compared digit for digit. */
export interface Stage {
  readonly stage: string;
  readonly compared: number;
  readonly differences: readonly Difference[];
  /** Why something could not be compared. */
  readonly skipped: readonly string[];
}

/** Compares what was computed with what the network keeps: figures under the names that tell what they are, `combined` or `one-out allo1…`. */
export function compare(
  stage: string,
  computed: Iterable<readonly [string, string]>,
  stored: Iterable<readonly [string, string]>,
  skipped: readonly string[] = [],
): Stage {
  const [own, kept] = [new Map(computed), new Map(stored)];
  const names = [...new Set([...own.keys(), ...kept.keys()])];
  const differences = names
    .filter((name) => own.get(name) !== kept.get(name))
    .map((name) => ({ figure: name, computed: own.get(name) ?? null, stored: kept.get(name) ?? null }));
  return { stage, compared: names.length, differences, skipped };
}
