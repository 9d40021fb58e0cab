/** Two validators, or a validator and the chain, that disagree about the state after one block. */
export interface Difference {
  readonly height: bigint;
  readonly hashes: readonly { readonly who: string; readonly appHash: string }[];
}

/** Heights that are remembered. */
const KEPT = 2_000;

/** Compares what is said of the state after each block, whoever says it and whenever. */
export class AppHashes {
  readonly #said = new Map<bigint, Map<string, string>>();

  /**
   * @param appHash hash after the block of that height was executed, upper-case hexadecimal.
   * @returns what was said of that height where it is not all the same.
   */
  say(who: string, height: bigint, appHash: string): Difference | null {
    let said = this.#said.get(height);
    if (!said) {
      said = new Map();
      this.#said.set(height, said);
      this.#forget();
    }
    said.set(who, appHash);
    if ([...said.values()].every((hash) => hash === appHash)) return null;
    return { height, hashes: [...said].map(([name, hash]) => ({ who: name, appHash: hash })) };
  }

  #forget(): void {
    if (this.#said.size <= KEPT) return;
    const oldest = [...this.#said.keys()].reduce((least, height) => (height < least ? height : least));
    this.#said.delete(oldest);
  }
}

export function describe({ height, hashes }: Difference): string {
  const said = hashes.map(({ who, appHash }) => `${who} ${appHash}`).join(', ');
  return `app hashes differ after block ${height}: ${said}`;
}
