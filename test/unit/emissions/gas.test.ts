import type { DescMessage } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { MsgMultiSendSchema, MsgSendSchema } from '../../../src/wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import * as queries from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import * as tx from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { Chain } from './chain.ts';
import { topicRequest } from './network.ts';
import { type Sent, sent } from './sending.ts';
import { type Actor, actors, lossesFor, reputerMessage, workerMessage } from './workbench.ts';

const [admin, ...workers] = actors('gas', 6) as [Actor, Actor, Actor, Actor, Actor, Actor];
const [reputer, delegator] = actors('gas reputer', 2) as [Actor, Actor];
const [owner] = actors('gas owner', 1) as [Actor];
const topicId = 1n;

/** Messages of one signer about lists of addresses, a topic's or the network's, by the fields that they have. */
function aboutLists(): Sent[] {
  const lists = tx.MsgService.methods
    .map(({ input }) => input as DescMessage)
    .filter(({ name }) => /Whitelist(Admin)?Request$/.test(name));
  // What is put on a list first can then be taken off it.
  const order = ({ name }: DescMessage) => (/^(Bulk)?(Add|Enable)/.test(name) ? 0 : 1);
  return [...lists]
    .sort((a, b) => order(a) - order(b))
    .map((schema) =>
      sent(admin, schema, {
        sender: admin.address,
        address: owner.address,
        addresses: workers.map(({ address }) => address),
        topicId,
      } as never),
    );
}

const UPDATED = {
  metadata: 'another question',
  lossMethod: 'mse',
  alphaRegret: '0.1',
  meritSortitionAlpha: '0.1',
  pNorm: '3',
  cNorm: '0.75',
  labelDefaultValue: '0',
  maxLabelsPerSubmission: 1n,
};

const uallo = (amount: string) => [{ denom: 'uallo', amount }];

/** What comes before the first epoch, in an order in which everything succeeds. */
function opening(): Sent[] {
  const { address: sender } = admin;
  const own = { sender: delegator.address, topicId, reputer: reputer.address };
  const staked = { sender: reputer.address, topicId };
  return [
    sent(admin, tx.CreateNewTopicRequestSchema, topicRequest({ creator: sender })),
    sent(admin, tx.UpdateTopicRequestSchema, { sender, topicId, ...UPDATED }),
    ...workers.map((worker) =>
      sent(worker, tx.RegisterRequestSchema, { sender: worker.address, topicId, owner: worker.address }),
    ),
    sent(reputer, tx.RegisterRequestSchema, { ...staked, owner: reputer.address, isReputer: true }),
    sent(reputer, tx.AddStakeRequestSchema, { ...staked, amount: '5000000' }),
    sent(reputer, tx.RemoveStakeRequestSchema, { ...staked, amount: '1000' }),
    sent(reputer, tx.CancelRemoveStakeRequestSchema, staked),
    sent(delegator, tx.DelegateStakeRequestSchema, { ...own, amount: '5000' }),
    sent(delegator, tx.RewardDelegateStakeRequestSchema, own),
    sent(delegator, tx.RemoveDelegateStakeRequestSchema, { ...own, amount: '1000' }),
    sent(delegator, tx.CancelRemoveDelegateStakeRequestSchema, { ...own, delegator: delegator.address }),
    sent(workers[0]!, tx.TransferActorOwnershipRequestSchema, {
      sender: workers[0]!.address,
      newOwner: owner.address,
    }),
    sent(admin, tx.UpdateParamsRequestSchema, { sender, params: { maxTopInferersToReward: [20n] } }),
    sent(admin, tx.FundTopicRequestSchema, { sender, topicId, amount: '1000000000' }),
    ...aboutLists(),
    sent(admin, MsgSendSchema, { fromAddress: sender, toAddress: owner.address, amount: uallo('7') }),
    sent(admin, MsgMultiSendSchema, {
      inputs: [{ address: sender, coins: uallo('9') }],
      outputs: [
        { address: owner.address, coins: uallo('4') },
        { address: reputer.address, coins: uallo('5') },
      ],
    }),
  ];
}

test('a simulation is within 10 % of what is then used, for every kind of message', () => {
  const chain = new Chain(
    [admin, ...workers, reputer, delegator, owner],
    {},
    {
      treasury: 10n ** 15n,
      emissions: { core_team_addresses: [admin.address], rewardCurrentBlockEmission: '1000000' },
    },
  );
  chain.block();
  const kinds = new Set<string>();
  const off: string[] = [];
  const send = ({ signer, schema, message }: Sent) => {
    const simulated = Number(chain.simulate(signer, schema, message as never));
    chain.add(signer, schema, message as never);
    const { code, log, gasUsed } = chain.block()[0]!;
    expect([schema.name, code, log]).toEqual([schema.name, 0, '']);
    const ratio = simulated / Number(gasUsed);
    if (Math.abs(ratio - 1) > 0.1) off.push(`${schema.name}: ${simulated} simulated, ${gasUsed} used`);
    kinds.add(schema.typeName);
  };
  for (const message of opening()) send(message);

  const opened = () => chain.emitted().find(([name]) => name === 'WorkerSubmissionWindowOpened');
  while (!opened()) chain.block();
  const nonce = BigInt((opened()![1] as { nonce_block_height: string }).nonce_block_height);
  const [forecaster, ...inferers] = workers as [Actor, ...Actor[]];
  for (const [place, worker] of inferers.entries()) {
    const message = { ...workerMessage(worker, { topicId, nonce, value: `${20 + place}.5` }), sender: worker.address };
    send(sent(worker, tx.InsertWorkerPayloadRequestSchema, message));
  }
  const forecast = inferers.map(({ address }, place) => [address, `-${place}.25`] as const);
  const message = { ...workerMessage(forecaster, { topicId, nonce, forecast }), sender: forecaster.address };
  send(sent(forecaster, tx.InsertWorkerPayloadRequestSchema, message));
  while (!chain.emitted().some(([name]) => name === 'ReputerSubmissionWindowOpened')) chain.block();
  const { networkInferences } = chain.query(
    'GetNetworkInferencesAtBlock',
    queries.GetNetworkInferencesAtBlockRequestSchema,
    queries.GetNetworkInferencesAtBlockResponseSchema,
    { topicId, blockHeightLastInference: nonce },
  );
  const losses = lossesFor(networkInferences!, () => '-1.25');
  const judged = { ...reputerMessage(reputer, nonce, losses, topicId), sender: reputer.address };
  send(sent(reputer, tx.InsertReputerPayloadRequestSchema, judged));
  send(
    sent(workers[1]!, tx.RemoveRegistrationRequestSchema, { sender: workers[1]!.address, topicId, isReputer: false }),
  );

  const own = tx.MsgService.methods.map(({ input }) => input.typeName);
  expect([...kinds].sort()).toEqual([...own, MsgSendSchema.typeName, MsgMultiSendSchema.typeName].sort());
  expect(off).toEqual([]);
});
