import { existsSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { createTopic, getTopic } from '../../src/client/index.ts';
import { type Devnet, start } from '../../src/devnet/index.ts';
import { sandbox } from './allo.ts';

const box = sandbox();
afterAll(() => box.close());

/** The background process finds its home as the command line does. */
async function inSandbox<T>(act: () => Promise<T>): Promise<T> {
  const before = process.env.ALLO_HOME;
  process.env.ALLO_HOME = box.env.ALLO_HOME;
  try {
    return await act();
  } finally {
    if (before === undefined) delete process.env.ALLO_HOME;
    else process.env.ALLO_HOME = before;
  }
}

describe.each(['in-process', 'daemon'] as const)('a devnet %s', (runs) => {
  it('starts, mines, takes transactions, goes to epochs, back to a snapshot, and stops', async () => {
    let stopped: Devnet | undefined;
    await inSandbox(async () => {
      await using devnet = await start({ runs, blocks: 'manual', chainId: 'library-1', seed: 'library' });
      stopped = devnet;
      expect(devnet.chainId).toBe('library-1');
      const { height: first } = await devnet.position();
      expect((await devnet.mine(3)).height).toBe(first + 3n);

      const alice = await devnet.signer('alice');
      expect(alice.address).toBe(devnet.accounts[0]?.address);
      const saved = await devnet.snapshot();
      await devnet.client.send(alice, [createTopic(alice.address, { metadata: 'a question' })], { noWait: true });
      await devnet.mine();
      expect(await getTopic(devnet.client, 1n)).toMatchObject({ metadata: 'a question' });
      const { height } = await devnet.position();
      expect((await devnet.advanceEpochs(1n, 2)).height).toBeGreaterThan(height);
      const { time } = await devnet.position();
      const later = await devnet.advanceTime(3_600);
      expect(Date.parse(later.time) - Date.parse(time)).toBe(3_600_000);
      expect((await devnet.advanceTo(later.height + 7n)).height).toBe(later.height + 7n);

      expect((await devnet.revert(saved)).height).toBe(first + 3n);
      await expect(getTopic(devnet.client, 1n)).rejects.toMatchObject({ kind: 'not-found' });
      await expect(devnet.revert('nothing')).rejects.toMatchObject({ kind: 'no-snapshot' });
      await expect(devnet.signer('nobody')).rejects.toMatchObject({ kind: 'bad-request' });
      await devnet.fund(alice.address, 5n);
    });
    await expect(stopped?.client.status()).rejects.toMatchObject({ kind: 'unreachable' });
    expect(await box.json('devnet', 'list')).toMatchObject({ devnets: [] });
    expect(existsSync(`${box.env.ALLO_HOME}/devnets/library`)).toBe(false);
  });
});

it('is seen by the command line where it is a daemon, and goes on where its chain is kept', async () => {
  await inSandbox(async () => {
    const options = { runs: 'daemon', name: 'kept', keep: true, blocks: 'manual' } as const;
    const devnet = await start(options);
    await devnet.mine(4);
    const { height } = await devnet.position();
    expect(await box.json('devnet', 'status', '--name', 'kept')).toMatchObject({ height: Number(height) });
    await devnet.stop();
    await using again = await start({ ...options, keep: false });
    expect((await again.position()).height).toBeGreaterThanOrEqual(height);
  });
});

it('several run beside one another in one process', async () => {
  await using one = await start({ blocks: 'manual', chainId: 'one' });
  await using two = await start({ blocks: 'manual', chainId: 'two' });
  await one.mine(5);
  expect((await one.client.status()).chainId).toBe('one');
  expect((await two.position()).height).toBeLessThan((await one.position()).height);
});
