import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import type { Sandbox } from './allo.ts';

interface AppState {
  mint: { block_emission: string };
  emissions: { experiments?: { adjusted_stakes: boolean } };
}

/** A devnet of one validator that makes blocks by hand, begun with a genesis in which something is changed. */
export async function changedDevnet(
  box: Sandbox,
  change: (state: AppState) => void,
  ...more: string[]
): Promise<DevnetStatus> {
  const flags = ['--block-time', 'manual', '--validators', '1', '--rpc-port', '0', ...more];
  const file = join(box.directory, 'changed.json');
  await box.json('devnet', 'up', '--name', 'first', ...flags);
  await box.json('devnet', 'export', '--name', 'first', '--output', file);
  await box.json('devnet', 'down', '--name', 'first', '--purge');
  const genesis = JSON.parse(readFileSync(file, 'utf8')) as { app_state: AppState };
  change(genesis.app_state);
  writeFileSync(file, JSON.stringify(genesis));
  return box.json<DevnetStatus>('devnet', 'up', '--genesis', file, ...flags);
}

/** One whose blocks move no coins by themselves: after an empty one the state is what it was before. */
export const quietDevnet = (box: Sandbox): Promise<DevnetStatus> =>
  changedDevnet(box, ({ mint }) => {
    mint.block_emission = '0';
  });
