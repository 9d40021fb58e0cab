import type { Application, CheckTxResponse, ExecTxResult } from '../../../chain/abci.ts';
import type { CommittedBlock } from '../committed-block.ts';
import type { Consensus } from '../consensus.ts';
import type { Mempool } from '../mempool.ts';
import type { RpcLimits } from '../options.ts';
import type { SearchIndex } from '../search/search-index.ts';
import type { Signer } from '../signer.ts';
import type { BlockStore, StoredBlock } from '../store/block-store.ts';
import type { Genesis } from '../types/genesis.ts';
import { internalError } from './jsonrpc.ts';

export const DEFAULT_LIMITS: RpcLimits = {
  maxBodyBytes: 1_000_000,
  maxBatch: 100,
  maxConnections: 900,
  maxWebsocketClients: 100,
  maxSubscriptionsPerClient: 100,
  maxWebsocketMessageBytes: 1_000_000,
  maxUnreadBytes: 16 * 1024 * 1024,
  maxHeldBytes: 64 * 1024 * 1024,
  maxQueryLength: 512,
  broadcastCommitTimeoutMs: 10_000,
};

/** What the RPC's methods see of the chain, as it is at the moment: nothing of it may be held across an `await`. */
export interface RpcNode {
  readonly app: Application;
  readonly genesis: Genesis;
  readonly consensus: Consensus;
  readonly mempool: Mempool;
  readonly store: BlockStore;
  readonly search: SearchIndex;
  /** The first validator: the one this node pretends to be. */
  readonly self: Signer;
  readonly limits: RpcLimits;
  /** `http://host:port` under which the RPC is reached. */
  readonly url: string;
  /** Why no more blocks are made, where that is so. */
  readonly halted: string | undefined;
  /** While another chain is put in the place of this one: calls wait for it. */
  readonly settled: Promise<void> | undefined;
  /** Told of faults of our own, of which callers are told nothing. */
  onFault(error: unknown): void;
  /** CheckTx, and the transaction waits if it passes. @throws MempoolError */
  broadcast(tx: Uint8Array): { hash: string; response: CheckTxResponse };
  /** Resolves when the transaction is in a block; undefined when that takes too long. */
  committed(hash: string): Promise<{ block: CommittedBlock; result: ExecTxResult } | undefined>;
}

/**
 * The height that a caller means: the one given, else the latest.
 * @throws RpcError -32603 in CometBFT's words where that height is not there.
 */
export function heightOf({ store }: RpcNode, height: bigint | undefined, latest = store.height): bigint {
  if (height === undefined) return latest;
  if (height <= 0n) throw internalError(`height must be greater than 0, but got ${height}`);
  if (height > latest) {
    throw internalError(`height ${height} must be less than or equal to the current blockchain height ${latest}`);
  }
  if (height < store.base) throw internalError(`height ${height} is not available, lowest height is ${store.base}`);
  return height;
}

/** The stored block of a height, else the latest. @throws RpcError as `heightOf` */
export function blockAt(node: RpcNode, height: bigint | undefined): StoredBlock {
  return node.store.block(heightOf(node, height)) as StoredBlock;
}

const PER_PAGE = 30n;
const MAX_PER_PAGE = 100n;

/** Cuts a page (counted from 1) out of a list. @throws RpcError -32603 where there is no such page. */
export function pageOf<T>(items: readonly T[], page: bigint | undefined, perPage: bigint | undefined): T[] {
  const size = perPage === undefined || perPage < 1n ? PER_PAGE : perPage > MAX_PER_PAGE ? MAX_PER_PAGE : perPage;
  const total = BigInt(items.length);
  const pages = total === 0n ? 1n : (total + size - 1n) / size;
  const number = page ?? 1n;
  if (number < 1n || number > pages) throw internalError(`page should be within [1, ${pages}] range, given ${number}`);
  const from = Number((number - 1n) * size);
  return items.slice(from, from + Number(size));
}
