import { sha256 } from './hash.ts';
import { merkleRoot } from './merkle.ts';
import { ProtoWriter } from './protowire.ts';

/** Transactions are named by the SHA-256 of their bytes; a block's data hash is the Merkle root over these names. */
export function dataHash(txs: readonly Uint8Array[]): Uint8Array {
  return merkleRoot(txs.map(sha256));
}

/** tendermint.types.Block of parts that are encoded already. No evidence: nobody misbehaves in one process. */
export function encodeBlock(header: Uint8Array, txs: readonly Uint8Array[], lastCommit: Uint8Array): Uint8Array {
  const data = new ProtoWriter();
  for (const tx of txs) data.message(1, tx);
  return new ProtoWriter()
    .message(1, header)
    .message(2, data.finish())
    .message(3, new Uint8Array())
    .message(4, lastCommit)
    .finish();
}
