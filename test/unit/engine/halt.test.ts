import { expect, test, vi } from 'vitest';
import type { Ways } from '../../../src/engine/network/driver.ts';
import { ValidatorNetwork } from '../../../src/engine/network/network.ts';
import { fakeDriver } from '../../support/fake-driver.ts';

const nothing = async () => undefined;

/** A network of two, what is done to its validators, and what its log says of errors. */
function network() {
  const done: string[] = [];
  const told: string[] = [];
  const ways: Ways = { setWeather: nothing, disconnect: nothing, reconnect: nothing, close: nothing };
  const made = new ValidatorNetwork({
    kind: 'docker',
    chainId: 'x',
    blockTime: 'instant',
    log: { debug() {}, info() {}, warn() {}, error: (_, message) => told.push(message) },
    ways,
    drivers: ['a', 'b'].map((moniker) => {
      const note = (what: string) => async () => void done.push(`${what} ${moniker}`);
      const rpcUrl = 'http://127.0.0.1:1';
      return fakeDriver(moniker, { rpcUrl, start: note('start'), stop: note('stop'), kill: note('kill') });
    }),
  });
  return { made, ways, done, told };
}

test('a network that lost its relay stops, says why, and nothing starts a validator again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const { made, ways, done, told } = network();
    await made.fault({ kind: 'kill', validator: 'a', forMs: 1_000 });
    ways.onLost?.(new Error('its container does not start'));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(done).toEqual(['kill a', 'stop a', 'stop b']);
    expect(told).toEqual(['nothing connects the validators; all are stopped']);
    const why =
      'the relay between the validators is lost (its container does not start): `allo devnet down`, then `up`';
    await expect(made.fault({ kind: 'restart', validator: 'a' })).rejects.toMatchObject({
      code: 'halted',
      message: why,
    });
    await expect(made.advance({ blocks: 1 })).rejects.toMatchObject({ code: 'halted', message: why });
    await made.stop();
  } finally {
    vi.useRealTimers();
  }
});
