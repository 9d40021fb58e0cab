import { MsgService } from '../../../../src/wire/gen/emissions/v10/tx_pb.ts';

/** What histories reached: how often. */
export class Coverage {
  readonly succeeded = new Map<string, number>();
  readonly failed = new Map<string, number>();
  /** Error codes of messages, and of transactions that did not get as far. */
  readonly codes = new Map<string, number>();
  readonly events = new Map<string, number>();
  readonly happened = new Map<string, number>();

  count(what: Exclude<keyof Coverage, 'count' | 'add'>, name: string, times = 1): void {
    this[what].set(name, (this[what].get(name) ?? 0) + times);
  }

  add(other: Coverage): void {
    for (const what of ['succeeded', 'failed', 'codes', 'events', 'happened'] as const) {
      for (const [name, times] of other[what]) this.count(what, name, times);
    }
  }
}

/** The messages of emissions, by the names of their types. */
export const MESSAGES: readonly string[] = MsgService.methods.map(({ input }) => input.typeName);
