import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { services } from '../../src/api/catalogue.ts';
import { AlloraClient } from '../../src/client/client.ts';
import { TEST_MNEMONIC } from '../../src/devnet/accounts.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { root, sandbox } from '../e2e/allo.ts';
import { until } from '../support/engines.ts';
import { type Python, pythonEnvironment } from '../support/python.ts';
import { PythonActor, whereabouts } from '../support/python-actors.ts';
import { PythonEpochs } from '../support/python-epochs.ts';

const EPOCHS = 10;
const MINUTES = 60_000;
const CADENCE = ['--epoch-length', '120', '--worker-submission-window', '100', '--ground-truth-lag', '120'];

const box = sandbox();
const environment = pythonEnvironment();
let python: Python;
/** A devnet whose gas has a price, with a topic that has a worker and a reputer. */
let devnet: DevnetStatus;
let host: { grpc: string; rest: string; port: string };
const alice = () => devnet.accounts[0]!.address;
const dave = () => devnet.accounts[3]!.address;

beforeAll(async () => {
  const named = ['--name', 'priced'];
  devnet = await box.json<DevnetStatus>('devnet', 'up', ...named, '--rpc-port', '0', '--min-gas-price', '1');
  const { grpc, rest } = devnet.endpoints;
  host = { grpc: new URL(grpc ?? '').host, rest: new URL(rest ?? '').host, port: new URL(grpc ?? '').port };
  await box.json('topic', 'create', '--metadata', 'a question', ...named);
  await box.json('reputer', 'register', '1', '--from', 'dave', ...named);
  python = await environment;
}, 6 * MINUTES);
afterAll(async () => {
  await box.close();
  (await environment).close();
});

interface Outcome {
  method: string;
  service?: string;
  status: string;
  details?: string;
  answer?: Record<string, unknown>;
}

/** As the .proto files name a method that Python names in small letters. */
const protoName = (name: string): string => name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());

test('every method that the SDK has a stub for answers, those of modules to come as such', async () => {
  const client = new AlloraClient(devnet.endpoints.rpc ?? '');
  const { txs } = await client.rpc.call<{ txs: { hash: string }[] }>('tx_search', { query: 'tx.height>0' });
  const outcomes = await python.json<Outcome>(null, 'surface.py', host.port, alice(), txs[0]?.hash ?? '');
  const relied = Object.fromEntries(outcomes.filter(({ service }) => !service).map((each) => [each.method, each]));
  expect(relied).toMatchObject({
    GetNodeInfo: { answer: { default_node_info: { network: 'localnet' } } },
    GetSyncing: { status: 'OK' },
    GetLatestBlock: { answer: { sdk_block: { header: { chain_id: 'localnet' } } } },
    GetBlockByHeight: { answer: { sdk_block: { header: { time: expect.any(String) } } } },
    AccountInfo: { answer: { info: { sequence: expect.stringMatching(/^\d+$/) } } },
    Account: { status: 'OK' },
    Balance: { answer: { balance: { denom: 'uallo', amount: expect.stringMatching(/^\d+$/) } } },
    GetTx: { answer: { tx_response: { txhash: txs[0]?.hash, gas_used: expect.stringMatching(/^\d+$/) } } },
    'GetTx of none': { status: 'NOT_FOUND', details: `tx not found: ${'AB'.repeat(32)}` },
    GasPrice: { answer: { price: { denom: 'uallo', amount: `1${'0'.repeat(18)}` } } },
    State: { answer: { state: { window: ['0'] } } },
    Params: { answer: { params: { max_block_utilization: '30000000', fee_denom: 'uallo' } } },
    GetTopic: { answer: { topic: { metadata: 'a question' } } },
    IsWorkerRegisteredInTopicId: { status: 'OK' },
    IsReputerRegisteredInTopicId: { status: 'OK' },
    CanSubmitWorkerPayload: { answer: { can_submit_worker_payload: true } },
    CanSubmitReputerPayload: { answer: { can_submit_reputer_payload: true } },
    GetUnfulfilledWorkerNonces: { status: 'OK' },
    GetLatestNetworkInferences: { status: 'NOT_FOUND' },
    GetNetworkInferencesAtBlock: { status: 'NOT_FOUND' },
    GetStakeFromReputerInTopicInSelf: { answer: { amount: '0' } },
    Validator: { status: 'INVALID_ARGUMENT' },
  });
  const all = outcomes.filter(({ service }) => service);
  expect(new Set(all.map(({ service }) => service)).size).toBe(9);
  // The price of no denom is refused in the words of its module.
  const answered = ['OK', 'NOT_FOUND', 'INVALID_ARGUMENT', 'UNIMPLEMENTED'];
  const strange = all.filter(({ status, method }) => !answered.includes(status) && method !== 'gas_price');
  expect(strange).toEqual([]);
  const conformance = readFileSync(join(root, 'docs', 'conformance.md'), 'utf8');
  for (const { status, method } of all) {
    if (status === 'UNIMPLEMENTED')
      expect(conformance).toMatch(new RegExp(`^\\| ${protoName(method)} \\|.*\\| no\\b`, 'm'));
  }
});

