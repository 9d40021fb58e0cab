import { join } from 'node:path';
import { AlloraClient } from '../../src/client/client.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { figure, line, residentMegabytes, result, root, run, show, withHome } from './measure.ts';

const RUNS = 7;
const allo = join(root, 'bin/run.js');

/** Bringing up and taking down, and empty blocks. Budgets: up 900 ms, 2,000 blocks a second, down 300 ms. */
export async function benchDevnet(): Promise<void> {
  await withHome(async (env) => {
    const up: number[] = [];
    const down: number[] = [];
    const blocks: number[] = [];
    let memory = 0;
    for (let i = -1; i < RUNS; i += 1) {
      const started = await run([allo, 'devnet', 'up', '--json', '--validators', '4', '--rpc-port', '0'], env);
      const status = result<DevnetStatus>(started.stdout);
      const client = new AlloraClient(status.endpoints.rpc!);
      if ((await client.status()).height < 1n) throw new Error('no first block');
      const advanced = await run([allo, 'devnet', 'advance', '--blocks', '10000', '--json'], env);
      memory = Math.max(memory, residentMegabytes(status.pid));
      const stopped = await run([allo, 'devnet', 'down', '--purge', '--json'], env);
      if (i < 0) continue;
      up.push(started.milliseconds);
      blocks.push(10_000 / (advanced.milliseconds / 1000));
      down.push(stopped.milliseconds);
    }
    line('devnet up, 4 validators, command to answer, ms', show(figure(up), 0), 'budget 900');
    line('devnet advance --blocks 10000, blocks a second', show(figure(blocks), 0), 'budget 2000, command included');
    line('devnet down --purge, ms', show(figure(down), 0), 'budget 300');
    line('resident memory after 10,000 blocks, MB, most seen', memory.toFixed(0), 'budget 350');
  });
}

/** The whole story: epochs a second with everything signed, sent and judged. */
export async function benchQuickstart(): Promise<void> {
  await withHome(async (env) => {
    const epochs: number[] = [];
    const total: number[] = [];
    let spent: Record<string, number> = {};
    for (let i = 0; i < 3; i += 1) {
      const told = await run([allo, 'quickstart', '--json'], env);
      const story = result<{ epochs: unknown[]; seconds: number; spent: Record<string, number> }>(told.stdout);
      total.push(told.milliseconds / 1000);
      epochs.push(story.epochs.length / story.seconds);
      spent = story.spent;
    }
    line('quickstart, whole process, s', show(figure(total), 1), 'budget 60');
    line('  epochs a second', show(figure(epochs), 1));
    line('  seconds of the last run by what', JSON.stringify(spent));
  });
}
