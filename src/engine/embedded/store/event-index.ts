import type { AbciEvent } from '../../../chain/abci.ts';
import { valueMatches } from '../query/match.ts';
import type { Condition } from '../query/parse.ts';

/** An occurrence is a document (a block or transaction) and the event within it, in one number. */
const EVENTS_PER_DOCUMENT = 2 ** 20;

/**
 * Finds documents by the indexed attributes of their events. As in CometBFT 0.38, the conditions of a query must hold
 * within one and the same event. Documents are numbered by the caller, upwards.
 */
export class EventIndex {
  readonly #occurrences = new Map<string, Map<string, number[]>>();

  add(document: number, events: readonly AbciEvent[]): void {
    events.forEach((event, sequence) => {
      if (event.type === '') return;
      const occurrence = document * EVENTS_PER_DOCUMENT + sequence;
      for (const { key, value, index } of event.attributes) {
        if (index && key !== '') this.#list(`${event.type}.${key}`, value).push(occurrence);
      }
    });
  }

  /** Documents, ascending, with an event that satisfies every condition (at least one). */
  search(conditions: readonly Condition[]): number[] {
    let found: Set<number> | undefined;
    for (const condition of conditions) {
      const here = new Set<number>();
      for (const [value, occurrences] of this.#candidates(condition)) {
        if (!valueMatches(condition, value)) continue;
        for (const occurrence of occurrences) if (found === undefined || found.has(occurrence)) here.add(occurrence);
      }
      found = here;
    }
    const documents = new Set<number>();
    for (const occurrence of found ?? []) documents.add(Math.floor(occurrence / EVENTS_PER_DOCUMENT));
    return [...documents].sort((a, b) => a - b);
  }

  /** Forgets every document below `document`. */
  prune(document: number): void {
    const bound = document * EVENTS_PER_DOCUMENT;
    for (const [tag, values] of this.#occurrences) {
      for (const [value, occurrences] of values) {
        const kept = occurrences.findIndex((occurrence) => occurrence >= bound);
        if (kept < 0) values.delete(value);
        else if (kept > 0) occurrences.splice(0, kept);
      }
      if (values.size === 0) this.#occurrences.delete(tag);
    }
  }

  #candidates(condition: Condition): Iterable<[string, number[]]> {
    const values = this.#occurrences.get(condition.tag);
    if (values === undefined) return [];
    if (condition.operator === '=' && condition.operand?.kind === 'string') {
      const exact = values.get(condition.operand.text);
      return exact ? [[condition.operand.text, exact]] : [];
    }
    return values;
  }

  #list(tag: string, value: string): number[] {
    let values = this.#occurrences.get(tag);
    if (values === undefined) {
      values = new Map();
      this.#occurrences.set(tag, values);
    }
    let list = values.get(value);
    if (list === undefined) {
      list = [];
      values.set(value, list);
    }
    return list;
  }
}
