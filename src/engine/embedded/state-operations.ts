import { copyDatabase } from '../../chain/store/database.ts';
import { StoreError } from '../../chain/store/store-error.ts';
import { EngineError, type EnginePosition, type StateOperations } from '../engine.ts';
import type { GenesisDoc } from '../genesis-doc.ts';
import type { BlockClock } from './clock.ts';
import type { LiveChain } from './live-chain.ts';
import type { Producer } from './producer.ts';
import { writeRecord } from './record/write-record.ts';
import { saveSnapshot, snapshotOf } from './snapshot.ts';
import { DiskStore } from './store/disk-store.ts';
import { decodeBlock } from './types/decode.ts';
import { exportedGenesis } from './types/export-genesis.ts';
import { hex } from './types/hash.ts';

interface OperationParts {
  readonly live: LiveChain;
  readonly producer: Producer;
  readonly clock: BlockClock;
  /** Lets everybody go who may hold what is no longer so. */
  readonly wentBack: (reason: string) => void;
}

export function positionOf({ chain }: LiveChain): EnginePosition {
  const { lastHeight, lastTime, appHash } = chain.consensus.state;
  return { height: lastHeight, time: lastTime, appHash: hex(appHash) };
}

/** What the engine can do because the chain's store is its own. Each runs between two blocks. */
export function stateOperations(parts: OperationParts): StateOperations {
  const { live, producer } = parts;
  return {
    rewind: (height) => back(parts, 'the chain was rewound', () => rewind(parts, height)),
    restore: (directory) =>
      back(parts, 'a snapshot was restored', async () => {
        const snapshot = snapshotOf(live.chain.genesis.doc, directory);
        await live.replace((path) => copyDatabase(snapshot, path));
        goOn(parts);
      }),
    reset: () =>
      back(parts, 'the chain begins again', async () => {
        await live.replace(() => undefined);
        parts.clock.goOnFrom(live.chain.genesis.time);
      }),
    snapshot: (directory) =>
      producer.exclusively(async () => {
        const { database, chain } = live;
        if (!database) throw unsupported();
        const position = positionOf(live);
        const bytes = saveSnapshot(directory, { database, genesis: chain.genesis.doc, position });
        return { ...position, bytes };
      }),
    exportGenesis: (height) => exportGenesis(live, height),
    writeRecord: (path) => writeRecord(live.chain, path),
  };
}

const unsupported = (): EngineError => new EngineError('unsupported', 'the chain is in memory only');

async function back(parts: OperationParts, reason: string, work: () => Promise<void>): Promise<EnginePosition> {
  const { live, producer, wentBack } = parts;
  if (!live.database) throw unsupported();
  await producer.exclusively(async () => {
    await work();
    wentBack(reason);
  });
  return positionOf(live);
}

async function rewind({ live, producer, ...parts }: OperationParts, height: bigint): Promise<void> {
  const { app, store, consensus } = live.chain;
  const highest = consensus.state.lastHeight;
  const lowest = lowestHeight(live);
  if (height < lowest || height > highest) {
    throw new EngineError('invalid-height', `height ${height} is not kept: ${lowest} to ${highest} are`, {
      lowest,
      highest,
    });
  }
  if (producer.halted instanceof StoreError) await live.reopenFile();
  store.write(() => {
    app.rewind?.(height);
    if (store instanceof DiskStore) store.rewind(height);
  });
  live.reopen();
  goOn({ live, producer, ...parts });
}

/** Lets time go on from the block that is now the latest, also after a restart. */
function goOn({ live, clock }: OperationParts): void {
  const { store, consensus } = live.chain;
  clock.goOnFrom(consensus.state.lastTime);
  if (store instanceof DiskStore) store.write(() => store.setClockOffset(clock.offset));
}

/** The lowest height that has both its block and its state. */
function lowestHeight({ chain }: LiveChain): bigint {
  const lowest = chain.app.oldestHeight ?? chain.consensus.state.lastHeight;
  return lowest > chain.store.base ? lowest : chain.store.base;
}

function exportGenesis(live: LiveChain, height = live.chain.consensus.state.lastHeight): GenesisDoc {
  const { app, store, genesis, consensus } = live.chain;
  const lowest = lowestHeight(live);
  const highest = live.chain.consensus.state.lastHeight;
  if (!app.exportGenesis) throw new EngineError('unsupported', 'the application cannot export its state');
  if (height < lowest || height > highest) {
    throw new EngineError('invalid-height', `the state of height ${height} is not kept: ${lowest} to ${highest} are`, {
      lowest,
      highest,
    });
  }
  return exportedGenesis({
    genesis,
    height,
    time: decodeBlock(store.block(height)!.block).header.time,
    // What the block changed takes effect two heights later; the exported state knows of it already.
    validators: consensus.validatorsAt(height + 2n)!,
    params: consensus.paramsAt(height + 1n),
    appState: app.exportGenesis(height),
  });
}
