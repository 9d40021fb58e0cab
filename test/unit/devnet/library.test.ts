import { expect, test } from 'vitest';
import { Devnet } from '../../../src/devnet/library/devnet.ts';

/** A devnet whose control takes nothing: what is refused must be refused before it. */
function devnet(): { devnet: Devnet; asked: string[] } {
  const asked: string[] = [];
  const running = {
    ...{ name: 'library', chainId: 'library-1', endpoints: { rpc: '' }, rpcs: ['http://127.0.0.1:1'] },
    ...{ accounts: [{ name: 'alice', address: '' }], seed: null, stop: async () => undefined },
    control: async (method: string) => {
      asked.push(method);
      throw new Error('not to be asked');
    },
  };
  return { devnet: new Devnet(running as unknown as ConstructorParameters<typeof Devnet>[0]), asked };
}

test.each<[string, (devnet: Devnet) => Promise<unknown>]>([
  ['a time without end', (one) => one.advanceTime(Infinity)],
  ['a time that is no number', (one) => one.advanceTime(Number.NaN)],
  ['no epochs', (one) => one.advanceEpochs(1n, 0)],
  ['fewer than none', (one) => one.advanceEpochs(1n, -1)],
  ['half an epoch', (one) => one.advanceEpochs(1n, 1.5)],
])('%s to advance is a bad request', async (_, advance) => {
  const { devnet: one, asked } = devnet();
  await expect(advance(one)).rejects.toMatchObject({ name: 'DevnetError', kind: 'bad-request' });
  expect(asked).toEqual([]);
});

test('its accounts are test keys of its own chain', async () => {
  expect(await devnet().devnet.signer('alice')).toMatchObject({ testOf: 'library-1' });
});
