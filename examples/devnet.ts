/**
 * A whole network inside a program, as a test would use it: a topic, one epoch, a snapshot, and back.
 * Run it with `node examples/devnet.ts`, where allokit is installed.
 */
import {
  addStake,
  createTopic,
  fundTopic,
  getTopic,
  inferenceFamily,
  insertWorkerPayload,
  openNonce,
  register,
} from 'allokit/client';
import { start } from 'allokit/devnet';

const ALLO = 10n ** 18n;
const TOPIC = 1n;

await using devnet = await start({ chainId: 'example-1' });
const { client } = devnet;
const [alice, bob, carol, dave] = await Promise.all(
  ['alice', 'bob', 'carol', 'dave'].map((name) => devnet.signer(name)),
);
if (!alice || !bob || !carol || !dave) throw new Error('a devnet has these accounts');

await client.send(alice, [createTopic(alice.address, { metadata: 'a question' })]);
for (const worker of [bob, carol]) await client.send(worker, [register(worker.address, TOPIC, 'worker')]);
await client.send(dave, [register(dave.address, TOPIC, 'reputer'), addStake(dave.address, TOPIC, 100n * ALLO)]);
await client.send(alice, [fundTopic(alice.address, TOPIC, 10n * ALLO)]);

await devnet.advanceEpochs(TOPIC);
const nonce = await openNonce(client, TOPIC, 'worker');
const before = await devnet.snapshot();
await client.send(bob, [insertWorkerPayload(bob, { topicId: TOPIC, nonce, inference: '10.5' })]);
await client.send(carol, [insertWorkerPayload(carol, { topicId: TOPIC, nonce, inference: '11.5' })]);
await devnet.advanceEpochs(TOPIC);
const { combined } = await inferenceFamily(client, TOPIC);
process.stdout.write(`network inference ${combined}\n`);

// Back to before anybody had answered, and on with another answer.
await devnet.revert(before);
await client.send(bob, [insertWorkerPayload(bob, { topicId: TOPIC, nonce, inference: '20' })]);
await devnet.advanceEpochs(TOPIC);
process.stdout.write(`in another past   ${(await inferenceFamily(client, TOPIC)).combined}\n`);

const { height } = await devnet.mine(5);
await devnet.advanceTime(3_600);
const { epochLastEnded } = await getTopic(client, TOPIC);
process.stdout.write(
  `${height > epochLastEnded ? 'blocks go on' : 'blocks stand'}; the network ends with this program\n`,
);
