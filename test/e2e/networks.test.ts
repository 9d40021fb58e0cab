import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { selfSigned } from '../support/certificate.ts';
import { type OlderNode, olderNode } from '../support/older-node.ts';
import { type Sandbox, sandbox } from './allo.ts';

const folder = mkdtempSync(join(tmpdir(), 'allokit-tls-'));
const certificate = selfSigned();
const trusted = join(folder, 'node.pem');
writeFileSync(trusted, certificate.cert);

const box = sandbox({ NODE_EXTRA_CA_CERTS: trusted });
let node: OlderNode;
const others: OlderNode[] = [];

interface Failure {
  exit: number | null;
  code: string;
  message: string;
  hint: string;
}

async function failure(from: Sandbox, ...args: string[]): Promise<Failure> {
  const { code: exit, stdout, stderr } = await from.allo(...args, '--json');
  expect(stderr).toBe('');
  const { ok, error } = JSON.parse(stdout) as { ok: boolean; error: Omit<Failure, 'exit'> };
  expect(ok).toBe(false);
  return { exit, ...error };
}

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

const older = ['--network', 'older'];
const sending = [...older, '--yes'];

/** What was said while a topic was made and lived through there. */
const said: { labels?: Failure; unasked?: Failure; registeredUnasked?: boolean; topicId?: string } = {};

/** A topic and three epochs of it, sent over the network of v9. */
async function liveThere(): Promise<void> {
  const labels = ['--type', 'classification', '--labels', 'up,down'];
  said.labels = await failure(box, 'topic', 'create', ...labels, ...sending);
  const created = await box.json<{ topicId: string }>('topic', 'create', '--metadata', 'a question', ...sending);
  said.topicId = created.topicId;
  said.unasked = await failure(box, 'worker', 'register', '1', '--from', 'bob', ...older);
  const status = await box.json<{ registered: boolean }>('worker', 'status', '1', '--from', 'bob');
  said.registeredUnasked = status.registered;
  for (const worker of ['bob', 'carol', 'erin'])
    await box.json('worker', 'register', '1', '--from', worker, ...sending);
  await box.json('reputer', 'register', '1', '--from', 'dave', ...sending);
  await box.json('stake', 'add', '1', '--amount', '100allo', '--from', 'dave', ...sending);
  await box.json('stake', 'delegate', '1', 'dave', '--amount', '5allo', '--from', 'frank', ...sending);
  await box.json('topic', 'whitelist', 'add', 'workers', 'bob', 'carol', '--topic', '1', ...sending);
  await box.json('topic', 'update', '1', '--p-norm', '2', ...sending);
  await box.json('topic', 'fund', '1', '--amount', '10allo', ...sending);
  for (const epoch of [1, 2, 3]) {
    await box.json('epoch', 'advance', '--epochs', '1', '--topic', '1');
    await box.json('worker', 'submit', '1', '--from', 'bob', '--value', `${10 + epoch}.25`, ...sending);
    await box.json('worker', 'submit', '1', '--from', 'carol', '--value', '12.5', ...sending);
    const forecast = ['--forecast', 'bob=-1.5', '--forecast', 'carol=0.5'];
    await box.json('forecaster', 'submit', '1', '--from', 'erin', ...forecast, ...sending);
    if (epoch > 1) {
      const truth = ['--truth', '11', '--loss-floor', '0.0001'];
      await box.json('reputer', 'submit', '1', '--from', 'dave', ...truth, ...sending);
    }
  }
  await box.json('epoch', 'advance', '--epochs', '1', '--topic', '1');
  await box.json('stake', 'remove', '1', '--amount', '1allo', '--from', 'dave', ...sending);
}

