import { ApiError } from './status.ts';

/** What the servers of an API allow whoever calls. */
export const LIMITS = {
  /** Connections of each server; at the limit the one that has been idle for longest makes room. */
  connections: 512,
  /** Calls at a time over one connection (gRPC). */
  streams: 100,
  /** Bytes of one request message or body. */
  requestBytes: 4 << 20,
  /** Bytes of requests and answers that are in memory at a time, of all calls together. */
  heldBytes: 64 << 20,
  /** Bytes of all headers of a request, the URL with its query included. */
  headerBytes: 16 << 10,
  /** How long a call may be without a byte. */
  idleMs: 60_000,
  /** How long a connection may be without a call. */
  idleConnectionMs: 600_000,
  /** How long a request may take to come in. */
  requestMs: 30_000,
} as const;

/** A connection that can be ended. */
interface Connection {
  destroy(): void;
  once(event: 'close', listener: () => void): unknown;
}

/** What ends: a call, whose bytes are given back then. */
interface Call {
  readonly closed?: boolean;
  readonly destroyed?: boolean;
  once(event: 'close', listener: () => void): unknown;
}

/**
 * Bytes that all calls together may hold. When they run out, the connection that holds most goes: one that does not read its
 * answers, or does not end its requests, makes room for the others.
 */
export class Budget {
  #left: number;
  readonly #held = new Map<Connection, number>();
  /** What each call has had so far. */
  readonly #calls = new WeakMap<Call, number>();

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Lends bytes to a call over a connection until the call is over. @throws ApiError `ResourceExhausted` */
  lend(connection: Connection, call: Call, bytes: number): void {
    // One that is over already would never give them back.
    if (call.closed || call.destroyed) return;
    while (bytes > this.#left) {
      if (!this.#sendAway(connection)) {
        throw new ApiError('ResourceExhausted', 'too much is being sent and read at the same time');
      }
    }
    this.#left -= bytes;
    this.#held.set(connection, (this.#held.get(connection) ?? 0) + bytes);
    const had = this.#calls.get(call);
    this.#calls.set(call, (had ?? 0) + bytes);
    if (had !== undefined) return;
    call.once('close', () => {
      this.#release(connection, this.#calls.get(call) ?? 0);
      this.#calls.delete(call);
    });
  }

  /** Takes back what a call had, before it is over. */
  giveBack(connection: Connection, call: Call, bytes: number): void {
    const had = this.#calls.get(call);
    if (had === undefined) return;
    const back = Math.min(had, bytes);
    this.#calls.set(call, had - back);
    this.#release(connection, back);
  }

  #release(connection: Connection, bytes: number): void {
    const held = this.#held.get(connection);
    // One that was sent away has given back everything.
    if (held === undefined) return;
    this.#left += bytes;
    if (held > bytes) this.#held.set(connection, held - bytes);
    else this.#held.delete(connection);
  }

  /** Ends the connection that holds most; false where that is the one that asks, or nobody. */
  #sendAway(asking: Connection): boolean {
    let most: Connection | undefined;
    for (const [connection, held] of this.#held) {
      if (most === undefined || held > (this.#held.get(most) ?? 0)) most = connection;
    }
    if (most === undefined || most === asking) return false;
    this.#left += this.#held.get(most) ?? 0;
    this.#held.delete(most);
    most.destroy();
    return true;
  }
}

/**
 * The connections of a server. When there are too many, one goes: the oldest that has not asked for anything yet, else the
 * one that has been idle for longest; when none is idle, the new one.
 */
export class Crowd<C extends Connection> {
  readonly #limit: number;
  /** Calls under way, by connection; undefined before the first. Idle ones stand in the order in which they became so. */
  readonly #calls = new Map<C, number | undefined>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  enter(connection: C): void {
    if (this.#calls.size >= this.#limit) this.#makeRoom(connection);
    this.#calls.set(connection, undefined);
    connection.once('close', () => this.#calls.delete(connection));
  }

  begin(connection: C): void {
    if (this.#calls.has(connection)) this.#calls.set(connection, (this.#calls.get(connection) ?? 0) + 1);
  }

  end(connection: C): void {
    const calls = this.#calls.get(connection);
    if (calls === undefined) return;
    if (calls === 1) this.#calls.delete(connection);
    this.#calls.set(connection, calls - 1);
  }

  closeAll(): void {
    for (const connection of this.#calls.keys()) connection.destroy();
  }

  #makeRoom(fresh: C): void {
    const gone = this.#first(undefined) ?? this.#first(0) ?? fresh;
    this.#calls.delete(gone);
    gone.destroy();
  }

  #first(wanted: number | undefined): C | undefined {
    for (const [connection, calls] of this.#calls) if (calls === wanted) return connection;
    return undefined;
  }
}
