import type { Context } from '../context.ts';
import { sdkErrors } from '../errors.ts';
import { type KeyCodec, type LeadingParts, prefixEnd, type TupleCodec } from './key-codec.ts';

/** What to visit. All bounds given apply together; `start` is included, `end` is not, whichever way it runs. */
export interface Selection<K> {
  /** Leading parts of a pair, triple or quad key: `[topicId]`. */
  prefix?: K extends readonly unknown[] ? LeadingParts<K> : never;
  start?: K | undefined;
  end?: K | undefined;
  reverse?: boolean | undefined;
  limit?: number | undefined;
}

/** A page of a listing as `cosmos.base.query.v1beta1` asks for it. */
export interface PageRequest {
  key?: Uint8Array;
  offset?: bigint;
  limit?: bigint;
  countTotal?: boolean;
  reverse?: boolean;
}

export interface Page<T> {
  entries: T[];
  /** Where the next page begins; empty after the last. Ready for `PageResponse`. */
  pagination: { nextKey: Uint8Array; total: bigint };
}

/** A page holds this many entries unless the request says otherwise, as in the SDK. */
const DEFAULT_LIMIT = 100n;

const bytesOf = (key: string): Uint8Array => new Uint8Array(Buffer.from(key, 'latin1'));
const textOf = (key: Uint8Array): string => Buffer.from(key).toString('latin1');

/** The keys of one collection: a prefix byte in one store, and the codec of what follows it. */
export class KeySpace<K> {
  readonly store: string;
  readonly #prefix: string;
  readonly #codec: KeyCodec<K>;

  constructor(store: string, prefix: string, codec: KeyCodec<K>) {
    this.store = store;
    this.#prefix = prefix;
    this.#codec = codec;
  }

  raw(key: K): string {
    return this.#prefix + this.#codec.encode(key);
  }

  key(raw: string): K {
    return this.#codec.decode(raw.slice(1));
  }

  #beginning(parts: Selection<K>['prefix']): string {
    if (parts === undefined) return this.#prefix;
    // Only tuple keys have leading parts: `Selection` admits them for nothing else.
    return (
      this.#prefix +
      (this.#codec as unknown as TupleCodec<readonly unknown[]>).prefix(parts as LeadingParts<readonly unknown[]>)
    );
  }

  #bounds(selection: Selection<K>): { start: string; end: string | undefined } {
    const beginning = this.#beginning(selection.prefix);
    let start = beginning;
    let end = prefixEnd(beginning);
    if (selection.start !== undefined) {
      const bound = this.raw(selection.start);
      if (bound > start) start = bound;
    }
    if (selection.end !== undefined) {
      const bound = this.raw(selection.end);
      if (end === undefined || bound < end) end = bound;
    }
    return { start, end };
  }

  *walk(ctx: Context, selection: Selection<K> = {}): Generator<readonly [raw: string, value: Uint8Array]> {
    let left = selection.limit;
    if (left !== undefined && left <= 0) return;
    const { start, end } = this.#bounds(selection);
    if (end !== undefined && start >= end) return;
    for (const entry of ctx.store.iterate(this.store, { start, end, reverse: selection.reverse })) {
      yield entry;
      if (left !== undefined && --left === 0) return;
    }
  }

  clear(ctx: Context, selection?: Selection<K>): number {
    let count = 0;
    for (const [raw] of this.walk(ctx, selection)) {
      ctx.store.delete(this.store, raw);
      count++;
    }
    return count;
  }

  /** Pages as the SDK does: by offset, or on from a key (the rest of the raw key after the selected prefix). */
  page<T>(
    ctx: Context,
    request: PageRequest | undefined,
    prefix: Selection<K>['prefix'],
    read: (key: K, value: Uint8Array) => T | undefined,
  ): Page<T> {
    const { key = new Uint8Array(0), offset = 0n, reverse = false } = request ?? {};
    if (key.length > 0 && offset > 0n)
      throw sdkErrors.invalidRequest('invalid request, either offset or key is expected, got both');
    const limit = request?.limit ? request.limit : DEFAULT_LIMIT;
    const counting = key.length === 0 && (request?.countTotal === true || !request?.limit);
    const beginning = this.#beginning(prefix);
    const from = key.length > 0 ? beginning + textOf(key) : undefined;
    const end = reverse && from !== undefined ? `${from}\0` : prefixEnd(beginning);
    const start = !reverse && from !== undefined ? from : beginning;

    const entries: T[] = [];
    let seen = 0n;
    let nextKey: Uint8Array = new Uint8Array(0);
    for (const [raw, value] of ctx.store.iterate(this.store, { start, end, reverse })) {
      const full = seen >= offset + limit;
      if (full && nextKey.length > 0 && !counting) break;
      const entry = read(this.key(raw), value);
      if (entry === undefined) continue;
      if (full && nextKey.length === 0) nextKey = bytesOf(raw.slice(beginning.length));
      if (!full && seen >= offset) entries.push(entry);
      seen++;
    }
    return { entries, pagination: { nextKey, total: counting ? seen : 0n } };
  }
}