beforeAll(async () => {
  const up = (port: string, ...more: string[]) =>
    box.json('devnet', 'up', '--rpc-port', port, '--validators', '1', ...more);
  await up('0');
  const { endpoints } = await box.json<DevnetStatus>('devnet', 'status');
  const rpc = endpoints.rpc ?? '';
  node = await olderNode(rpc, certificate);
  const expired = await olderNode(rpc, selfSigned({ days: -1 }));
  const renamed = await olderNode(rpc, selfSigned({ name: 'elsewhere.example' }));
  others.push(expired, renamed);
  const network = (url: string, chainId = 'localnet') => ({ chainId, rpc: url, timeout: '20s' });
  const networks = {
    older: { ...network(node.url), gasPrice: '0.5' },
    hasty: { ...network(node.url), timeout: '500ms' },
    dead: network(`https://127.0.0.1:${await closedPort()}`),
    otherChain: network(node.url, 'allora-testnet-1'),
    expired: network(expired.url),
    renamed: network(renamed.url),
    notTls: network(rpc.replace('http:', 'https:')),
  };
  writeFileSync(join(box.directory, 'allo.config.json'), JSON.stringify({ networks }));
  await liveThere();
  // At rest from here on, so that what is read twice is the same.
  await box.json('devnet', 'down');
  await up(new URL(rpc).port, '--block-time', 'manual');
}, 600_000);

afterAll(async () => {
  for (const one of [node, ...others]) await one?.close();
  await box.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a network that serves emissions v9 only', () => {
  it('takes every kind of transaction that a topic needs, in the words of v9', () => {
    expect(said.topicId).toBe('1');
    expect([...node.types].filter((type) => type.startsWith('/emissions.v10.'))).toEqual([]);
    expect(node.types).toContain('/emissions.v9.InsertWorkerPayloadRequest');
    expect(node.types).toContain('/emissions.v9.InsertReputerPayloadRequest');
  });

  it('is not asked for what v9 cannot say', () => {
    expect(said.labels).toMatchObject({ exit: 5, code: 'ALLO5000' });
    expect(said.labels?.message).toContain('emissions v9, which knows no labels');
  });

  it.each(
    [
      ['topic', 'list'],
      ['topic', 'show', '1'],
      ['topic', 'weights'],
      ['topic', 'whitelist', 'show', '--topic', '1'],
      ['epoch', 'show', '1'],
      ['epoch', 'windows', '1'],
      ['inference', 'get', '1'],
      ['synthesis', 'show', '1'],
      ['synthesis', 'explain', '1'],
      ['worker', 'status', '1', '--from', 'bob'],
      ['worker', 'scores', '1', '--from', 'bob'],
      ['forecaster', 'scores', '1', '--from', 'erin'],
      ['reputer', 'status', '1', '--from', 'dave'],
      ['reputer', 'scores', '1', '--from', 'dave'],
      ['stake', 'show', '1', '--from', 'dave'],
      ['stake', 'list', '1'],
      ['stake', 'queue'],
      ['stake', 'rewards', '1', '--from', 'frank'],
    ].map((command) => [command.join(' '), command] as const),
  )('%s reads the same there', async (_, command) => {
    const [here, there] = await Promise.all([box.json(...command), box.json(...command, ...older)]);
    expect(there).toEqual(here);
  });

  it('is asked any query by the names of v9', async () => {
    const at = ['query', 'emissions', 'GetWorkerLatestInferenceByTopicId'];
    const { methods } = await box.json<{ methods: { name: string }[] }>('query', 'emissions', ...older);
    expect(methods.map(({ name }) => name)).toContain('GetWorkerLatestInferenceByTopicId');
    expect(await failure(box, ...at)).toMatchObject({ exit: 2, code: 'ALLO2004' });
    const { params } = await box.json<{ params: object }>('query', 'emissions', 'GetParams', ...older);
    expect(params).toHaveProperty('max_samples_to_scale_scores');
  });

  it('tells its events, waits and assertions', async () => {
    const watched = ['events', 'watch', '--type', 'ScoresSet', '--height', '1', '--limit', '1'];
    const { stdout } = await box.allo(...watched, ...older, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ name: 'ScoresSet', type: 'emissions.v9.EventScoresSet' });
    const awaited = await box.json('wait', 'event', 'RewardsSettled', '--topic', '1', '--height', '1', ...older);
    expect(awaited).toMatchObject({ name: 'RewardsSettled', type: 'emissions.v9.EventRewardsSettled' });
    const topic = ['assert', 'emissions', 'GetTopic', '{"topic_id":1}', '--path', 'topic.p_norm'];
    expect(await box.json(...topic, '--equals', '2.0', ...older)).toMatchObject({ actual: '2' });
  });
});

