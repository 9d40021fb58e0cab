import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Database } from '../../chain/store/database.ts';
import { EngineError, type EnginePosition, type SnapshotResult } from '../engine.ts';
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
  /** Size and CRC-32 of the data file. */
  readonly bytes: number;
  readonly crc32: number;
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
  try {
    mkdirSync(partial, { recursive: true, mode: 0o700 });
    database.copyTo(dataFile(partial));
    const description: Description = {
      format: FORMAT,
      chain_id: genesis.chain_id,
      height: String(position.height),
      time: formatTime(position.time),
      app_hash: position.appHash,
      genesis_hash: genesisHash(genesis),
      ...measure(dataFile(partial)),
    };
    writeFileSync(descriptionFile(partial), `${JSON.stringify(description, null, 2)}\n`, { mode: 0o600 });
    renameSync(partial, directory);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
  return statSync(dataFile(directory)).size;
}

/** Where a snapshot stands. @throws EngineError `invalid-snapshot` where there is none that can be read. */
export function describeSnapshot(directory: string): SnapshotResult & { chainId: string } {
  const { height, time, app_hash, chain_id, bytes } = readDescription(directory);
  return { height: BigInt(height), time: parseTime(time)!, appHash: app_hash, chainId: chain_id, bytes };
}

function readDescription(directory: string): Description {
  try {
    const description = JSON.parse(readFileSync(descriptionFile(directory), 'utf8')) as Description;
    const { format, time } = description;
    if (format !== FORMAT) throw new Error(`it has format ${format}, this version reads ${FORMAT}`);
    if (parseTime(time) === undefined || !existsSync(dataFile(directory))) throw new Error('it is not complete');
    return description;
  } catch (cause) {
    throw invalid(directory, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

const invalid = (directory: string, why: string, cause?: unknown): EngineError =>
  new EngineError('invalid-snapshot', `${directory} is no snapshot: ${why}`, { directory }, cause);

/** Reads in pieces: a data file may be large. */
const PIECE = 1 << 20;

function measure(path: string): { bytes: number; crc32: number } {
  const piece = Buffer.allocUnsafe(PIECE);
  const file = openSync(path, 'r');
  try {
    let sum = 0;
    let bytes = 0;
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
      sum = crc32(piece.subarray(0, read), sum);
      bytes += read;
    }
    return { bytes, crc32: sum };
  } finally {
    closeSync(file);
  }
}

/** The data file of a snapshot of this very chain, which is what was saved. @throws EngineError `invalid-snapshot`, `wrong-chain`. */
export function snapshotOf(genesis: GenesisDoc, directory: string): string {
  const { genesis_hash, chain_id: chainId, bytes, crc32: sum } = readDescription(directory);
  if (genesis_hash !== genesisHash(genesis)) {
    const why = `${directory} is a snapshot of another chain (${chainId})`;
    throw new EngineError('wrong-chain', why, { directory, chainId });
  }
  const found = measure(dataFile(directory));
  if (found.bytes !== bytes || found.crc32 !== sum) throw invalid(directory, 'its data are not what was saved');
  return dataFile(directory);
}
