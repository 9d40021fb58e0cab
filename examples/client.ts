/**
 * Reads a network and sends to it. Takes the address of an RPC and the mnemonic of an account from its environment:
 * `RPC=http://127.0.0.1:26657 node examples/client.ts` on a devnet that `allo devnet up` started.
 */
import {
  AlloraClient,
  allTopics,
  bank,
  ClientError,
  createTopic,
  emissions,
  signerFromMnemonic,
  waitUntil,
} from 'allokit/client';
import { TEST_MNEMONIC } from 'allokit/devnet';

const client = new AlloraClient(process.env.RPC ?? 'http://127.0.0.1:26657');
// Known to everybody, and funded on devnets. On other networks: a key of your own, out of a safe place.
const alice = signerFromMnemonic(process.env.MNEMONIC ?? TEST_MNEMONIC);

const { chainId, height } = await client.status();
const { balance } = await client.query(bank.method.balance, { address: alice.address, denom: 'uallo' });
process.stdout.write(`${chainId} at height ${height}, alice has ${balance?.amount} uallo\n`);

const sent = await client.send(alice, [createTopic(alice.address, { metadata: 'ETH price in 10 minutes' })]);
process.stdout.write(`created in block ${sent.height}, transaction ${sent.hash}\n`);
for (const { topic, active } of await allTopics(client)) {
  process.stdout.write(`topic ${topic.id}: ${topic.metadata}${active ? '' : ' (not active)'}\n`);
}

// Any query of the chain, typed; errors say what is wrong.
const { params } = await client.query(emissions.method.getParams, {});
process.stdout.write(`at most ${params?.maxTopInferersToReward} inferers are rewarded\n`);
try {
  await client.query(emissions.method.getTopic, { topicId: 1_000_000n });
} catch (error) {
  if (!(error instanceof ClientError)) throw error;
  process.stdout.write(`${error.kind}: ${error.message}\n`);
}

const reached = await waitUntil(client, { what: 'the next block', timeoutMs: 60_000 }, async (at) =>
  sent.height !== undefined && at > sent.height ? at : undefined,
);
process.stdout.write(`height ${reached > 0n ? 'goes on' : 'stands'}\n`);
