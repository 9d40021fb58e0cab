import { create, type Message } from '@bufbuild/protobuf';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountNumbers } from '../../src/client/account.ts';
import { addStake } from '../../src/client/actions/add-stake.ts';
import { createTopic } from '../../src/client/actions/create-topic.ts';
import { fundTopic } from '../../src/client/actions/fund-topic.ts';
import { insertReputerPayload } from '../../src/client/actions/insert-reputer-payload.ts';
import { insertWorkerPayload } from '../../src/client/actions/insert-worker-payload.ts';
import { register } from '../../src/client/actions/register.ts';
import { sendTokens } from '../../src/client/actions/send-tokens.ts';
import type { BroadcastAnswer } from '../../src/client/rpc-types.ts';
import type { Signer } from '../../src/client/signer.ts';
import { Query as Bank } from '../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { SimulateRequestSchema } from '../../src/wire/gen/cosmos/tx/v1beta1/service_pb.ts';
import { TxRawSchema } from '../../src/wire/gen/cosmos/tx/v1beta1/tx_pb.ts';
import { decode, encode, registry, secp256k1, sha256, signBytes, type Typed, txRaw } from '../../src/wire/index.ts';
import { sandbox } from './allo.ts';
import { Probe } from './probe.ts';
import { quietDevnet } from './quiet-devnet.ts';

/** Printed when something is found: with it the same mutations come again. */
const SEED = Number(process.env.ALLOKIT_FUZZ_SEED ?? 20_260_101);
const NIGHTLY = process.env.ALLOKIT_NIGHTLY === '1';
const BROKEN = NIGHTLY ? 100_000 : 2_000;
const SIGNED = NIGHTLY ? 10_000 : 300;

const box = sandbox();
let probe: Probe;
let alice: Signer;

beforeAll(async () => {
  probe = new Probe(await quietDevnet(box));
  alice = await probe.signer('alice');
  await box.json('topic', 'create', '--epoch-length', '100000', '--ground-truth-lag', '100000');
  await probe.advance(1);
});
afterAll(() => box.close());

/** Equally distributed integers from 0 to below `bound`, the same for the same seed (mulberry32). */
function randomness(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound);
  };
}

type Pick = ReturnType<typeof randomness>;

/** One to four things that happen to bytes on bad lines and in bad hands. */
function mutated(bytes: Uint8Array, others: readonly Uint8Array[], pick: Pick): Uint8Array {
  let result = Buffer.from(bytes);
  for (let left = 1 + pick(4); left > 0 && result.length > 0; left--) {
    const at = pick(result.length);
    const length = 1 + pick(12);
    const other = others[pick(others.length)]!;
    switch (pick(7)) {
      case 0:
        result[at]! ^= 1 << pick(8);
        break;
      case 1:
        result[at] = [0, 1, 0x7f, 0x80, 0xff][pick(5)]!;
        break;
      case 2:
        result = Buffer.concat([result.subarray(0, at), result.subarray(at + length)]);
        break;
      case 3:
        result = Buffer.concat([result.subarray(0, at), result.subarray(at, at + length), result.subarray(at)]);
        break;
      case 4:
        result = Buffer.from(result.subarray(0, at));
        break;
      case 5:
        result = Buffer.concat([result.subarray(0, at), other.subarray(pick(other.length))]);
        break;
      default:
        result = Buffer.concat([
          result.subarray(0, at),
          Buffer.from(Array.from({ length }, () => pick(256))),
          result.subarray(at),
        ]);
    }
  }
  return Uint8Array.from(result);
}

const typed = (message: Message): Typed => ({ schema: registry.message(message.$typeName)!, message });

/** One right transaction of each kind. */
async function corpus(): Promise<Uint8Array[]> {
  const { address } = alice;
  const bob = (await probe.signer('bob')).address;
  const losses = { combinedValue: '-1', naiveValue: '-2', infererValues: [{ worker: bob, value: '-1.5' }] };
  const messages: Message[][] = [
    [sendTokens(address, bob, 5n)],
    [createTopic(address, { metadata: 'mutant' })],
    [register(address, 1n, 'worker'), register(address, 1n, 'reputer')],
    [addStake(address, 1n, 77n)],
    [fundTopic(address, 1n, 99n)],
    [
      insertWorkerPayload(alice, {
        topicId: 1n,
        nonce: 9n,
        inference: '3127.5',
        forecast: [{ inferer: bob, value: '-1.25' }],
      }),
    ],
    [insertReputerPayload(alice, 1n, 9n, losses)],
  ];
  return Promise.all(messages.map((list) => probe.tx(alice, list.map(typed), { memo: 'mutant' })));
}

