import type { BlockTime } from '../engine.ts';
import type { BlockClock } from './clock.ts';
import type { LiveChain } from './live-chain.ts';
import type { EmbeddedEngine } from './options.ts';
import type { Producer } from './producer.ts';
import { answer } from './rpc/dispatch.ts';
import type { RpcNode } from './rpc/node.ts';
import type { RpcServer } from './rpc/server.ts';
import type { Signer } from './signer.ts';
import { stateOperations } from './state-operations.ts';
import { decodeFinalizeBlock } from './types/decode.ts';
import { hex } from './types/hash.ts';
import type { TxWaiters } from './waiters.ts';

interface EngineParts {
  readonly live: LiveChain;
  readonly node: RpcNode;
  readonly producer: Producer;
  readonly signers: readonly Signer[];
  readonly rpc: RpcServer;
  readonly waiters: TxWaiters;
  readonly clock: BlockClock;
  readonly blockTime: BlockTime;
}

/** What the rest of Allokit holds of a running embedded network. */
export function embeddedEngine(parts: EngineParts): EmbeddedEngine {
  const { live, node, producer, signers, rpc, waiters, clock, blockTime } = parts;
  const endpoints = { rpc: node.url, ws: `${node.url.replace(/^http/, 'ws')}/websocket` };
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await producer.stop();
    waiters.close();
    await rpc.close();
    await live.close();
  };
  const wentBack = (reason: string): void => {
    waiters.close();
    rpc.disconnect(reason);
  };
  return {
    kind: 'embedded',
    ...stateOperations({ live, producer, clock, wentBack }),
    get genesis() {
      return live.chain.genesis.doc;
    },
    get chainId() {
      return live.chain.genesis.chainId;
    },
    endpoints,
    rpcUrl: node.url,
    port: rpc.port,
    call: (method, params) => answer(node, { id: 0, method, params }),
    get height() {
      return live.chain.consensus.state.lastHeight;
    },
    get time() {
      return live.chain.consensus.state.lastTime;
    },
    status() {
      const { consensus, mempool } = live.chain;
      const { chainId, lastHeight, lastTime, appHash, validators } = consensus.state;
      const powers = new Map(validators.validators.map(({ address, power }) => [hex(address), power]));
      return {
        kind: 'embedded',
        chainId,
        height: lastHeight,
        time: lastTime,
        appHash: hex(appHash),
        blockTime,
        validators: signers.map(({ moniker, pubKey, address }) => {
          const shown = hex(address);
          return { moniker, address: shown, pubKey, power: powers.get(shown) ?? 0n, height: lastHeight };
        }),
        endpoints,
        waitingTxs: mempool.size,
        ...(producer.halted && { halted: producer.halted.message }),
      };
    },
    advance: (request, options) => producer.advance(request, options),
    appHashAt(height) {
      const results = live.chain.store.results(height);
      return results && decodeFinalizeBlock(results).appHash;
    },
    blockHashAt: (height) => live.chain.store.block(height)?.blockId.hash,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
