import { ClientError } from '../../client/errors.ts';
import { RpcClient } from '../../client/rpc.ts';
import { parseTime } from '../embedded/index.ts';

/** What one validator says of itself. */
export interface Observation {
  /** Latest block that it has; 0 where it has none. */
  readonly height: bigint;
  /** Of that block, nanoseconds. */
  readonly time: bigint;
  /** App hash in that block's header: after the block before it, as the network agreed. Upper-case hexadecimal. */
  readonly agreed: string;
  /** Latest block that its own application executed, and the hash that came of it. */
  readonly executed: { readonly height: bigint; readonly appHash: string };
  readonly catchingUp: boolean;
  readonly waitingTxs: number;
}

interface Status {
  readonly sync_info: {
    readonly latest_block_height: string;
    readonly latest_block_time: string;
    readonly latest_app_hash: string;
    readonly catching_up: boolean;
  };
}
interface AbciInfo {
  readonly response: { readonly last_block_height?: string; readonly last_block_app_hash?: string };
}
interface Unconfirmed {
  readonly total: string;
}

/** How long a validator may take to answer before it counts as silent. */
const ANSWER_MS = 2_000;

/** Asks one validator, by its RPC. */
export class Observer {
  readonly #rpc: RpcClient;

  constructor(rpcUrl: string) {
    this.#rpc = new RpcClient(rpcUrl, { timeoutMs: ANSWER_MS });
  }

  /** Null where it does not answer. */
  async observe(): Promise<Observation | null> {
    try {
      const [status, info, waiting] = await this.#rpc.batch<unknown>([
        { method: 'status' },
        { method: 'abci_info' },
        { method: 'num_unconfirmed_txs' },
      ]);
      return observation(status as Status, info as AbciInfo, waiting as Unconfirmed);
    } catch (error) {
      if (error instanceof ClientError) return null;
      throw error;
    }
  }

  /** App hash after the block of that height, as the network agreed in the next header; null where there is none yet. */
  async agreedAt(height: bigint): Promise<string | null> {
    try {
      const { header } = await this.#rpc.call<{ header: { app_hash: string } | null }>('header', {
        height: (height + 1n).toString(),
      });
      return header?.app_hash ?? null;
    } catch (error) {
      if (error instanceof ClientError) return null;
      throw error;
    }
  }

  /** Voting power by consensus address; null where it does not answer. */
  async powers(): Promise<Map<string, bigint> | null> {
    try {
      const { validators } = await this.#rpc.call<{ validators: { address: string; voting_power: string }[] }>(
        'validators',
        { per_page: '100' },
      );
      return new Map(validators.map(({ address, voting_power }) => [address, BigInt(voting_power)]));
    } catch (error) {
      if (error instanceof ClientError) return null;
      throw error;
    }
  }
}

function observation(status: Status, { response }: AbciInfo, waiting: Unconfirmed): Observation {
  const { latest_block_height, latest_block_time, latest_app_hash, catching_up } = status.sync_info;
  return {
    height: BigInt(latest_block_height),
    time: latest_block_height === '0' ? 0n : (parseTime(latest_block_time) ?? 0n),
    agreed: latest_app_hash,
    executed: {
      height: BigInt(response.last_block_height ?? '0'),
      appHash: Buffer.from(response.last_block_app_hash ?? '', 'base64')
        .toString('hex')
        .toUpperCase(),
    },
    catchingUp: catching_up,
    waitingTxs: Number(waiting.total),
  };
}
