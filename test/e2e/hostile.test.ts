import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { accountNumbers } from '../../src/client/account.ts';
import { createTopic } from '../../src/client/actions/create-topic.ts';
import { register } from '../../src/client/actions/register.ts';
import { sendTokens } from '../../src/client/actions/send-tokens.ts';
import { signTx } from '../../src/client/sign.ts';
import { mutatedBytes } from '../support/mutations/bytes.ts';
import { consumerRequests, faucetRequests } from '../support/mutations/consumer.ts';
import { grpcCalls, grpcRequests, mutatedGrpc } from '../support/mutations/grpc.ts';
import { type HttpRequest, mutatedHead, written } from '../support/mutations/http-request.ts';
import { exchange, type HttpTarget, pipeline, sendBroken } from '../support/mutations/http-send.ts';
import { mutatedConnection, resets } from '../support/mutations/http2-frames.ts';
import { Tally } from '../support/mutations/judge.ts';
import { oneOf, type Pick, randomness, SEED, several } from '../support/mutations/random.ts';
import { mutatedRequest, restRequests } from '../support/mutations/rest.ts';
import { mutatedCall, mutatedRpcRequest, rpcCalls } from '../support/mutations/rpc.ts';
import { broken, fragmented, subscription, wsPing, wsText } from '../support/mutations/websocket.ts';
import { websocket } from '../support/mutations/websocket-send.ts';
import { rounds } from '../support/rounds.ts';
import { type HostileNetwork, hostileNetwork } from './hostile-network.ts';

vi.setConfig({ testTimeout: rounds(180_000, 1_800_000) });
const ALL = rounds(20_000, 200_000);
const part = (percent: number): number => Math.ceil((ALL * percent) / 100);

/** What a daemon may grow by: buffers and compiled code, but nothing for every request. */
const GROWTH = 400 * 1024 * 1024;
const AT_A_TIME = 8;

let network: HostileNetwork;
let memory: number;
let txs: Uint8Array[];
let sent = 0;

beforeAll(async () => {
  network = await hostileNetwork();
  const { client, alice, bob } = network;
  const numbers = await accountNumbers(client, alice.address);
  const options = { ...numbers, chainId: network.devnet.chainId, gas: 1_000_000n };
  const messages = [
    sendTokens(alice.address, bob.address, 5n),
    createTopic(alice.address, { metadata: 'mutant' }),
    register(alice.address, 1n, 'worker'),
  ];
  txs = await Promise.all(messages.map((message) => signTx(alice, [message], options)));
  memory = network.memory();
});
afterAll(() => network.close());

/** Does something so many times, some of them at once. */
async function times(count: number, act: () => Promise<void>): Promise<void> {
  let left = count;
  const work = async () => {
    for (; left > 0; ) {
      left -= 1;
      await act();
    }
  };
  await Promise.all(several(AT_A_TIME, work));
}

function expectClean(tally: Tally, count: number, answered: number): void {
  sent += tally.sent;
  expect(tally.wrong, `seed ${SEED}`).toEqual([]);
  expect(tally.sent).toBeGreaterThanOrEqual(count);
  expect(tally.answered).toBeGreaterThan(tally.sent * answered);
}

const BATCH = 40;

/** Sends requests that an HTTP server can tell apart, and one in ten that it cannot. */
async function http(count: number, target: HttpTarget, pick: Pick, make: () => HttpRequest): Promise<Tally> {
  const tally = new Tally();
  await times(Math.ceil(count / (BATCH + 4)), async () => {
    await pipeline(target, several(BATCH, make), tally);
    await Promise.all(
      several(4, () => {
        const bytes = written(make());
        return sendBroken(target, mutatedBytes(bytes, [bytes], pick), tally);
      }),
    );
  });
  return tally;
}

const never500 = (status: number): string | undefined => (status === 500 ? 'a fault of its own' : undefined);

