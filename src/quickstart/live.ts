import { average, type EpochRecord, logLoss } from './ledger.ts';
import type { StoryEvent } from './story.ts';

/** Epochs that a running mean looks back on. */
const WINDOW = 12;

/** One predictor as a live view shows it. */
export interface LiveLine {
  readonly name: string;
  readonly kind: 'worker' | 'forecaster' | 'average' | 'network';
  /** Running mean of the log10 loss, one value an epoch; empty for a forecaster. */
  readonly losses: readonly number[];
  /** Share of the weights in the latest epoch; undefined where it has none. */
  readonly share: number | undefined;
}

/** Follows a story and keeps what a live view shows. */
export class LiveLosses {
  readonly #floor: number;
  readonly #raw = new Map<string, number[]>();
  readonly #lines = new Map<string, number[]>();
  #shares: ReadonlyMap<string, number> = new Map();
  #forecasters: readonly string[] = [];

  constructor(floor: number) {
    this.#floor = floor;
  }

  take(event: StoryEvent): void {
    if (event.kind === 'opened') {
      this.#forecasters = event.cast.forecasters.map(({ name }) => name);
      // In the order of the cast, not of the addresses.
      for (const { name } of event.cast.workers) this.#lines.set(name, []);
    }
    if (event.kind !== 'epoch') return;
    const { record, outcome } = event;
    for (const [name, value] of record.workers) this.#add(name, value, record);
    this.#add('plain average', average([...record.workers.values()]), record);
    this.#add('network', record.combined, record);
    this.#shares = outcome.shares;
  }

  #add(name: string, prediction: number, record: EpochRecord): void {
    const raw = this.#raw.get(name) ?? [];
    this.#raw.set(name, raw);
    raw.push(logLoss(prediction, record.truth, this.#floor));
    const line = this.#lines.get(name) ?? [];
    this.#lines.set(name, line);
    line.push(average(raw.slice(-WINDOW)));
  }

  /** Workers, forecasters, the plain average, the network; workers in the order in which they came. */
  get lines(): LiveLine[] {
    const lines = [...this.#lines].map(([name, losses]): LiveLine => {
      const kind = name === 'network' ? 'network' : name === 'plain average' ? 'average' : 'worker';
      return { name, kind, losses, share: this.#shares.get(name) };
    });
    const forecasters = this.#forecasters.map(
      (name): LiveLine => ({ name, kind: 'forecaster', losses: [], share: this.#shares.get(name) }),
    );
    const of = (kind: LiveLine['kind']): LiveLine[] => lines.filter((line) => line.kind === kind);
    return [...of('worker'), ...forecasters, ...of('average'), ...of('network')];
  }
}
