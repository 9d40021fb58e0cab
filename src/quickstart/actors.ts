import { type Signer, signerFromKey } from '../client/signer.ts';
import { keyFromSeed } from '../wire/index.ts';

/** Someone in the story: a name for the tables, and keys that follow from it. Test keys, known to everybody. */
export interface Actor {
  readonly name: string;
  readonly signer: Signer;
  /** What the next transaction of this account must name; the story counts along. */
  accountNumber: bigint;
  sequence: bigint;
}

export function makeActor(role: string, name: string): Actor {
  const signer = signerFromKey(keyFromSeed('allokit quickstart', `${role} ${name}`));
  return { name, signer, accountNumber: 0n, sequence: 0n };
}