/** Answers that must never come: they say that something unforeseen was thrown. */
const isFault = ({ codespace, log }: { codespace: string; log: string }): boolean =>
  codespace === 'undefined' || /internal error|panic|TypeError|RangeError|cannot read/i.test(log);

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

it(`${BROKEN} broken transactions: every one refused, none noticed`, async () => {
  const pick = randomness(SEED);
  const right = await corpus();
  const known = new Set(right.map(base64));
  const before = await probe.appHash();
  let accepted = 0;
  for (let done = 0; done < BROKEN; done += 100) {
    const mutants = Array.from({ length: 100 }, () => mutated(right[pick(right.length)]!, right, pick)).filter(
      (bytes) => !known.has(base64(bytes)),
    );
    for (const mutant of mutants) known.add(base64(mutant));
    const body = mutants.flatMap((mutant, id) => [
      { jsonrpc: '2.0', id, method: 'broadcast_tx_sync', params: { tx: base64(mutant) } },
    ]);
    const answers = (await (await fetch(probe.url, { method: 'POST', body: JSON.stringify(body) })).json()) as {
      id: number;
      result?: BroadcastAnswer;
      error?: object;
    }[];
    expect(answers).toHaveLength(mutants.length);
    for (const { id, result } of answers) {
      const told = `seed ${SEED}: ${base64(mutants[id]!)}: ${JSON.stringify(result)}`;
      expect(result, told).toBeDefined();
      expect(isFault(result!), told).toBe(false);
      if (result!.code === 0) accepted += 1;
    }
    const simulated = encode(SimulateRequestSchema, create(SimulateRequestSchema, { txBytes: mutants[0]! }));
    await probe.client.queryRaw('/cosmos.tx.v1beta1.Service/Simulate', simulated).catch(({ message }: Error) => {
      expect(isFault({ codespace: '', log: message }), message).toBe(false);
    });
  }
  expect(accepted).toBe(0);
  await probe.advance(1);
  expect(await probe.appHash()).toBe(before);
});

it(`${SIGNED} transactions with odd contents under a good signature: no fault, and no coin is made or lost`, async () => {
  const pick = randomness(SEED + 1);
  const bodies = (await corpus()).map((bytes) => decode(TxRawSchema, bytes).bodyBytes);
  const supply = async () => (await probe.client.query(Bank.method.supplyOf, { denom: 'uallo' })).amount?.amount;
  const before = await supply();
  let taken = 0;
  for (let done = 0; done < SIGNED; done++) {
    const bytes = await signed(mutated(bodies[pick(bodies.length)]!, bodies, pick));
    const told = () => `seed ${SEED}: ${base64(bytes)}`;
    const answer = await probe.check(bytes);
    expect(isFault(answer), `${told()}: ${answer.log}`).toBe(false);
    if (answer.code !== 0) continue;
    taken += 1;
    await probe.advance(1);
    const { tx_result: result } = (await probe.client.tx(answer.hash))!;
    expect(isFault(result), `${told()}: ${result.log}`).toBe(false);
  }
  expect(taken).toBeGreaterThan(SIGNED / 100);
  expect(await supply()).toBe(before);
});

/** A transaction of alice's around a body, whatever that is. */
async function signed(bodyBytes: Uint8Array): Promise<Uint8Array> {
  const { accountNumber } = await accountNumbers(probe.client, alice.address);
  const { authInfoBytes } = decode(TxRawSchema, await probe.tx(alice, []));
  const document = signBytes({ bodyBytes, authInfoBytes, chainId: 'localnet', accountNumber });
  return txRaw({ bodyBytes, authInfoBytes, signatures: [secp256k1.sign(sha256(document), alice.privateKey)] });
}

it('the devnet has noticed no fault of its own, and goes on', async () => {
  const { stdout } = await box.allo('devnet', 'logs', '--json');
  const lines = stdout.trim().split('\n');
  expect(lines.filter((line) => (JSON.parse(line) as { level: string }).level === 'error')).toEqual([]);
  const bob = await probe.signer('bob');
  const result = await probe.deliver(await probe.tx(alice, [typed(sendTokens(alice.address, bob.address, 5n))]));
  expect(result.code).toBe(0);
});
