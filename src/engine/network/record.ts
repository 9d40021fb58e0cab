import { renameSync, rmSync, statSync } from 'node:fs';
import { call, genesisOf } from '../../node/rpc/call.ts';
import { executedBlocks } from '../../node/rpc/executed.ts';
import { writeFrames } from '../embedded/record/frames.ts';
import { encodeRecordedBlock, RECORD_FORMAT, type RecordHead } from '../embedded/record/record.ts';
import { EngineError, type RecordResult } from '../engine.ts';
import type { GenesisDoc } from '../genesis-doc.ts';

interface Status {
  sync_info: { earliest_block_height: string; latest_block_height: string };
}

/**
 * Writes a record of what a network has executed, from its first block to the one before its latest, as one of its nodes
 * tells it; whole or not at all. It replays on the embedded application like any other.
 * @throws EngineError `record-incomplete` where that node has dropped blocks; NodeError `unreachable`
 */
export async function recordNetwork(rpc: string, path: string): Promise<RecordResult> {
  const genesis = JSON.parse(await genesisOf(rpc)) as GenesisDoc;
  const { sync_info: sync } = await call<Status>(rpc, 'status');
  const from = BigInt(genesis.initial_height || '1') || 1n;
  const lowest = BigInt(sync.earliest_block_height);
  const to = BigInt(sync.latest_block_height) - 1n;
  if (lowest > from || to < from) {
    const why = to < from ? 'there are no two blocks yet' : `blocks below ${lowest} were dropped`;
    throw new EngineError('record-incomplete', `${why}: a record begins with the first block`, { lowest });
  }
  const partial = `${path}.${process.pid}.partial`;
  async function* frames(): AsyncIterable<Uint8Array> {
    yield Buffer.from(JSON.stringify({ format: RECORD_FORMAT, genesis } satisfies RecordHead));
    for await (const block of executedBlocks(rpc, { from, to, initial: from })) {
      yield encodeRecordedBlock({ ...block, writes: undefined });
    }
  }
  try {
    await writeFrames(partial, frames());
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  return { path, from, to, bytes: statSync(path).size };
}
