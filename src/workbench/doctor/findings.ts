/** Why an actor or a topic gets nothing; every cause has its own exit code (`allo help exit-codes`). */
export type Cause =
  | 'topicInactive'
  | 'notRegistered'
  | 'notPermitted'
  | 'feeNotCovered'
  | 'stakeTooLow'
  | 'windowMissed'
  | 'nonceFulfilled'
  | 'scoreTooLow'
  | 'onlyOneInferer'
  | 'nobodyThere';

/** One thing that a doctor looked at. */
export interface Finding {
  readonly check: string;
  /** `warning`: it works, but not as one would wish. */
  readonly level: 'ok' | 'warning' | 'wrong';
  readonly detail: string;
  /** Where it is wrong. */
  readonly cause: Cause | null;
  /** Command that goes on from here. */
  readonly next: string | null;
}

export const ok = (check: string, detail: string, next: string | null = null): Finding => ({
  ...{ check, level: 'ok', detail },
  ...{ cause: null, next },
});

export const warning = (check: string, detail: string, next: string | null = null): Finding => ({
  ...{ check, level: 'warning', detail },
  ...{ cause: null, next },
});

export const wrong = (check: string, cause: Cause, detail: string, next: string | null): Finding => ({
  ...{ check, level: 'wrong', detail },
  ...{ cause, next },
});
