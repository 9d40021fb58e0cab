import { valueMatches } from '../query/match.ts';
import type { Condition } from '../query/parse.ts';
import { type Kind, SEGMENT, type Tables } from './tables.ts';

/** Heights that can answer a query at all, both included. */
export interface Bounds {
  readonly from: number;
  readonly to: number;
}

/** A block (`tx` -1) or a transaction. */
export interface Found {
  readonly height: number;
  readonly tx: number;
}

/** What an event condition finds: where, and in which of its events. */
interface Occurrence extends Found {
  readonly value?: string;
  readonly event: number;
}

const WITH_VALUE =
  'SELECT height, tx, event FROM occurrences WHERE segment = ? AND tag = ? AND value = ? AND height BETWEEN ? AND ?';
const WITH_TAG =
  'SELECT value, height, tx, event FROM occurrences WHERE segment = ? AND tag = ? AND height BETWEEN ? AND ?';

export const segmentOf = (height: number): number => Math.floor(height / SEGMENT);

/** Narrows the bounds by what the conditions on a height (`tag`) say; what they say exactly is checked later. */
export function heightBounds(conditions: readonly Condition[], tag: string, bounds: Bounds): Bounds {
  let { from, to } = bounds;
  for (const { tag: asked, operator, operand } of conditions) {
    if (asked !== tag || operand?.kind !== 'number') continue;
    const value = Number(operand.value.digits) / 10 ** operand.value.scale;
    if (operator === '=' || operator.startsWith('>')) from = Math.max(from, Math.floor(value));
    if (operator === '=' || operator.startsWith('<')) to = Math.min(to, Math.ceil(value));
  }
  return { from, to };
}

/**
 * Blocks or transactions, in the order of the chain, with an event that satisfies every condition (at least one): as in
 * CometBFT 0.38, they must hold within one and the same event.
 */
export function findByEvents(tables: Tables, kind: Kind, conditions: readonly Condition[], bounds: Bounds): Found[] {
  const tags = conditions.map(({ tag }) => tables.findTag(kind, tag));
  if (tags.includes(undefined) || bounds.from > bounds.to) return [];
  // Equalities first: they find little, and quickly.
  const asked = conditions
    .map((condition, i) => ({ condition, tag: tags[i] as number }))
    .sort((a, b) => Number(isExact(b.condition)) - Number(isExact(a.condition)));
  const found: Found[] = [];
  for (let segment = segmentOf(bounds.from); segment <= segmentOf(bounds.to); segment++) {
    let places: Map<number, Found> | undefined;
    for (const { condition, tag } of asked) {
      const here = new Map<number, Found>();
      for (const occurrence of occurrences(tables, segment, tag, condition, bounds)) {
        const place = placeOf(occurrence);
        if (places === undefined || places.has(place)) here.set(place, occurrence);
      }
      places = here;
      if (places.size === 0) break;
    }
    found.push(...documents(places ?? new Map()));
  }
  return found;
}

function isExact({ operator, operand }: Condition): boolean {
  return operator === '=' && operand?.kind === 'string';
}

function* occurrences(
  tables: Tables,
  segment: number,
  tag: number,
  condition: Condition,
  { from, to }: Bounds,
): Iterable<Occurrence> {
  const { operand } = condition;
  if (isExact(condition) && operand?.kind === 'string') {
    yield* tables
      .statement(WITH_VALUE)
      .iterate(segment, tag, operand.text, from, to) as Iterable<unknown> as Iterable<Occurrence>;
    return;
  }
  const rows = tables.statement(WITH_TAG).iterate(segment, tag, from, to) as Iterable<unknown> as Iterable<Occurrence>;
  for (const row of rows) if (valueMatches(condition, row.value as string)) yield row;
}

/** An event's place within its segment, in one number below 2^53. */
function placeOf({ height, tx, event }: Occurrence): number {
  return ((height % SEGMENT) * 2 ** 20 + (tx + 1)) * 2 ** 20 + event;
}

/** Each block or transaction once, in order. */
function documents(places: ReadonlyMap<number, Found>): Found[] {
  const unique = new Map<number, Found>();
  for (const found of places.values()) unique.set((found.height % SEGMENT) * 2 ** 20 + found.tx, found);
  return [...unique.values()].sort((a, b) => a.height - b.height || a.tx - b.tx);
}
