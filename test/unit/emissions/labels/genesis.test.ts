import { expect, test } from 'vitest';
import { createApplication } from '../../../../src/chain/app.ts';
import { TopicOutputArity } from '../../../../src/wire/gen/emissions/v10/types_pb.ts';
import { inferers, newChain } from '../played-epochs.ts';
import { workerMessage } from '../workbench.ts';

const noBytes = new Uint8Array();
const consensusParams = {
  block: { maxBytes: 22_020_096n, maxGas: -1n },
  evidence: { maxAgeNumBlocks: 100_000n, maxAgeDuration: 1n, maxBytes: 1n },
  validator: { pubKeyTypes: ['ed25519'] },
  version: { app: 0n },
  abci: { voteExtensionsEnableHeight: 0n },
};

test('an export in the middle of a worker window keeps the labels seen so far; the close after an import is the same', () => {
  const chain = newChain({ outputArity: TopicOutputArity.MULTI, maxLabelsPerSubmission: 3n });
  while (!chain.emitted().some(([name]) => name === 'WorkerSubmissionWindowOpened')) chain.block();
  const nonce = chain.height;
  const said = [
    [{ label: 'b', value: '1' }],
    [
      { label: 'a', value: '2' },
      { label: 'b', value: '3' },
    ],
  ];
  for (const [place, labelled] of said.entries()) {
    chain.addWorker(inferers[place]!, workerMessage(inferers[place]!, { nonce, labelled }));
  }
  chain.block();
  const genesis = chain.app.exportGenesis();
  const text = JSON.stringify(genesis);
  expect(text).toContain(
    `"epoch_label_registry":{"topic_id":"1","epoch_id":"${nonce}","labels":[{"id":1,"name":"b"},{"id":2,"name":"a"}]}`,
  );

  const again = createApplication();
  again.initChain({
    time: chain.height * 1_000_000_000n,
    chainId: 'localnet',
    initialHeight: chain.height + 1n,
    consensusParams,
    validators: [{ pubKey: new Uint8Array(32).fill(7), power: 10n }],
    appStateBytes: new TextEncoder().encode(text),
  });
  while (chain.height < nonce + 11n) {
    chain.block();
    again.finalizeBlock({
      txs: [],
      decidedLastCommit: { round: 0, votes: [] },
      misbehavior: [],
      hash: noBytes,
      height: chain.height,
      time: chain.height * 1_000_000_000n,
      nextValidatorsHash: noBytes,
      proposerAddress: noBytes,
    });
    again.commit();
  }
  expect(again.exportGenesis()).toEqual(chain.app.exportGenesis());
  expect(JSON.stringify(again.exportGenesis())).toContain('"combined_value":[{"label_id":1,"label_name":"b"');
});
