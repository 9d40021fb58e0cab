import type { Series } from './series.ts';

/** How long each part of the story is, in epochs, and which rows of the series it replays. */
export interface Plan {
  /** Epochs with the five honest models alone. */
  readonly alone: number;
  /** Epochs after the better model has joined. */
  readonly joined: number;
  /** First epochs that the means leave out: the network knows nothing yet. */
  readonly warmUp: number;
  /** Index of the observation that the first epoch asks for; all before it is known from the start. */
  readonly firstRow: number;
  /** Said to the reader when the series is too short for the full story. */
  readonly note?: string;
}

const ALONE = 120;
const JOINED = 60;
const WARM_UP = 30;
/** Observations that the models should have seen before the first question. */
const HISTORY = 20;

/** Lays the story over the last rows of a series, shortening both parts in proportion where rows are few. */
export function planStory(series: Series): Plan {
  const rows = series.values.length;
  const full = ALONE + JOINED;
  if (rows >= full + HISTORY) {
    return { alone: ALONE, joined: JOINED, warmUp: WARM_UP, firstRow: rows - full };
  }
  const epochs = rows - HISTORY;
  const joined = Math.max(1, Math.floor(epochs / 3));
  const alone = epochs - joined;
  return {
    alone,
    joined,
    warmUp: Math.min(WARM_UP, Math.floor(alone / 4)),
    firstRow: HISTORY,
    note: `${series.name} has ${rows} rows, fewer than ${full + HISTORY}: ${alone} epochs alone and ${joined} after the newcomer, instead of ${ALONE} and ${JOINED}.`,
  };
}
