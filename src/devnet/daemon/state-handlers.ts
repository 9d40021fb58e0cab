import { renameSync, rmSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { type EmbeddedEngine, formatTime } from '../../engine/embedded/index.ts';
import type { EnginePosition } from '../../engine/engine.ts';
import type { ControlPosition } from '../control/protocol.ts';
import type { ControlHandlers } from '../control/server.ts';
import { DevnetError } from '../errors.ts';
import { saveSnapshot, snapshotFolder } from '../snapshots.ts';

type StateMethods = 'rewind' | 'reset' | 'saveSnapshot' | 'restoreSnapshot' | 'exportGenesis' | 'writeRecord';

/** What the control socket can do to the chain that a devnet keeps. */
export function stateHandlers(engine: () => EmbeddedEngine, home: string): Pick<ControlHandlers, StateMethods> {
  return {
    rewind: async ({ height }) => position(await engine().rewind(heightOf(height))),
    reset: async () => position(await engine().reset()),
    saveSnapshot: ({ name }) =>
      saveSnapshot(home, name, async (folder) => {
        const saved = await engine().snapshot(folder);
        return { ...position(saved), bytes: saved.bytes };
      }),
    restoreSnapshot: async ({ name }) => position(await engine().restore(snapshotFolder(home, name))),
    exportGenesis: async ({ height }, { send }) => {
      const doc = engine().exportGenesis(height === undefined ? undefined : heightOf(height));
      send(JSON.stringify(doc));
      return { height: Number(doc.initial_height) - 1 };
    },
    writeRecord: async ({ path }) => {
      if (typeof path !== 'string' || !isAbsolute(path)) {
        throw new DevnetError('bad-request', 'A record is written to an absolute path.');
      }
      const partial = `${path}.${process.pid}.tmp`;
      try {
        const { from, to, bytes } = await engine().writeRecord(partial);
        renameSync(partial, path);
        return { from: Number(from), to: Number(to), bytes };
      } finally {
        rmSync(partial, { force: true });
      }
    },
  };
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
