import type { BlockTime, EngineLog } from '../engine.ts';
import { EngineError } from '../engine.ts';
import { BlockClock } from './clock.ts';
import { Consensus } from './consensus.ts';
import { embeddedEngine } from './embedded-engine.ts';
import { Mempool } from './mempool.ts';
import type { EmbeddedEngine, EmbeddedOptions } from './options.ts';
import { Producer } from './producer.ts';
import { DEFAULT_LIMITS, type RpcNode } from './rpc/node.ts';
import { hostPort, openRpc } from './rpc/server.ts';
import { createSigner } from './signer.ts';
import { MemoryStore } from './store/memory-store.ts';
import { ChainIndex } from './store/search.ts';
import { readGenesis } from './types/genesis.ts';
import { Voters } from './voting.ts';
import { TxWaiters } from './waiters.ts';

export type { GenesisConsensusParams, GenesisDoc, GenesisValidator } from '../genesis-doc.ts';
export type { EmbeddedEngine, EmbeddedOptions, MempoolLimits, Retention, RpcLimits, ValidatorKey } from './options.ts';
export { validatorIdentity } from './signer.ts';
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
 * Starts a network of one process: the application, its validators' keys, the block producer and CometBFT's JSON-RPC.
 * Resolves when the first block is committed and the RPC answers.
 * @throws EngineError `address-in-use` with `{ host, port }`, `invalid-genesis`, `invalid-options`, `halted`.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedEngine> {
  const { app, log = SILENT, emptyBlockAfterMs = 1_000 } = options;
  const now = options.now ?? (() => BigInt(Date.now()) * 1_000_000n);
  const blockTime = checkBlockTime(options.blockTime ?? 'instant');
  const { host = LOOPBACK, port = 0, limits = {} } = options.rpc ?? {};
  const signers = options.validatorKeys.map(createSigner);
  const self = signers[0];
  if (!self) throw new EngineError('invalid-options', 'at least one validator key is needed');

  const genesis = readGenesis(options.genesis);
  const index = new ChainIndex();
  const mempool = new Mempool(app, options.mempool);
  const store = new MemoryStore(options.retention, (base) => {
    index.prune(base);
    consensus.validatorHistory.prune(base);
  });
  const voters = new Voters(genesis.chainId, signers);
  const consensus = new Consensus({ app, genesis, voters, mempool, store, index });
  const onHalt = (error: Error): void => {
    log.error({ err: error, height: String(consensus.state.lastHeight) }, 'the application failed: no more blocks');
    options.onHalt?.(error);
  };
  const clock = new BlockClock(blockTime, now);
  const producer = new Producer({ consensus, mempool, clock, blockTime, emptyBlockAfterMs, onHalt });
  const waiters = new TxWaiters();
  consensus.onBlock((block) => waiters.onBlock(block));

  const rpcLimits = { ...DEFAULT_LIMITS, ...limits };
  const address = { url: `http://${hostPort(host, port)}` };
  const node: RpcNode = {
    app,
    genesis,
    consensus,
    mempool,
    store,
    index,
    self,
    limits: rpcLimits,
    get url() {
      return address.url;
    },
    broadcast(tx) {
      const added = mempool.add(tx);
      if (added.response.code === 0) producer.txArrived();
      return added;
    },
    committed: (hash) => waiters.wait(hash, rpcLimits.broadcastCommitTimeoutMs),
  };
  producer.start();
  const rpc = await openRpc(node, { host, port }, log).catch(async (error: unknown) => {
    await producer.stop();
    throw error;
  });
  address.url = `http://${hostPort(host, rpc.port)}`;
  log.info(
    { rpc: address.url, chainId: genesis.chainId, validators: signers.length },
    'the embedded engine is running',
  );
  return embeddedEngine({ node, producer, signers, rpc, waiters, blockTime });
}
