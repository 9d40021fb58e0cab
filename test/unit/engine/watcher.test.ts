import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { ValidatorNetwork } from '../../../src/engine/network/network.ts';
import { AppHashes, type Difference, describe as tell } from '../../../src/engine/watch/app-hashes.ts';
import { Watcher } from '../../../src/engine/watch/watcher.ts';
import { fakeDriver } from '../../support/fake-driver.ts';

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

const LOG = { debug() {}, info() {}, warn() {}, error() {} };
const hash = (digit: string): string => digit.repeat(64);

/** A chain in which the hash after block `h` ends with `h`, and one validator's own view of it. */
interface Fake {
  height: number;
  executed?: string;
}
const after = (height: number): string => String(height).padStart(64, '0');

async function validator(fake: Fake): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += String(piece);
    const calls = [JSON.parse(body)].flat() as { id: number; method: string; params: { height?: string } }[];
    const answers = calls.map(({ id, method, params }) => ({
      jsonrpc: '2.0',
      id,
      result: result(fake, method, params),
    }));
    response.end(JSON.stringify(answers.length === 1 ? answers[0] : answers));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({ close: () => server.closeAllConnections() }, server);
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

function result({ height, executed }: Fake, method: string, params: { height?: string }): unknown {
  const latest = { latest_block_height: String(height), latest_block_time: '2026-01-01T00:00:00Z', catching_up: false };
  switch (method) {
    case 'status':
      return {
        node_info: { network: 'x', moniker: 'validator', version: '0.38.26' },
        sync_info: { ...latest, latest_app_hash: after(height - 1) },
      };
    case 'abci_info': {
      const bytes = Buffer.from(executed ?? after(height), 'hex').toString('base64');
      return { response: { last_block_height: String(height), last_block_app_hash: bytes } };
    }
    case 'header':
      return { header: { time: '2026-01-01T00:00:00Z', app_hash: after(Number(params.height) - 1) } };
    case 'validators':
      return { validators: [] };
    default:
      return { total: '0' };
  }
}

async function watch(fakes: readonly Fake[]): Promise<{ watcher: Watcher; differences: Difference[] }> {
  const differences: Difference[] = [];
  const urls = await Promise.all(fakes.map(validator));
  const watcher = new Watcher({
    validators: urls.map((rpcUrl, i) => ({ moniker: `validator-${i}`, rpcUrl })),
    log: LOG,
    onDifference: (difference) => differences.push(difference),
  });
  return { watcher, differences };
}

describe('the watcher of app hashes', () => {
  it('finds nothing in a network that agrees, whoever is behind', async () => {
    const { watcher, differences } = await watch([{ height: 12 }, { height: 10 }, { height: 12 }]);
    await watcher.look();
    await watcher.look();
    expect(differences).toEqual([]);
    expect(watcher.best?.height).toBe(12n);
  });

  it('finds one that stopped at a state of its own while the others went on', async () => {
    const { watcher, differences } = await watch([{ height: 30 }, { height: 20, executed: hash('E') }, { height: 30 }]);
    await watcher.look();
    expect(differences).toHaveLength(1);
    expect(differences[0]?.height).toBe(20n);
    expect(tell(differences[0] as Difference)).toContain(`validator-1 ${hash('E')}`);
  });

  it('finds two halves that stand still at the same height', async () => {
    const other = { executed: hash('A') };
    const { watcher, differences } = await watch([
      { height: 7 },
      { height: 7 },
      { height: 7, ...other },
      { height: 7, ...other },
    ]);
    await watcher.look();
    expect(differences).toHaveLength(1);
    expect(differences[0]?.height).toBe(7n);
  });

  it('tells of the first difference only, and takes what validators tell by themselves', async () => {
    const { watcher, differences } = await watch([{ height: 3 }, { height: 3 }]);
    watcher.say('validator-0', 2n, hash('1'));
    watcher.say('validator-1', 2n, hash('2'));
    watcher.say('validator-1', 3n, hash('3'));
    await watcher.look();
    expect(differences).toHaveLength(1);
  });

  it('sees who is silent, and remembers how far the chain was', async () => {
    const { watcher } = await watch([{ height: 3 }]);
    await watcher.look();
    for (const one of open.splice(0)) one.close();
    await watcher.look();
    expect(watcher.seen).toEqual([null]);
    expect(watcher.best?.height).toBe(3n);
  });
});

describe('what is remembered of app hashes', () => {
  it('forgets the oldest heights only', () => {
    const hashes = new AppHashes();
    for (let height = 1n; height <= 3_000n; height += 1n) hashes.say('a', height, hash('1'));
    expect(hashes.say('b', 3_000n, hash('2'))?.hashes).toHaveLength(2);
    expect(hashes.say('b', 1n, hash('2'))).toBeNull();
  });
});

describe('a network whose validators disagree', () => {
  it('stops all of them, says why, and waits for nothing more', async () => {
    const urls = await Promise.all([validator({ height: 9 }), validator({ height: 9, executed: hash('F') })]);
    const stopped: string[] = [];
    const told: string[] = [];
    const nothing = async () => undefined;
    const network = new ValidatorNetwork({
      kind: 'cometbft',
      chainId: 'x',
      blockTime: 'instant',
      log: { ...LOG, error: (_, message) => told.push(message) },
      ways: { setWeather: nothing, disconnect: nothing, reconnect: nothing, close: nothing },
      drivers: urls.map((rpcUrl, i) =>
        fakeDriver(`validator-${i}`, { rpcUrl, stop: async () => void stopped.push(`validator-${i}`) }),
      ),
    });
    await expect(network.advance({ blocks: 1 })).rejects.toMatchObject({ code: 'halted' });
    expect(stopped).toEqual(['validator-0', 'validator-1']);
    expect(told).toEqual(['the validators disagree; all are stopped']);
    expect((await network.status()).halted).toContain('app hashes differ after block 9');
    await network.stop();
  });
});
