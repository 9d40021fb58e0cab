import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultKind, FaultResult, Trouble } from '../../src/engine/engine.ts';
import type { Sandbox } from '../e2e/allo.ts';
import { chainOf, engineSandbox, rpcsOf, statusOf, until } from './engines.ts';
import { rounds, seeded } from './rounds.ts';
import { tell } from './told.ts';

const KINDS: readonly FaultKind[] = ['kill', 'pause', 'restart', 'disconnect', 'delay', 'loss'];
const SEED = Number(process.env.ALLOKIT_SEED ?? 5);

/** What a network of four promises while any one of its validators fails, or two do. */
export function faultTests(engine: 'cometbft' | 'docker'): void {
  let box: Sandbox;
  beforeAll(async () => {
    box = await engineSandbox();
  });
  afterAll(async () => {
    await box.json('devnet', 'down', '--all', '--purge');
    await box.close();
  });

  const fault = async (name: string, ...what: string[]): Promise<Trouble[]> =>
    (await box.json<FaultResult>('devnet', 'fault', ...what, '--name', name)).faults;

  /** Nothing is wrong any more, and nobody is behind. */
  const well = (name: string) =>
    until(async () => {
      if ((await fault(name)).length > 0) return false;
      const { height, validators } = await statusOf(box, name);
      return validators.every((one) => height - one.height <= 3);
    });

  describe(`faults on the ${engine} engine`, () => {
    it('lose no epoch and no transaction, and bring nobody to another state', async () => {
      const count = rounds(5, 50);
      // As many epochs as the rounds take, and never fewer than 24.
      const rows = 20 + 24 * Math.ceil(count / 5);
      const reference = await tell(box, 'reference', 'embedded', rows);
      await box.json('devnet', 'down', '--purge', '--name', 'reference');
      const name = 'faulty';
      const story = tell(box, name, engine, rows);
      let told = false;
      // What goes wrong with the story is what is told of it.
      const failed = story.then(() => {
        told = true;
        return new Promise<never>(() => undefined);
      });
      failed.catch(() => undefined);
      const meanwhile = <T>(act: Promise<T>): Promise<T> => Promise.race([act, failed]);
      await meanwhile(until(async () => (await box.allo('devnet', 'status', '--name', name)).code === 0));
      const random = seeded(SEED);
      const pick = (below: number): number => Math.floor(random() * below);
      const played: string[] = [];
      let kinds: FaultKind[] = [];
      for (let round = 0; round < count && !told; round += 1) {
        if (kinds.length === 0) kinds = [...KINDS];
        const [kind = 'kill'] = kinds.splice(pick(kinds.length), 1);
        const lasts = kind === 'restart' ? [] : ['--for', `${500 + pick(2_500)}ms`];
        const words = [kind, String(pick(4)), ...lasts];
        played.push(words.join(' '));
        try {
          await meanwhile(fault(name, ...words).then(() => well(name)));
        } catch (error) {
          await story;
          throw error;
        }
      }
      const { result, epochs } = await story;
      expect({ played: played.length, result: result.rows }, `seed ${SEED}: ${played.join(', ')}`).toEqual({
        played: count,
        result: reference.result.rows,
      });
      expect(epochs).toEqual(reference.epochs);
      await well(name);
      const { height } = await statusOf(box, name);
      const chains = await Promise.all(rpcsOf(box, name).map((url) => chainOf(url, 1, height - 5)));
      for (const chain of chains) expect(chain).toEqual(chains[0]);
      const sent = (chains[0] ?? []).reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
      expect(sent).toBe(result.transactions);
      await box.json('devnet', 'down', '--purge', '--name', name);
    });

    it('stop the network where two of four are down, and it goes on by itself when one returns', async () => {
      const name = 'half';
      await box.json('devnet', 'up', '--engine', engine, '--name', name);
      await fault(name, 'kill', '2');
      expect(await fault(name, 'kill', '3')).toHaveLength(2);
      const first = (await statusOf(box, name)).height;
      await pause(2_000);
      // What was under way may have become a block.
      const { height } = await statusOf(box, name);
      expect(height - first).toBeLessThanOrEqual(1);
      await pause(2_000);
      expect((await statusOf(box, name)).height).toBe(height);
      await fault(name, 'restart', '3');
      await box.json('devnet', 'advance', '--blocks', '3', '--name', name);
      expect(await fault(name, 'clear', '2')).toEqual([]);
      await well(name);
      await box.json('devnet', 'faucet', 'bob', '--name', name);
      await box.json('devnet', 'down', '--purge', '--name', name);
    });

    it('end by themselves, and when told to, while a validator waits for the peers that it was cut off from', async () => {
      const name = 'two-at-once';
      await box.json('devnet', 'up', '--engine', engine, '--name', name);
      await fault(name, 'disconnect', '3', '--for', '2s');
      await fault(name, 'restart', '3');
      await well(name);
      await fault(name, 'disconnect', '3');
      const { lacks } = await box.json<FaultResult>('devnet', 'fault', 'restart', '3', '--name', name);
      expect(lacks).toMatch(/./);
      expect(await fault(name, 'clear', '3')).toEqual([]);
      await well(name);
      for (const validator of ['0', '1', '2', '3']) await fault(name, 'kill', validator);
      expect(await fault(name, 'restart', '0')).toHaveLength(3);
      // It is asked, and ends by that.
      const { stopped } = await box.json<{ stopped: unknown[] }>('devnet', 'down', '--purge', '--name', name);
      expect(stopped).toMatchObject([{ ending: 'asked' }]);
    });

    it('refuse what is no fault of theirs', async () => {
      const name = 'strict';
      await box.json('devnet', 'up', '--engine', engine, '--name', name, '--validators', '1');
      const code = async (...what: string[]) => (await box.allo('devnet', 'fault', ...what, '--name', name)).code;
      expect(await code('kill', 'nobody')).toBe(2);
      expect(await code('kill')).toBe(2);
      expect(await code('explode', '0')).toBe(2);
      expect(await code('kill', '0', '--delay', '1s')).toBe(2);
      expect(await code('restart', '0', '--for', '1s')).toBe(2);
      expect(await fault(name)).toEqual([]);
      await box.json('devnet', 'down', '--purge', '--name', name);
    });
  });
}
