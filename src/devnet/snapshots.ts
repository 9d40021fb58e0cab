import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DevnetError } from './errors.ts';
import { snapshotsFolder } from './paths.ts';
import { makePrivateDirectory, writePrivate } from './state-file.ts';
import type { SnapshotInfo } from './types.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const ABOUT = 'about.json';

/** True where a snapshot may have that name: it is a folder's name too. */
export function isSnapshotName(name: unknown): name is string {
  return typeof name === 'string' && NAME.test(name);
}

/** The folder of a snapshot, whether it is there or not. */
function folderOf(home: string, name: string): string {
  if (!isSnapshotName(name)) {
    throw new DevnetError('bad-request', `A snapshot's name has letters, digits, ".", "_" or "-": "${name}".`);
  }
  return join(snapshotsFolder(home), name);
}

/** The snapshots in a home, the oldest first. What is not whole is none. */
export function listSnapshots(home: string): SnapshotInfo[] {
  const folder = snapshotsFolder(home);
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder)
    .filter(isSnapshotName)
    .map((name) => readSnapshot(join(folder, name), name));
  return found
    .filter((info) => info !== null)
    .sort((a, b) => (a.savedAt === b.savedAt ? (a.name < b.name ? -1 : 1) : a.savedAt < b.savedAt ? -1 : 1));
}

function readSnapshot(folder: string, name: string): SnapshotInfo | null {
  try {
    return { ...(JSON.parse(readFileSync(join(folder, ABOUT), 'utf8')) as SnapshotInfo), name };
  } catch {
    return null;
  }
}

/**
 * The folder of a snapshot that is there.
 * @throws DevnetError `no-snapshot`, naming those that are there.
 */
export function snapshotFolder(home: string, name: string): string {
  const folder = folderOf(home, name);
  if (readSnapshot(folder, name)) return folder;
  const names = listSnapshots(home).map((info) => info.name);
  throw new DevnetError('no-snapshot', `There is no snapshot "${name}".`, {
    hint: names.length > 0 ? `There are: ${names.join(', ')}.` : 'Save one with `allo devnet snapshot save <name>`.',
  });
}

/**
 * Makes a snapshot whole or not at all: `write` fills a folder of another name first.
 * @throws DevnetError `snapshot-exists`, `bad-request`, and what `write` throws.
 */
export async function saveSnapshot(
  home: string,
  name: string,
  write: (folder: string) => Promise<Omit<SnapshotInfo, 'name' | 'savedAt'>>,
): Promise<SnapshotInfo> {
  const folder = folderOf(home, name);
  if (existsSync(folder)) {
    throw new DevnetError('snapshot-exists', `There is a snapshot "${name}" already.`, {
      hint: `Choose another name, or remove it with \`allo devnet snapshot delete ${name}\`.`,
    });
  }
  makePrivateDirectory(snapshotsFolder(home));
  const partial = `${snapshotsFolder(home)}/.${name}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  try {
    const written = await write(partial);
    const info: SnapshotInfo = { name, ...written, savedAt: new Date().toISOString() };
    writePrivate(join(partial, ABOUT), `${JSON.stringify(info, null, 2)}\n`);
    renameSync(partial, folder);
    return info;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

/** Removes what a daemon that was killed left of a snapshot in the making. */
export function sweepSnapshots(home: string): void {
  const folder = snapshotsFolder(home);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name.startsWith('.')) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Removes a snapshot. @throws DevnetError `no-snapshot` */
export function deleteSnapshot(home: string, name: string): void {
  const folder = snapshotFolder(home, name);
  // Out of sight at once, even where removing takes its time or is cut short.
  const gone = `${snapshotsFolder(home)}/.${name}.deleted`;
  rmSync(gone, { recursive: true, force: true });
  renameSync(folder, gone);
  rmSync(gone, { recursive: true, force: true });
}
