import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createModules, storeNames } from '../../../src/chain/app-modules.ts';
import { Database } from '../../../src/chain/store/database.ts';
import { NodeApplication } from '../../../src/node/application/node-application.ts';
import { Restoring } from '../../../src/node/snapshots/restore.ts';
import { SnapshotStore } from '../../../src/node/snapshots/store.ts';
import { appState, CHAIN_ID, GENESIS_TIME } from '../chain/harness.ts';

const stores = storeNames(createModules());

export interface NodeApp {
  application: NodeApplication;
  snapshots: SnapshotStore;
  database: Database;
  folder: string;
  logs: string[];
  /** Closes the store as a killed process would not, and keeps the files. */
  close(): Promise<void>;
}

export interface NodeAppSettings {
  keepVersions?: number;
  keepBlocks?: number;
  snapshotInterval?: number;
  snapshotKeep?: number;
}

/** The application of a node over a store in a folder. */
export function openNodeApp(folder: string, settings: NodeAppSettings = {}): NodeApp {
  const { keepVersions = 1000, keepBlocks = 0, snapshotInterval = 0, snapshotKeep = 2 } = settings;
  const logs: string[] = [];
  const log = (message: string) => void logs.push(message);
  const database = Database.open({ path: join(folder, 'chain.mdb') });
  const snapshots = new SnapshotStore({ folder: join(folder, 'snapshots'), database, stores, keep: snapshotKeep, log });
  const application = new NodeApplication({
    database,
    settings: { chainId: CHAIN_ID, keepVersions, keepBlocks, snapshotInterval },
    snapshots,
    restoring: new Restoring(database, stores, log),
    log: (level, message) => log(`${level}: ${message}`),
  });
  return {
    application,
    snapshots,
    database,
    folder,
    logs,
    async close() {
      await snapshots.close();
      await database.close();
    },
  };
}

/** Folders that a test makes, removed by `cleanUp`. */
export class Folders {
  readonly #made: string[] = [];

  make(): string {
    const folder = mkdtempSync(join(tmpdir(), 'allokit-node-'));
    this.#made.push(folder);
    return folder;
  }

  cleanUp(): void {
    for (const folder of this.#made) rmSync(folder, { recursive: true, force: true });
  }
}

/** The request that begins the chain of the harness. */
export const initChainRequest = () => ({
  time: GENESIS_TIME,
  chainId: CHAIN_ID,
  initialHeight: 1n,
  consensusParams: {
    block: { maxBytes: 22_020_096n, maxGas: -1n },
    evidence: { maxAgeNumBlocks: 100_000n, maxAgeDuration: 172_800_000_000_000n, maxBytes: 1_048_576n },
    validator: { pubKeyTypes: ['ed25519'] },
    version: { app: 0n },
    abci: { voteExtensionsEnableHeight: 0n },
  },
  validators: [],
  appStateBytes: new TextEncoder().encode(JSON.stringify(appState(createModules()))),
});

/** The request of a block. */
export const blockRequest = (height: bigint, txs: Uint8Array[] = []) => ({
  txs,
  decidedLastCommit: { round: 0, votes: [] },
  misbehavior: [],
  hash: new Uint8Array(32),
  height,
  time: GENESIS_TIME + height * 1_000_000_000n,
  nextValidatorsHash: new Uint8Array(32),
  proposerAddress: new Uint8Array(20),
});