it('sending on another network than a devnet asks first, and says what it costs', () => {
  expect(said.unasked).toMatchObject({ exit: 2, code: 'ALLO2008' });
  expect(said.unasked?.message).toMatch(
    /^bob registers as worker in topic 1\. Send it on older \(localnet\), for a fee of \d+ uallo\?/,
  );
  expect(said.registeredUnasked).toBe(false);
});

describe('what is wrong with a network is said at once', () => {
  it.each([
    ['dead', 4, 'ALLO4000', /cannot reach https:\/\/127\.0\.0\.1:\d+: ECONNREFUSED/],
    ['otherChain', 3, 'ALLO3007', /serves the chain localnet; network "otherChain" is allora-testnet-1/],
    ['expired', 4, 'ALLO4003', /certificate/],
    ['renamed', 4, 'ALLO4003', /certificate/],
    ['notTls', 4, 'ALLO4000', /cannot reach/],
    ['nowhere', 3, 'ALLO3002', /no network "nowhere"; known are devnet, testnet, mainnet, older, hasty, dead/],
  ])('%s', async (name, exit, code, message) => {
    const error = await failure(box, 'topic', 'list', '--network', name);
    expect(error).toMatchObject({ exit, code });
    expect(error.message).toMatch(message);
    expect(error.hint).not.toBe('');
    expect(await failure(box, 'topic', 'create', '--network', name, '--yes')).toMatchObject({ exit, code });
  });

  it('a certificate that nobody vouches for', async () => {
    const stranger = sandbox();
    const networks = { older: { chainId: 'localnet', rpc: node.url } };
    writeFileSync(join(stranger.directory, 'allo.config.json'), JSON.stringify({ networks }));
    const error = await failure(stranger, 'topic', 'list', ...older);
    expect(error).toMatchObject({ exit: 4, code: 'ALLO4003' });
    expect(error.message).toContain('signed by itself');
    expect(error.hint).toContain('NODE_EXTRA_CA_CERTS');
    await stranger.close();
  });

  it('a node that does not answer', async () => {
    node.silence(true);
    const error = await failure(box, 'topic', 'list', '--network', 'hasty');
    node.silence(false);
    expect(error).toMatchObject({ exit: 6, code: 'ALLO6001' });
    expect(error.message).toContain('did not answer within 0.5 s');
    expect(error.hint).toContain('timeout');
  });

  it('what only a devnet can do', async () => {
    for (const command of [
      ['faucet', 'bob'],
      ['advance', '--blocks', '1'],
      ['snapshot', 'save', 'x'],
      ['reset', '--yes'],
    ]) {
      expect(await failure(box, 'devnet', ...command, '--network', 'testnet')).toMatchObject({
        exit: 2,
        code: 'ALLO2012',
      });
    }
    expect(await failure(box, 'epoch', 'advance', '--epochs', '1', '--topic', '1', '--network=mainnet')).toMatchObject({
      ...{ exit: 2, code: 'ALLO2012' },
    });
  });
});

it('config explain shows every network', async () => {
  const { networks } = await box.json<{ networks: object }>('config', 'explain');
  expect(networks).toMatchObject({
    testnet: { chainId: 'allora-testnet-1', gasPrice: '10' },
    mainnet: { chainId: 'allora-mainnet-1', gasPrice: '250000000' },
    older: { chainId: 'localnet', gasPrice: '0.5', timeout: '20s' },
  });
});
