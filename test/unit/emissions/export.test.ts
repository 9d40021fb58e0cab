import { expect, test, vi } from 'vitest';
import type { ConsensusParams } from '../../../src/chain/abci.ts';
import { type ChainApplication, createApplication } from '../../../src/chain/app.ts';
import { newChain, play } from './played-epochs.ts';

const consensusParams: ConsensusParams = {
  block: { maxBytes: 22_020_096n, maxGas: -1n },
  evidence: { maxAgeNumBlocks: 100_000n, maxAgeDuration: 1n, maxBytes: 1n },
  validator: { pubKeyTypes: ['ed25519'] },
  version: { app: 0n },
  abci: { voteExtensionsEnableHeight: 0n },
};

/** A fresh application that goes on after a height of another one, from nothing but the exported state. */
function imported(app: ChainApplication, height: bigint): ChainApplication {
  const fresh = createApplication();
  fresh.initChain({
    time: height * 1_000_000_000n,
    chainId: 'localnet',
    initialHeight: height + 1n,
    consensusParams,
    validators: [{ pubKey: new Uint8Array(32).fill(7), power: 10n }],
    appStateBytes: new TextEncoder().encode(JSON.stringify(app.exportGenesis(height))),
  });
  return fresh;
}

test('export, import, go on: under the same blocks the same state at every later height', () => {
  const chain = newChain();
  const asked = vi.spyOn(chain.app, 'finalizeBlock');
  const first = chain.height + 1n;
  play(chain);
  const requests = asked.mock.calls.map(([request]) => request);
  const states = new Map<bigint, string>();
  for (const { height } of requests) states.set(height, JSON.stringify(chain.app.exportGenesis(height)));

  // In the middle of a worker window, between windows, of a reputer window, and late.
  for (const after of [first + 5n, first + 14n, first + 30n, first + 47n, chain.height - 2n]) {
    const again = imported(chain.app, after);
    for (const request of requests) {
      if (request.height <= after) continue;
      const { txResults } = again.finalizeBlock(request);
      again.commit();
      expect(txResults.every(({ code }) => code === 0)).toBe(true);
      const exported = again.exportGenesis();
      if (JSON.stringify(exported) !== states.get(request.height)) {
        expect(exported, `exported after ${after}, at ${request.height}`).toEqual(
          JSON.parse(states.get(request.height)!),
        );
      }
    }
  }
});