describe(`mutated requests (seed ${SEED})`, () => {
  it('over REST', async () => {
    const pick = randomness(SEED);
    const right = restRequests(network.alice.address, txs);
    const target = { port: network.port('rest'), fault: never500 };
    expectClean(await http(part(30), target, pick, () => mutatedRequest(right, pick)), part(30), 0.9);
  });

  it('over the RPC', async () => {
    const pick = randomness(SEED + 1);
    const calls = rpcCalls(txs);
    const target = { port: network.port('rpc'), fault: (_: number, text: string) => internal(text) };
    expectClean(await http(part(29), target, pick, () => mutatedRpcRequest(calls, pick)), part(29), 0.9);
  });

  it('over gRPC', async () => {
    const pick = randomness(SEED + 2);
    const right = grpcRequests(network.alice.address);
    const tally = new Tally();
    await times(part(15) / 100, () =>
      grpcCalls(
        network.port('grpc'),
        several(100, () => mutatedGrpc(right, pick)),
        20,
        tally,
      ),
    );
    expectClean(tally, part(15), 0.6);
  });

  it('over HTTP/2 that is none', async () => {
    const pick = randomness(SEED + 3);
    const right = grpcRequests(network.alice.address);
    const tally = new Tally();
    const port = network.port('grpc');
    await times(part(6) / 10, async () => {
      const bytes = mutatedConnection(
        several(10, () => oneOf(pick, right)),
        pick,
      );
      tally.sent += 10;
      const answer = await exchange(port, bytes, { silenceMs: 100 });
      tally.judge(bytes.toString('base64'), answer.toString('latin1'));
    });
    const flood = resets(oneOf(pick, right), 2_000);
    await exchange(port, flood, { silenceMs: 100 });
    expectClean(tally, part(6), 0.09);
  });

  it('over websockets', async () => {
    const pick = randomness(SEED + 4);
    const calls = rpcCalls(txs);
    const tally = new Tally();
    const frame = () => {
      const text = pick(2) === 0 ? subscription(pick) : mutatedCall(calls, pick);
      return oneOf(pick, [
        () => wsText(text),
        () => wsText(text),
        () => fragmented(text, pick),
        () => wsPing(pick(126)),
      ])();
    };
    await times(part(14) / 30, () => websocket(network.port('ws'), several(29, frame), broken(pick), tally));
    expectClean(tally, part(14), 0.5);
  });

  it('to the consumer API', async () => {
    const pick = randomness(SEED + 5);
    const { chainId } = network.devnet;
    const right = consumerRequests(chainId);
    const target = { port: network.port('consumer'), fault: never500 };
    expectClean(await http(part(3), target, pick, () => mutatedHead(oneOf(pick, right), pick)), part(3), 0.9);
  });

  it('to the faucet', async () => {
    const pick = randomness(SEED + 6);
    const asked = faucetRequests(network.devnet.chainId, network.bob.address);
    // One place may ask a hundred times at once: on Linux there are more of them.
    const places = process.platform === 'linux' ? part(3) / 50 : 1;
    for (let place = 0; place < places; place += 1) {
      const from = process.platform === 'linux' ? `127.0.0.${2 + (place % 250)}` : undefined;
      const faucet = { port: network.port('faucet'), fault: never500, ...(from && { from }) };
      const share = part(3) / places;
      expectClean(await http(share, faucet, pick, () => mutatedFaucet(asked, pick)), share, 0.9);
    }
  });
});

/** What the RPC answers where something of its own failed. */
const internal = (text: string): string | undefined =>
  text.includes('"data":"the node failed to answer"') ? 'a fault of its own' : undefined;

function mutatedFaucet(asked: readonly HttpRequest[], pick: Pick): HttpRequest {
  const original = oneOf(pick, asked);
  if (pick(3) === 0) return mutatedHead(original, pick);
  return { ...original, body: mutatedBytes(original.body, [original.body], pick) };
}

it('leaves a devnet that goes on, in the same process, no larger, without a fault of its own', async () => {
  expect(sent).toBeGreaterThanOrEqual(ALL);
  await network.goesOn();
  expect(network.faults()).toEqual([]);
  expect(network.memory() - memory).toBeLessThan(GROWTH);
});
