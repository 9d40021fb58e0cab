import type { Message } from '@bufbuild/protobuf';
import { create, type DescMethodUnary, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf';
import { decode, encode, WireError } from '../wire/index.ts';
import { chainText } from './chain-text.ts';
import { ClientError } from './errors.ts';
import { RpcClient } from './rpc.ts';
import type { BlockResults, NodeStatus, RpcTx } from './rpc-types.ts';
import type { SendOptions, SentTx } from './send.ts';
import type { Signer } from './signer.ts';
import { type EmissionsVersion, isEmissions, isUnknownPath } from './v9/version.ts';

/** What `AlloraClient.status` tells about a node. */
export interface ChainStatus {
  readonly chainId: string;
  readonly height: bigint;
  /** RFC 3339 with nanoseconds: time of the latest block. */
  readonly time: string;
  readonly catchingUp: boolean;
  readonly moniker: string;
  readonly version: string;
}

/** How long the height may stand still before another node is asked. */
const STILL_MS = 1_000;

/** What was learnt of a network, shared by all that read it for one client. */
interface Known {
  seen: bigint;
  seenAt: number;
  /** Undefined until a query of the emissions module was answered. */
  emissions: EmissionsVersion | undefined;
}

interface AbciInfo {
  readonly response: { readonly last_block_height?: string };
}

interface AbciQueryAnswer {
  readonly response: {
    readonly code?: number;
    readonly codespace?: string;
    readonly log?: string;
    readonly value?: string | null;
    readonly height?: string;
  };
}

/**
 * Reads an Allora network through the RPC of its nodes. What it was told once stays true: a node that answers from before
 * the highest block seen so far is left for another one, where there is one.
 */
export class AlloraClient {
  readonly rpc: RpcClient;
  /** The chain that it is for: nothing is signed for another one. Undefined where it is for whatever the nodes serve. */
  readonly chainId: string | undefined;
  #known: Known = { seen: 0n, seenAt: performance.now(), emissions: undefined };

  /**
   * @param rpc `http(s)://host:port` of one CometBFT RPC, or of several. Nothing is sent until the first call.
   * @param options how long a node may take to answer, and the chain that the nodes are to serve
   */
  constructor(
    rpc: string | readonly string[] | RpcClient,
    { timeoutMs, chainId }: { timeoutMs?: number | undefined; chainId?: string | undefined } = {},
  ) {
    this.rpc = rpc instanceof RpcClient ? rpc : new RpcClient(rpc, { timeoutMs });
    this.chainId = chainId;
  }

  /** The same, with calls that end when `signal` does: then they throw its reason. */
  within(signal: AbortSignal): AlloraClient {
    const limited = new AlloraClient(this.rpc.within(signal), { chainId: this.chainId });
    limited.#known = this.#known;
    return limited;
  }

  /**
   * The version of the emissions module that the network serves, found by asking it.
   * @throws ClientError `query` where it serves neither v10 nor v9
   */
  async emissions(): Promise<EmissionsVersion> {
    if (this.#known.emissions === undefined) {
      const { QueryService } = await import('../wire/gen/emissions/v10/query_pb.ts');
      await this.query(QueryService.method.getParams, {});
    }
    return this.#known.emissions ?? 'v10';
  }

  async status(): Promise<ChainStatus> {
    const status = await this.rpc.call<NodeStatus>('status');
    return {
      chainId: status.node_info.network,
      height: BigInt(status.sync_info.latest_block_height),
      time: status.sync_info.latest_block_time,
      catchingUp: status.sync_info.catching_up,
      moniker: status.node_info.moniker,
      version: status.node_info.version,
    };
  }

  /**
   * The chain that transactions are signed for: the one that this client is for, which the node that is asked now serves.
   * @throws ClientError `wrong-chain` where it says another
   */
  async signingChain(): Promise<string> {
    const { chainId } = await this.status();
    if (this.chainId === undefined || chainId === this.chainId) return chainId;
    throw new ClientError(
      'wrong-chain',
      `${this.rpc.url} serves the chain ${chainId}, not ${this.chainId}: nothing is signed for it`,
    );
  }

  /** The latest height whose block is executed, so that queries know of it; `status` may tell of one that is not yet. */
  async height(): Promise<bigint> {
    const { response } = await this.#upToDate(
      () => this.rpc.call<AbciInfo>('abci_info'),
      (answer) => BigInt(answer.response.last_block_height ?? '0'),
    );
    // A node without peers goes on answering; whether the network goes on, others know.
    if (performance.now() - this.#known.seenAt > STILL_MS && this.rpc.nodes > 1) {
      this.#known.seenAt = performance.now();
      this.rpc.next();
    }
    return BigInt(response.last_block_height ?? '0');
  }

  /**
   * Asks a query method of the chain, by its descriptor (for example `QueryService.method.getTopic`). One of emissions v10 is
   * put to a network of v9 in the words of v9.
   * @param height committed height to ask at; the latest where absent
   * @throws ClientError `not-found` or `query` with the chain's reason
   */
  async query<M extends DescMethodUnary>(
    method: M,
    request: MessageInitShape<M['input']>,
    height?: bigint,
  ): Promise<MessageShape<M['output']>> {
    const emissions = isEmissions(method);
    if (emissions && this.#known.emissions === 'v9') return this.#queryV9(method, request, height);
    const data = encode(method.input, create(method.input, request) as MessageShape<M['input']>);
    const path = `/${method.parent.typeName}/${method.name}`;
    let value: Uint8Array;
    try {
      value = await this.queryRaw(path, data, height);
    } catch (error) {
      if (!emissions || this.#known.emissions === 'v10' || !isUnknownPath(error)) throw error;
      const answer = await this.#queryV9(method, request, height);
      this.#known.emissions = 'v9';
      return answer;
    }
    if (emissions) this.#known.emissions = 'v10';
    try {
      return decode<M['output']>(method.output, value);
    } catch (error) {
      throw this.#unread(error);
    }
  }

  async #queryV9<M extends DescMethodUnary>(
    method: M,
    request: MessageInitShape<M['input']>,
    height: bigint | undefined,
  ): Promise<MessageShape<M['output']>> {
    const { queryV9 } = await import('./v9/query.ts');
    try {
      return await queryV9((path, data) => this.queryRaw(path, data, height), method, request);
    } catch (error) {
      if (this.#known.emissions === 'v9' || !isUnknownPath(error)) throw this.#unread(error);
      throw new ClientError('query', 'this network serves neither emissions v10 nor v9', { cause: error });
    }
  }

  /** Bytes that are no answer to the query come from nobody that knows it. */
  #unread(cause: unknown): unknown {
    if (!(cause instanceof WireError)) return cause;
    return new ClientError('bad-answer', `${this.rpc.url} answered a query with something else: ${cause.message}`, {
      cause,
    });
  }

  /** Asks any ABCI path; bytes in, bytes out. */
  async queryRaw(path: string, data: Uint8Array, height?: bigint): Promise<Uint8Array> {
    const ask = () =>
      this.rpc.call<AbciQueryAnswer>('abci_query', {
        path,
        data: Buffer.from(data).toString('hex'),
        prove: false,
        ...(height === undefined ? {} : { height: height.toString() }),
      });
    const { response } =
      height === undefined ? await this.#upToDate(ask, (answer) => BigInt(answer.response.height || '0')) : await ask();
    if (response.code) {
      const { reason, missing } = chainText(response.log ?? '');
      throw new ClientError(missing ? 'not-found' : 'query', reason || `${path} failed with code ${response.code}`, {
        code: response.code,
        codespace: response.codespace ?? '',
      });
    }
    return Buffer.from(response.value ?? '', 'base64');
  }

  /** The events and transaction results of one block. */
  async blockResults(height: bigint): Promise<BlockResults> {
    for (let refused = 1; ; refused += 1) {
      try {
        return await this.rpc.call<BlockResults>('block_results', { height: height.toString() });
      } catch (error) {
        // A node that is behind has no such block yet.
        if (!(error instanceof ClientError && error.kind === 'rpc') || refused >= this.rpc.nodes) throw error;
        this.rpc.next();
      }
    }
  }

  /** The answer of a node that is not behind what was seen before; where every node is, that of the last one asked. */
  async #upToDate<T>(ask: () => Promise<T>, heightOf: (answer: T) => bigint): Promise<T> {
    for (let behind = 0; ; behind += 1) {
      const answer = await ask();
      const height = heightOf(answer);
      if (height >= this.#known.seen || height === 0n || behind + 1 >= this.rpc.nodes) {
        if (height > this.#known.seen) {
          this.#known.seen = height;
          this.#known.seenAt = performance.now();
        }
        return answer;
      }
      this.rpc.next();
    }
  }

  /**
   * Signs messages, sends them as one transaction and waits for the block that holds it.
   * @throws ClientError `rejected`, `timeout`, `unreachable`
   */
  async send(signer: Signer, messages: readonly Message[], options: SendOptions = {}): Promise<SentTx> {
    const { send } = await import('./send.ts');
    return send(this, signer, messages, options);
  }

  /** A committed transaction by its hash (hex), or undefined while there is none. */
  async tx(hash: string): Promise<RpcTx | undefined> {
    return (await this.txs([hash]))[0];
  }

  /** Those of the transactions with these hashes (hex) that are committed. */
  async txs(hashes: readonly string[]): Promise<RpcTx[]> {
    const found = await this.rpc.batch<{ txs: RpcTx[] }>(
      hashes.map((hash) => ({
        method: 'tx_search',
        params: { query: `tx.hash='${hash.toUpperCase()}'`, prove: false, page: '1', per_page: '1' },
      })),
    );
    return found.flatMap(({ txs }) => txs.slice(0, 1));
  }
}
