import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../../chain/store/database.ts';
import { EngineError, type EnginePosition } from '../engine.ts';
import type { GenesisDoc } from '../genesis-doc.ts';
import { dataFile } from './live-chain.ts';
import { hex, sha256 } from './types/hash.ts';
import { formatTime, parseTime } from './types/time.ts';

const FORMAT = 1;

/** `snapshot.json`: what a snapshot is of, so that it need not be opened to be listed or refused. */
interface Description {
  readonly format: number;
  readonly chain_id: string;
  readonly height: string;
  readonly time: string;
  readonly app_hash: string;
  /** SHA-256 of the genesis document. */
  readonly genesis_hash: string;
}

const descriptionFile = (directory: string): string => join(directory, 'snapshot.json');
const genesisHash = (genesis: GenesisDoc): string => hex(sha256(Buffer.from(JSON.stringify(genesis))));

/**
 * Writes a snapshot into a directory that must not exist yet; whole or not at all. @returns its size in bytes.
 * @throws EngineError `snapshot-exists`; StoreError
 */
export function saveSnapshot(
  directory: string,
  { database, genesis, position }: { database: Database; genesis: GenesisDoc; position: EnginePosition },
): number {
  if (existsSync(directory)) {
    throw new EngineError('snapshot-exists', `there is something at ${directory} already`, { directory });
  }
  const partial = `${directory}.${process.pid}.partial`;
  const description: Description = {
    format: FORMAT,
    chain_id: genesis.chain_id,
    height: String(position.height),
    time: formatTime(position.time),
    app_hash: position.appHash,
    genesis_hash: genesisHash(genesis),
  };
  try {
    mkdirSync(partial, { recursive: true, mode: 0o700 });
    database.copyTo(dataFile(partial));
    writeFileSync(descriptionFile(partial), `${JSON.stringify(description, null, 2)}\n`, { mode: 0o600 });
    renameSync(partial, directory);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
  return statSync(dataFile(directory)).size;
}

/** Where a snapshot stands. @throws EngineError `invalid-snapshot` where there is none that can be read. */
export function describeSnapshot(directory: string): EnginePosition & { chainId: string; genesisHash: string } {
  try {
    const text = readFileSync(descriptionFile(directory), 'utf8');
    const { format, height, time, app_hash, chain_id, genesis_hash } = JSON.parse(text) as Description;
    if (format !== FORMAT) throw new Error(`it has format ${format}, this version reads ${FORMAT}`);
    const at = parseTime(time);
    if (at === undefined || !existsSync(dataFile(directory))) throw new Error('it is not complete');
    return { height: BigInt(height), time: at, appHash: app_hash, chainId: chain_id, genesisHash: genesis_hash };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('invalid-snapshot', `${directory} is no snapshot: ${why}`, { directory }, cause);
  }
}

/** The data file of a snapshot of this very chain. @throws EngineError `invalid-snapshot`, `wrong-chain`. */
export function snapshotOf(genesis: GenesisDoc, directory: string): string {
  const found = describeSnapshot(directory);
  if (found.genesisHash !== genesisHash(genesis)) {
    throw new EngineError('wrong-chain', `${directory} is a snapshot of another chain (${found.chainId})`, {
      directory,
      chainId: found.chainId,
    });
  }
  return dataFile(directory);
}
