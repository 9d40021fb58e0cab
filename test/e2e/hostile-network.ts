import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { createTopic } from '../../src/client/actions/create-topic.ts';
import { AlloraClient } from '../../src/client/client.ts';
import { send } from '../../src/client/send.ts';
import { type Signer, signerFromKey } from '../../src/client/signer.ts';
import { waitUntil } from '../../src/client/wait.ts';
import { devnetKey } from '../../src/devnet/accounts.ts';
import { logFile } from '../../src/devnet/paths.ts';
import type { DevnetStatus, Endpoints } from '../../src/devnet/types.ts';
import { sandbox } from './allo.ts';

/** A devnet that makes blocks by itself, in a process of its own, and everything it serves. */
export interface HostileNetwork {
  readonly devnet: DevnetStatus;
  readonly client: AlloraClient;
  readonly alice: Signer;
  readonly bob: Signer;
  port(of: keyof Endpoints): number;
  /** Bytes of memory that the daemon has now. */
  memory(): number;
  /** What the daemon's log calls errors, or is not the daemon's own. */
  faults(): string[];
  /** Waits for two more blocks; the process must be the one that was started. */
  goesOn(): Promise<void>;
  close(): Promise<void>;
}

/** A line of the log below the level of errors; what is no such line, Node says: a warning of a leak, or worse. */
function harmless(line: string): boolean {
  try {
    return (JSON.parse(line) as { level: number }).level < ERROR;
  } catch {
    return false;
  }
}

const ERROR = 50;

export async function hostileNetwork(): Promise<HostileNetwork> {
  const box = sandbox();
  const flags = ['--validators', '1', '--block-time', '250ms', '--rpc-port', '0', '--chain-id', 'allora-testnet-1'];
  const devnet = await box.json<DevnetStatus>('devnet', 'up', ...flags);
  const client = new AlloraClient(devnet.endpoints.rpc ?? '');
  const [alice, bob] = await Promise.all(
    ['alice', 'bob'].map(async (name) => signerFromKey(await devnetKey(null, name))),
  );
  if (!alice || !bob) throw new Error('a devnet has these accounts');
  await send(client, alice, [createTopic(alice.address, { metadata: 'asked by everybody' })]);
  return {
    devnet,
    client,
    alice,
    bob,
    port: (of) => Number(new URL(devnet.endpoints[of] ?? '').port),
    memory: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(devnet.pid)]).toString()) * 1_024,
    faults: () =>
      readFileSync(logFile(devnet.home), 'utf8')
        .split('\n')
        .filter((line) => line !== '' && !harmless(line)),
    async goesOn() {
      const { height } = await client.status();
      await waitUntil(client, { what: 'two blocks' }, async (now) => (now >= height + 2n ? now : undefined));
      expect((await box.json<DevnetStatus>('devnet', 'status')).pid).toBe(devnet.pid);
    },
    close: () => box.close(),
  };
}
