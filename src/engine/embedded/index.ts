import { StoreError } from '../../chain/store/store-error.ts';
import type { BlockTime, EngineLog } from '../engine.ts';
import { EngineError } from '../engine.ts';
import { BlockClock } from './clock.ts';
import { embeddedEngine } from './embedded-engine.ts';
import { LiveChain } from './live-chain.ts';
import { MempoolError } from './mempool.ts';
import type { EmbeddedEngine, EmbeddedOptions } from './options.ts';
import { Producer } from './producer.ts';
import { DEFAULT_LIMITS, type RpcNode } from './rpc/node.ts';
import { hostPort, openRpc } from './rpc/server.ts';
import { createSigner } from './signer.ts';
import { TxWaiters } from './waiters.ts';

export type { GenesisConsensusParams, GenesisDoc, GenesisValidator } from '../genesis-doc.ts';
export type {
  ApplicationFactory,
  DataOptions,
  EmbeddedEngine,
  EmbeddedOptions,
  EngineApplication,
  MempoolLimits,
  Retention,
  RpcLimits,
  ValidatorKey,
} from './options.ts';
export { type ReplayDifference, type ReplayOptions, type ReplayResult, replayRecord } from './record/replay.ts';
export { validatorIdentity } from './signer.ts';
export { describeSnapshot } from './snapshot.ts';
export { formatTime, parseTime } from './types/time.ts';

const LOOPBACK = '127.0.0.1';
const SILENT: EngineLog = { debug() {}, info() {}, warn() {}, error() {} };

function checkBlockTime(blockTime: BlockTime): BlockTime {
  if (typeof blockTime === 'object' && !(blockTime.everyMs >= 1 && blockTime.everyMs <= 2 ** 31 - 1)) {
    throw new EngineError('invalid-options', 'the time between blocks must be at least 1 ms and at most 24 days');
  }
  return blockTime;
}

/**
 * Starts a network of one process: the application, its validators' keys, the block producer and CometBFT's JSON-RPC. A
 * chain that is kept in `data` is gone on with. Resolves when a first block is committed and the RPC answers.
 * @throws EngineError `address-in-use` with `{ host, port }`, `invalid-genesis`, `invalid-options`, `halted`; StoreError.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedEngine> {
  const { log = SILENT, emptyBlockAfterMs = 1_000 } = options;
  const now = options.now ?? (() => BigInt(Date.now()) * 1_000_000n);
  const blockTime = checkBlockTime(options.blockTime ?? 'instant');
  const { host = LOOPBACK, port = 0, limits = {} } = options.rpc ?? {};
  const signers = options.validatorKeys.map(createSigner);
  const self = signers[0];
  if (!self) throw new EngineError('invalid-options', 'at least one validator key is needed');

  const clock = new BlockClock(blockTime, now);
  const live = new LiveChain({ options, signers, clock, log });
  const onHalt = (error: Error): void => {
    log.error({ err: error, height: String(live.chain.consensus.state.lastHeight) }, 'no more blocks are made');
    // What is in memory may be ahead of the disk: nobody is to see it.
    if (error instanceof StoreError) live.fallBack();
    options.onHalt?.(error);
  };
  const producer = new Producer({ live, clock, blockTime, emptyBlockAfterMs, onHalt });
  const waiters = new TxWaiters();
  live.onBlock((block) => waiters.onBlock(block));

  const rpcLimits = { ...DEFAULT_LIMITS, ...limits };
  const address = { url: `http://${hostPort(host, port)}` };
  const node: RpcNode = {
    get app() {
      return live.chain.app;
    },
    get genesis() {
      return live.chain.genesis;
    },
    get consensus() {
      return live.chain.consensus;
    },
    get mempool() {
      return live.chain.mempool;
    },
    get store() {
      return live.chain.store;
    },
    get search() {
      return live.search;
    },
    self,
    limits: rpcLimits,
    get url() {
      return address.url;
    },
    get halted() {
      return producer.halted?.message;
    },
    get settled() {
      return live.settled;
    },
    onFault: (error) => log.error({ err: error }, 'an RPC request failed unexpectedly'),
    broadcast(tx) {
      if (producer.halted) throw new MempoolError(`the chain has halted: ${producer.halted.message}`);
      const added = live.chain.mempool.add(tx);
      if (added.response.code === 0) producer.txArrived();
      return added;
    },
    committed: (hash) => waiters.wait(hash, rpcLimits.broadcastCommitTimeoutMs),
  };
  const start = async () => {
    producer.start();
    return openRpc(node, { host, port }, { log, onBlock: (listener) => live.onBlock(listener) });
  };
  const rpc = await start().catch(async (error: unknown) => {
    await producer.stop();
    await live.close();
    throw error;
  });
  address.url = `http://${hostPort(host, rpc.port)}`;
  log.info(
    { rpc: address.url, chainId: live.chain.genesis.chainId, height: String(live.chain.store.height) },
    'the embedded engine is running',
  );
  return embeddedEngine({ live, node, producer, signers, rpc, waiters, clock, blockTime });
}
