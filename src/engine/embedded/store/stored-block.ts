import type { StoredBlock } from './block-store.ts';

/** Transactions, round, clock offset, number of parts, hash, hash of the parts; the encoded block follows. */
const HEAD = 4 + 4 + 8 + 4 + 32 + 32;

/** A block's record: what is asked most at fixed places, then the block. */
export function encodeStoredBlock({ numTxs, round, clockOffset, blockId, block }: StoredBlock): Uint8Array {
  const record = Buffer.allocUnsafe(HEAD + block.length);
  record.writeUInt32BE(numTxs, 0);
  record.writeUInt32BE(round, 4);
  record.writeBigInt64BE(clockOffset, 8);
  record.writeUInt32BE(blockId.parts.total, 16);
  record.set(blockId.hash, 20);
  record.set(blockId.parts.hash, 52);
  record.set(block, HEAD);
  return record;
}

export function decodeStoredBlock(height: bigint, bytes: Uint8Array): StoredBlock {
  const record = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    height,
    numTxs: record.readUInt32BE(0),
    round: record.readUInt32BE(4),
    clockOffset: record.readBigInt64BE(8),
    blockId: {
      hash: bytes.subarray(20, 52),
      parts: { total: record.readUInt32BE(16), hash: bytes.subarray(52, HEAD) },
    },
    block: bytes.subarray(HEAD),
  };
}
