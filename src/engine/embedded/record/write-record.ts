import { renameSync, rmSync, statSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { EngineError, type RecordResult } from '../../engine.ts';
import type { Chain } from '../chain.ts';
import { decodeBlock, decodeFinalizeBlock } from '../types/decode.ts';
import { voteInfos } from '../voting.ts';
import { writeFrames } from './frames.ts';
import { digestOf, encodeRecordedBlock, RECORD_FORMAT, type RecordedBlock, type RecordHead } from './record.ts';

/** Longest that writing holds up everything else, in milliseconds. */
const STEP_MS = 8;

/**
 * Writes a record of the chain from its first to its latest block, derived from what is stored; whole or not at all.
 * @throws EngineError `record-incomplete`
 */
export async function writeRecord(chain: Chain, path: string): Promise<RecordResult> {
  const { store, genesis } = chain;
  const from = genesis.initialHeight;
  const to = store.height;
  requireWhole(chain, from);
  const partial = `${path}.${process.pid}.partial`;
  async function* frames(): AsyncIterable<Uint8Array> {
    yield Buffer.from(JSON.stringify({ format: RECORD_FORMAT, genesis: genesis.doc } satisfies RecordHead));
    let until = performance.now() + STEP_MS;
    for (let height = from; height <= to; height++) {
      yield encodeRecordedBlock(recordedBlock(chain, height));
      if (performance.now() < until) continue;
      await turn();
      until = performance.now() + STEP_MS;
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

function requireWhole({ store }: Chain, from: bigint): void {
  if (store.base <= from) return;
  const why = `blocks below ${store.base} were dropped: a record begins with the first block`;
  throw new EngineError('record-incomplete', why, { lowest: store.base });
}

/** What the application was asked at a height: it all follows from the block and from who validated. */
function recordedBlock({ app, store, consensus, genesis }: Chain, height: bigint): RecordedBlock {
  const stored = store.block(height);
  const results = store.results(height);
  if (!stored || !results)
    throw new EngineError('record-incomplete', `block ${height} is gone`, { lowest: store.base });
  const { header, txs, lastCommit } = decodeBlock(stored.block);
  const signers = height > genesis.initialHeight ? consensus.membersAt(height - 1n) : undefined;
  const changes = app.changesAt?.(height);
  return {
    request: {
      txs: [...txs],
      decidedLastCommit: { round: lastCommit.round, votes: signers ? voteInfos(lastCommit, signers) : [] },
      misbehavior: [],
      hash: stored.blockId.hash,
      height,
      time: header.time,
      nextValidatorsHash: header.nextValidatorsHash,
      proposerAddress: header.proposerAddress,
    },
    appHash: decodeFinalizeBlock(results).appHash,
    writes: changes && Array.from(changes, digestOf),
  };
}
