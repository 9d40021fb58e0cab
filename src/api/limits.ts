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

/** Bytes that all calls together may hold: who does not read their answer, or does not end their request, stays within it. */
export class Budget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** @throws ApiError `ResourceExhausted` */
  take(bytes: number): void {
    if (bytes > this.#left) throw new ApiError('ResourceExhausted', 'too much is being sent and read at the same time');
    this.#left -= bytes;
  }

  release(bytes: number): void {
    this.#left += bytes;
  }
}

interface Connection {
  destroy(): void;
  once(event: 'close', listener: () => void): unknown;
}

/** The connections of a server: when there are too many, the longest idle one goes; when none is idle, the new one. */
export class Crowd<C extends Connection> {
  readonly #limit: number;
  /** Calls under way, by connection; idle ones stand in the order in which they became so. */
  readonly #calls = new Map<C, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  enter(connection: C): void {
    if (this.#calls.size >= this.#limit) this.#makeRoom(connection);
    this.#calls.set(connection, 0);
    connection.once('close', () => this.#calls.delete(connection));
  }

  begin(connection: C): void {
    const calls = this.#calls.get(connection);
    if (calls !== undefined) this.#calls.set(connection, calls + 1);
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
    for (const [connection, calls] of this.#calls) {
      if (calls > 0) continue;
      this.#calls.delete(connection);
      connection.destroy();
      return;
    }
    fresh.destroy();
  }
}
