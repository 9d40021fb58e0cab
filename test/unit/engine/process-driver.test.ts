import { expect, test } from 'vitest';
import { ProcessDriver } from '../../../src/engine/cometbft/driver.ts';
import type { NodeHandle } from '../../../src/node/run.ts';

const LOG = { debug() {}, info() {}, warn() {}, error() {} };

/** A validator whose node begins to run when told, and what is done to it. */
function validator() {
  const begins = Promise.withResolvers<NodeHandle>();
  const done: string[] = [];
  const note = (what: string) => async () => void done.push(what);
  const node = { kill: note('kill'), stop: note('stop'), ready: new Promise(() => undefined) };
  const driver = new ProcessDriver({
    moniker: 'validator-0',
    address: '',
    pubKey: new Uint8Array(32),
    rpcUrl: '',
    api: { grpc: '', rest: '' },
    home: '',
    cometbft: '',
    log: LOG,
    startNode: () => begins.promise,
  });
  return { driver, done, begin: () => begins.resolve(node as unknown as NodeHandle), fail: begins.reject };
}

test.each(['kill', 'stop'] as const)('%s ends a node whose start is under way', async (end) => {
  const { driver, done, begin } = validator();
  const started = driver.start();
  const ended = driver[end]();
  begin();
  await Promise.all([started, ended]);
  expect(done).toEqual([end]);
});

test('one whose start failed is nothing to end, and can be started again', async () => {
  const { driver, done, fail } = validator();
  const started = driver.start();
  const ended = driver.kill();
  fail(new Error('no home'));
  await expect(started).rejects.toThrow('no home');
  await ended;
  expect(done).toEqual([]);
  await expect(driver.start()).rejects.toThrow('no home');
});
