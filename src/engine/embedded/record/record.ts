import type { FinalizeBlockRequest } from '../../../chain/abci.ts';
import type { Change } from '../../../chain/store/branch.ts';
import { EngineError } from '../../engine.ts';
import type { GenesisDoc } from '../../genesis-doc.ts';
import { sha256 } from '../types/hash.ts';
import { readFrames } from './frames.ts';
import { decodeRequest, encodeRequest } from './request.ts';

/** Raised when the frames change. */
export const RECORD_FORMAT = 1;

const DIGEST = 8;
const HASH = 32;

/** One block of a record: what the application was asked, and what it made of it. */
export interface RecordedBlock {
  readonly request: FinalizeBlockRequest;
  readonly appHash: Uint8Array;
  /**
   * What the block changed, by store and key, as `digestOf` gives it; undefined where the states around it were no
   * longer kept when the record was written.
   */
  readonly writes: readonly RecordedWrite[] | undefined;
}

export interface RecordedWrite {
  readonly store: string;
  /** A binary string, one character a byte. */
  readonly key: string;
  /** Eight bytes of the value's SHA-256 as a binary string; empty where the key was deleted. */
  readonly digest: string;
}

/** The first frame of a record. */
export interface RecordHead {
  readonly format: number;
  readonly genesis: GenesisDoc;
}

export function digestOf({ store, key, value }: Change): RecordedWrite {
  return { store, key, digest: value ? Buffer.from(sha256(value)).toString('latin1', 0, DIGEST) : '' };
}

/**
 * A frame: length of the request, the request, the app hash, then, where they are known, the writes: a byte 1, and for
 * each the lengths of store, key and digest in 1, 2 and 1 bytes and what they measure.
 */
export function encodeRecordedBlock({ request, appHash, writes }: RecordedBlock): Uint8Array {
  const asked = encodeRequest(request);
  const head = Buffer.allocUnsafe(4);
  head.writeUInt32BE(asked.length);
  const parts: Uint8Array[] = [head, asked, appHash, Uint8Array.of(writes ? 1 : 0)];
  for (const { store, key, digest } of writes ?? []) {
    const lengths = Uint8Array.of(store.length, key.length >> 8, key.length & 0xff, digest.length);
    parts.push(lengths, Buffer.from(store + key + digest, 'latin1'));
  }
  return Buffer.concat(parts);
}

/** @throws RangeError where the bytes are no such frame. */
export function decodeRecordedBlock(frame: Buffer): RecordedBlock {
  const end = 4 + frame.readUInt32BE();
  const request = decodeRequest(frame.subarray(4, end));
  const appHash = frame.subarray(end, end + HASH);
  if (frame.readUInt8(end + HASH) === 0) return { request, appHash, writes: undefined };
  const writes: RecordedWrite[] = [];
  for (let at = end + HASH + 1; at < frame.length; ) {
    const store = at + 4;
    const key = store + frame.readUInt8(at);
    const digest = key + frame.readUInt16BE(at + 1);
    const end = digest + frame.readUInt8(at + 3);
    const text = (from: number, to: number): string => frame.toString('latin1', from, to);
    writes.push({ store: text(store, key), key: text(key, digest), digest: text(digest, end) });
    at = end;
  }
  return { request, appHash, writes };
}

/** The head of a record and its blocks, in one walk. @throws EngineError `invalid-record` */
export async function* readRecord(path: string): AsyncIterable<RecordHead | RecordedBlock> {
  let head: RecordHead | undefined;
  for await (const frame of readFrames(path)) {
    if (head !== undefined) {
      yield read(path, () => decodeRecordedBlock(frame));
      continue;
    }
    head = read(path, () => JSON.parse(frame.toString()) as RecordHead);
    if (head.format !== RECORD_FORMAT || typeof head.genesis !== 'object') {
      throw new EngineError('invalid-record', `${path} has format ${head.format}, this version reads ${RECORD_FORMAT}`);
    }
    yield head;
  }
  if (head === undefined) throw new EngineError('invalid-record', `${path} is empty`, { path });
}

function read<T>(path: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw new EngineError('invalid-record', `${path} is no record: ${(cause as Error).message}`, { path }, cause);
  }
}
