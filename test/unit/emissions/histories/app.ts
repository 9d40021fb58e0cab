import type { ConsensusParams, FinalizeBlockResponse } from '../../../../src/chain/abci.ts';
import { type ChainApplication, createApplication } from '../../../../src/chain/app.ts';
import { CHAIN_ID } from './signing.ts';

export const consensusParams: ConsensusParams = {
  block: { maxBytes: 22_020_096n, maxGas: -1n },
  evidence: { maxAgeNumBlocks: 100_000n, maxAgeDuration: 1n, maxBytes: 1n },
  validator: { pubKeyTypes: ['ed25519'] },
  version: { app: 0n },
  abci: { voteExtensionsEnableHeight: 0n },
};
const noBytes = new Uint8Array();

export const initChain = (height: bigint, state: Record<string, unknown>) => ({
  time: height * 1_000_000_000n,
  chainId: CHAIN_ID,
  initialHeight: height + 1n,
  consensusParams,
  validators: [{ pubKey: new Uint8Array(32).fill(7), power: 10n }],
  appStateBytes: new TextEncoder().encode(JSON.stringify(state)),
});

/** An application that begins with a state after a height, with the faults that it told its operator. */
export class Node {
  readonly app: ChainApplication;
  /** Lines that no history may cause: faults of the program, not of anybody's doing. */
  readonly faults: string[] = [];
  /** Why topics did not get further, for reports. */
  readonly warnings: string[] = [];

  constructor(state: Record<string, unknown>, after = 0n) {
    this.app = createApplication({
      chainId: CHAIN_ID,
      keepVersions: 40,
      log: (level, line) => {
        if (level === 'error') this.faults.push(line);
        if (level === 'warn') this.warnings.push(line);
      },
    });
    this.app.initChain(initChain(after, state));
  }

  /** Makes and commits a block. */
  block(height: bigint, txs: readonly Uint8Array[]): FinalizeBlockResponse {
    const made = this.app.finalizeBlock({
      txs: [...txs],
      decidedLastCommit: { round: 0, votes: [] },
      misbehavior: [],
      hash: noBytes,
      height,
      time: height * 1_000_000_000n,
      nextValidatorsHash: noBytes,
      proposerAddress: noBytes,
    });
    this.app.commit();
    return made;
  }
}
