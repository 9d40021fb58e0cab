import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import type { Sandbox } from './allo.ts';

/**
 * A devnet of one validator that makes blocks by hand, and whose blocks move no coins by themselves: after an empty one the
 * state is what it was before.
 */
export async function quietDevnet(box: Sandbox): Promise<DevnetStatus> {
  const flags = ['--block-time', 'manual', '--validators', '1', '--rpc-port', '0'];
  const file = join(box.directory, 'quiet.json');
  await box.json('devnet', 'up', '--name', 'busy', ...flags);
  await box.json('devnet', 'export', '--name', 'busy', '--output', file);
  await box.json('devnet', 'down', '--name', 'busy', '--purge');
  const genesis = JSON.parse(readFileSync(file, 'utf8')) as { app_state: { mint: { block_emission: string } } };
  genesis.app_state.mint.block_emission = '0';
  writeFileSync(file, JSON.stringify(genesis));
  return box.json<DevnetStatus>('devnet', 'up', '--genesis', file, ...flags);
}
