import { join } from 'node:path';
import { expect } from 'vitest';
import { createApplication } from '../../src/chain/app.ts';
import { callDevnet } from '../../src/devnet/control/client.ts';
import { readState } from '../../src/devnet/state-file.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { replayRecord } from '../../src/engine/embedded/index.ts';
import { gone, processStart } from '../../src/node/processes.ts';
import { type Sandbox, sandbox } from '../e2e/allo.ts';

export const NIGHTLY = process.env.ALLOKIT_NIGHTLY === '1';
export const SEED = Number(process.env.ALLOKIT_SEED ?? 4);

/** A devnet that is brought up, killed and brought up again. */
export class KilledDevnet {
  readonly box: Sandbox = sandbox();
  status!: DevnetStatus;

  async up(...flags: string[]): Promise<DevnetStatus> {
    this.status = await this.box.json<DevnetStatus>('devnet', 'up', '--rpc-port', '0', ...flags);
    return this.status;
  }

  get control(): string {
    return readState(this.status.home)!.control;
  }

  /** Ends the process without giving it a moment; resolves when it is gone. */
  async kill(): Promise<void> {
    const { pid } = this.status;
    const identity = { pid, processStart: processStart(pid)! };
    process.kill(pid, 'SIGKILL');
    expect(await gone(identity, 10_000)).toBe(true);
  }

  /** The whole chain, executed again on a fresh application, gives the same app hash at every height: its last one. */
  async replay(): Promise<number> {
    const path = join(this.box.directory, 'record');
    const { from, to } = await callDevnet(this.control, 'writeRecord', { path });
    const replayed = await replayRecord(path, () => createApplication());
    expect(replayed.difference).toBeUndefined();
    expect([replayed.from, replayed.to]).toEqual([BigInt(from), BigInt(to)]);
    return to;
  }
}
