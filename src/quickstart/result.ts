import { decimalText } from './epoch.ts';
import type { Plan } from './plan.ts';
import { type Report, renderReport } from './report.ts';
import type { Series } from './series.ts';
import type { StoryResult } from './story.ts';

/** One line of the table; means and shares as decimal text, null where there is nothing to say. */
interface ResultRow {
  readonly kind: string;
  readonly name: string;
  readonly alone: string | null;
  readonly joined: string | null;
  readonly weight: string | null;
  readonly beaten: string | null;
}

/** What `allo quickstart --json` prints. Losses are mean log10 losses; decimals are text. */
export interface QuickstartResult {
  readonly data: {
    readonly name: string;
    readonly title: string;
    readonly season: number;
    readonly resolution: string;
    readonly rows: number;
  };
  readonly plan: Plan;
  readonly topicId: string;
  readonly rows: readonly ResultRow[];
  readonly bestAlone: string;
  readonly bestJoined: string;
  readonly sentence: string;
  /** Every epoch, with the inferences as the network has them. */
  readonly epochs: readonly {
    readonly epoch: number;
    readonly nonce: number;
    readonly truth: string;
    readonly combined: string;
    readonly naive: string;
    readonly workers: Readonly<Record<string, string>>;
  }[];
  readonly blocks: number;
  readonly transactions: number;
  readonly seconds: number;
  /** Seconds by what they were spent on. */
  readonly spent: Readonly<Record<string, number>>;
  /** Name of the devnet where it was left running, else null. */
  readonly devnet: string | null;
}

const orNull = (value: number | undefined): string | null => (value === undefined ? null : decimalText(value));

const seconds = (milliseconds: number): number => Number((milliseconds / 1000).toFixed(3));

export function quickstartResult(
  series: Series,
  plan: Plan,
  story: StoryResult,
  devnet: string | null,
): QuickstartResult {
  const { report } = story;
  return {
    data: {
      name: series.name,
      title: series.title,
      season: series.season,
      resolution: decimalText(series.resolution),
      rows: series.values.length,
    },
    plan,
    topicId: story.topicId.toString(),
    rows: report.rows.map(({ kind, name, alone, joined, weight, beaten }) => ({
      kind,
      name,
      alone: orNull(alone),
      joined: orNull(joined),
      weight: orNull(weight),
      beaten: orNull(beaten),
    })),
    bestAlone: report.bestAlone.name,
    bestJoined: report.bestJoined.name,
    sentence: report.sentence,
    epochs: story.epochs.map((record) => ({
      epoch: record.epoch,
      nonce: Number(record.nonce),
      truth: decimalText(record.truth),
      combined: decimalText(record.combined),
      naive: decimalText(record.naive),
      workers: Object.fromEntries([...record.workers].map(([name, value]) => [name, decimalText(value)])),
    })),
    blocks: story.blocks,
    transactions: story.transactions,
    seconds: seconds(story.total),
    spent: Object.fromEntries([...story.spent].map(([what, time]) => [what, seconds(time)])),
    devnet,
  };
}

/** Breaks a sentence into lines of at most a hundred columns. */
function wrapped(sentence: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of sentence.split(' ')) {
    if (line && line.length + word.length >= 100) {
      lines.push(line);
      line = '';
    }
    line += line ? ` ${word}` : word;
  }
  return [...lines, line];
}

/** The end of the story for people: table, meaning, and where the time went. */
export function closingText(report: Report, plan: Plan, story: StoryResult): string[] {
  const parts = [...story.spent]
    .sort(([, a], [, b]) => b - a)
    .map(([what, time]) => `${what} ${((100 * time) / story.total).toFixed(0)} %`);
  return [
    ...renderReport(report, plan),
    ...wrapped(report.sentence),
    '',
    ...wrapped(
      `${plan.alone + plan.joined} epochs, ${story.blocks} blocks and ${story.transactions} signed transactions in ` +
        `${(story.total / 1000).toFixed(1)} s (${parts.join(', ')}).`,
    ),
  ];
}
