import type { FinalizeBlockResponse } from '../../chain/abci.ts';
import type { BlockId } from './types/block-id.ts';
import type { Commit } from './types/commit.ts';
import type { Header } from './types/header.ts';

/** A block that was just committed, with everything that subscribers may ask about. */
export interface CommittedBlock {
  readonly header: Header;
  readonly blockId: BlockId;
  readonly txs: readonly Uint8Array[];
  /** Upper-case hexadecimal. */
  readonly txHashes: readonly string[];
  readonly lastCommit: Commit;
  readonly response: FinalizeBlockResponse;
}

/** Told of every block, in order, while it is being committed: must not throw. */
export type BlockListener = (block: CommittedBlock) => void;
