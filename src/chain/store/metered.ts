import type { GasMeter } from '../context.ts';
import type { Range, StoreBranch } from './branch.ts';

/* Prices of an access, those of the Cosmos SDK's stores: so much whatever its size, so much for each byte of key and value. */
const HAS = 1_000n;
const DELETE = 1_000n;
const READ = 1_000n;
const READ_BYTE = 3n;
const WRITE = 2_000n;
const WRITE_BYTE = 30n;
const STEP = 30n;

const bytes = (key: string, value: Uint8Array | undefined): bigint => BigInt(key.length + (value?.length ?? 0));

/** A branch of the state that charges every access to a gas meter, whichever layer answers it. */
export class MeteredStore implements StoreBranch {
  /** The same branch, uncounted. */
  readonly free: StoreBranch;
  readonly #gas: GasMeter;

  constructor(store: StoreBranch, gas: GasMeter) {
    this.free = store;
    this.#gas = gas;
  }

  get(store: string, key: string): Uint8Array | undefined {
    const value = this.free.get(store, key);
    this.#gas.consume(READ + READ_BYTE * bytes(key, value), 'ReadPerByte');
    return value;
  }

  has(store: string, key: string): boolean {
    this.#gas.consume(HAS, 'Has');
    return this.free.has(store, key);
  }

  set(store: string, key: string, value: Uint8Array): void {
    this.#gas.consume(WRITE + WRITE_BYTE * bytes(key, value), 'WritePerByte');
    this.free.set(store, key, value);
  }

  delete(store: string, key: string): void {
    this.#gas.consume(DELETE, 'Delete');
    this.free.delete(store, key);
  }

  *iterate(store: string, range: Range): IterableIterator<readonly [key: string, value: Uint8Array]> {
    for (const entry of this.free.iterate(store, range)) {
      this.#gas.consume(STEP + READ_BYTE * bytes(entry[0], entry[1]), 'IterNextFlat');
      yield entry;
    }
  }

  branch(): MeteredStore {
    return new MeteredStore(this.free.branch(), this.#gas);
  }

  write(): void {
    this.free.write();
  }
}
