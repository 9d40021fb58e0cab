import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AlloraClient } from '../../src/client/client.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { connectDocker, LABELS } from '../../src/engine/docker/client.ts';
import { findCometBft } from '../../src/node/comet/find.ts';
import { processesOf, series } from '../support/engines.ts';
import { figure, line, residentMegabytes, result, root, run, show, withHome } from './measure.ts';

const RUNS = 3;
const BLOCKS = { embedded: 5_000, cometbft: 200, docker: 200 } as const;
/** Milliseconds until all validators have a block; blocks a second. */
const BUDGETS = { embedded: [900, 2_000], cometbft: [3_000, 20], docker: [8_000, 20] } as const;
const allo = join(root, 'bin/run.js');

type Kind = keyof typeof BLOCKS;

/** What the engine needs and is not there; undefined where it is. */
async function missing(kind: Kind): Promise<string | undefined> {
  const needs = { embedded: async () => undefined, cometbft: findCometBft, docker: connectDocker };
  return needs[kind]().then(
    () => undefined,
    (error: Error) => error.message,
  );
}

/** Blocks a second while nobody sends anything. */
async function pace(kind: Kind, { endpoints }: DevnetStatus, env: NodeJS.ProcessEnv): Promise<number> {
  const client = new AlloraClient(endpoints.rpc ?? '');
  const from = await client.height();
  const begun = performance.now();
  if (kind === 'embedded') await run([allo, 'devnet', 'advance', '--blocks', String(BLOCKS[kind]), '--json'], env);
  let height = await client.height();
  for (; height < from + BigInt(BLOCKS[kind]); height = await client.height()) await pause(20);
  return (1000 * Number(height - from)) / (performance.now() - begun);
}

/** Resident memory of everything that runs for a devnet. */
async function memory(kind: Kind, { pid, home }: DevnetStatus): Promise<number> {
  const processes = processesOf(home).map((process) => Number(process.split(' ')[0]));
  const own = [pid, ...processes].reduce((sum, one) => sum + residentMegabytes(one), 0);
  if (kind !== 'docker') return own;
  const docker = await connectDocker();
  const containers = await docker.listContainers({ filters: { label: [`${LABELS.home}=${home}`] } });
  let inside = 0;
  for (const { Id } of containers) {
    const { Processes, Titles } = await docker.getContainer(Id).top();
    const at = Titles.indexOf('PID');
    for (const columns of Processes) inside += residentMegabytes(Number(columns[at]));
  }
  return own + inside;
}

async function benchKind(kind: Kind, env: NodeJS.ProcessEnv): Promise<void> {
  const lacks = await missing(kind);
  if (lacks) {
    line(kind, `not measured: ${lacks}`);
    return;
  }
  const up: number[] = [];
  const blocks: number[] = [];
  const down: number[] = [];
  let megabytes = 0;
  // The first one makes the image, and is not counted.
  for (let i = -1; i < RUNS; i += 1) {
    const started = await run([allo, 'devnet', 'up', '--engine', kind, '--validators', '4', '--json'], env);
    const status = result<DevnetStatus>(started.stdout);
    const perSecond = await pace(kind, status, env);
    megabytes = Math.max(megabytes, await memory(kind, status));
    const stopped = await run([allo, 'devnet', 'down', '--purge', '--json'], env);
    if (i < 0) continue;
    up.push(started.milliseconds);
    blocks.push(perSecond);
    down.push(stopped.milliseconds);
  }
  const data = join(env.ALLO_HOME ?? '', 'series.csv');
  writeFileSync(data, series(44));
  const told = await run([allo, 'quickstart', '--engine', kind, '--data', data, '--season', '4', '--json'], env);
  const story = result<{ epochs: unknown[]; seconds: number }>(told.stdout);
  const [upBudget, blockBudget] = BUDGETS[kind];
  line(`${kind}, 4 validators: command to height 1, ms`, show(figure(up), 0), `budget ${upBudget}`);
  line(`${kind}: blocks a second`, show(figure(blocks), 0), `budget ${blockBudget}`);
  line(`${kind}: epochs a second of the quickstart`, (story.epochs.length / story.seconds).toFixed(2));
  line(`${kind}: resident memory of everything, MB, most seen`, megabytes.toFixed(0));
  line(`${kind}: down --purge, ms`, show(figure(down), 0), `budget ${kind === 'embedded' ? 300 : 2000}`);
}

/** The three engines beside each other. A network of validators tells the quickstart at one block every 100 ms. */
export async function benchEngines(): Promise<void> {
  const {
    ALLO_COMETBFT = await findCometBft().then(
      ({ path }) => path,
      () => undefined,
    ),
  } = process.env;
  await withHome(async (env) => {
    for (const kind of ['embedded', 'cometbft', 'docker'] as const) {
      await benchKind(kind, { ...env, ...(ALLO_COMETBFT && { ALLO_COMETBFT }) });
    }
  });
}
