import { renameSync, rmSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { formatTime } from '../../engine/embedded/index.ts';
import { type Engine, EngineError, type EnginePosition, type StateOperations } from '../../engine/engine.ts';
import type { ControlPosition } from '../control/protocol.ts';
import type { ControlHandlers } from '../control/server.ts';
import { DevnetError } from '../errors.ts';
import { notWritten } from '../faults.ts';
import { saveSnapshot, snapshotFolder } from '../snapshots.ts';

type StateMethods = 'rewind' | 'reset' | 'saveSnapshot' | 'restoreSnapshot' | 'exportGenesis' | 'writeRecord';

/** What the control socket can do to the chain that a devnet keeps. */
export function stateHandlers(engine: () => Engine, home: string): Pick<ControlHandlers, StateMethods> {
  return {
    rewind: async ({ height }) => position(await able(engine(), 'rewind', 'go back')(heightOf(height))),
    reset: async () => position(await able(engine(), 'reset', 'begin again')()),
    saveSnapshot: ({ name }) =>
      saveSnapshot(home, name, async (folder) => {
        const saved = await able(engine(), 'snapshot', 'save a snapshot')(folder);
        return { ...position(saved), bytes: saved.bytes };
      }),
    restoreSnapshot: async ({ name }) =>
      position(await able(engine(), 'restore', 'restore a snapshot')(snapshotFolder(home, name))),
    exportGenesis: async ({ height }, { send }) => {
      const doc = able(
        engine(),
        'exportGenesis',
        'export a genesis',
      )(height === undefined ? undefined : heightOf(height));
      send(JSON.stringify(doc));
      return { height: Number(doc.initial_height) - 1 };
    },
    writeRecord: async ({ path }) => {
      if (typeof path !== 'string' || !isAbsolute(path)) {
        throw new DevnetError('bad-request', 'A record is written to an absolute path.');
      }
      const partial = `${path}.${process.pid}.tmp`;
      try {
        const { from, to, bytes } = await able(engine(), 'writeRecord', 'write a record')(partial);
        renameSync(partial, path);
        return { from: Number(from), to: Number(to), bytes };
      } catch (error) {
        throw notWritten(path, error);
      } finally {
        rmSync(partial, { force: true });
      }
    },
  };
}

/** @throws EngineError `unsupported` where the engine cannot do that. */
function able<K extends keyof StateOperations>(engine: Engine, operation: K, what: string): StateOperations[K] {
  const can = engine[operation] as StateOperations[K] | undefined;
  if (!can) throw new EngineError('unsupported', `a chain of the ${engine.kind} engine cannot ${what}`);
  return can.bind(engine) as StateOperations[K];
}

function position({ height, time, appHash }: EnginePosition): ControlPosition {
  return { height: Number(height), time: formatTime(time), appHash };
}

function heightOf(value: unknown): bigint {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new DevnetError('bad-request', 'A height is a whole number.');
  }
  return BigInt(value);
}