test.each(['1', 'dynamic'])('what the SDK sends goes through at a price of gas that is %s', async (price) => {
  const sent = await python.json<{ what: string; code: number; gas: number; log: string }>(
    TEST_MNEMONIC,
    ...['send.py', host.port, price, dave()],
  );
  expect(sent).toHaveLength(6);
  for (const { what, code, log, gas } of sent) {
    expect([what, code, log]).toEqual([what, 0, '']);
    // The SDK asks for a fifth more than was simulated.
    expect(Math.abs(gas / 1.2 - 1), what).toBeLessThan(0.1);
  }
});

test.each(['grpc', 'rest'] as const)('cosmpy reads, sends and finds over %s', async (way) => {
  const [seen] = await python.json(TEST_MNEMONIC, 'ledger.py', `${way}+http://${host[way]}`, '1', dave());
  expect(seen).toEqual({
    ...{ chain: 'localnet', sdk: '0.50.14', height: true, block: true, address: alice(), signed: 1 },
    ...{ balances: ['uallo'], received: 1234, code: 0, gas: expect.closeTo(1.65, 1) },
    events: ['coin_received', 'coin_spent', 'message', 'transfer', 'tx'],
  });
});

test('a client that knows only the address finds services, methods and messages by reflection', async () => {
  const calls = [
    ['cosmos.bank.v1beta1.Query', 'Balance', { address: alice(), denom: 'uallo' }],
    ['emissions.v10.QueryService', 'GetTopic', { topic_id: '1' }],
    ['emissions.v9.QueryService', 'GetTopic', { topic_id: '99' }],
  ];
  type Told = { service?: string; methods?: string[]; called?: string; answer?: object; status?: string };
  const told = await python.json<Told>(null, 'reflection.py', host.grpc, JSON.stringify(calls));
  const listed = told.flatMap(({ service, methods }) => (service ? [[service, methods] as const] : []));
  for (const { typeName, methods } of services) {
    expect(Object.fromEntries(listed)[typeName]).toEqual(methods.map(({ name }) => name));
  }
  expect(told.filter(({ called }) => called)).toEqual([
    { called: 'Balance', answer: { balance: { denom: 'uallo', amount: expect.stringMatching(/^\d+$/) } } },
    { called: 'GetTopic', answer: expect.objectContaining({ topic: expect.objectContaining({ id: '1' }) }) },
    { called: 'GetTopic', status: 'NOT_FOUND', details: 'topic 99 not found' },
  ]);
});

test("README's worker of six lines answers its topic", async () => {
  const named = ['--name', 'six-lines'];
  const up = await box.json<DevnetStatus>('devnet', 'up', ...named, '--rpc-port', '0');
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const program = /```python\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(program.trim().split('\n')).toHaveLength(6);
  await box.json(...['topic', 'create', '--metadata', 'ETH', ...CADENCE, ...named]);
  await box.json('reputer', 'register', '1', '--from', 'dave', ...named);
  await box.json('stake', 'add', '1', '--amount', '100allo', '--from', 'dave', ...named);
  const { GRPC_PORT, WEBSOCKET } = whereabouts(up);
  const at = GRPC_PORT === undefined ? '' : `port=${GRPC_PORT}, websocket_url="${WEBSOCKET}"`;
  writeFileSync(join(box.directory, 'six_lines.py'), program.replace('local()', `local(${at})`));
  writeFileSync(join(box.directory, '.allora_key'), TEST_MNEMONIC);
  const worker = new PythonActor(box, python, join(box.directory, 'six_lines.py'), null);
  try {
    await worker.ready();
    await box.json('topic', 'fund', '1', '--amount', '10allo', ...named);
    await box.json('epoch', 'advance', '--epochs', '1', '--topic', '1', ...named);
    await until(() => worker.said('WorkerResult(submission=3127.5') > 0);
    expect(worker.complaints).toEqual([]);
  } finally {
    await worker.stop();
  }
});

test(
  `five inferers, two forecasters and three reputers of the SDK play ${EPOCHS} epochs`,
  async () => {
    const epochs = await PythonEpochs.start(box, environment, 'embedded');
    try {
      const settled = await epochs.finish(EPOCHS);
      await epochs.check(settled, EPOCHS);
    } finally {
      await epochs.stop();
    }
  },
  8 * MINUTES,
);
