import { AlloraClient } from '../client/client.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import { type CallOptions, callDevnet } from './control/client.ts';
import type { ControlAdvanced, ControlMethod, ControlMethods } from './control/protocol.ts';

/** The parts of a running devnet that moving it takes. */
export interface Movable {
  /** Its control socket, or what does in this process as the control socket would. */
  control: string | Control;
  /** RPC addresses of its validators. */
  rpcs: string[];
}

/** Does to a devnet what is asked of its control socket. */
export type Control = <M extends ControlMethod>(
  method: M,
  params: ControlMethods[M]['params'],
  options?: CallOptions,
) => Promise<ControlMethods[M]['result']>;

/** Asks a devnet, wherever it runs. */
export const controlOf = ({ control }: Pick<Movable, 'control'>): Control =>
  typeof control === 'function' ? control : (method, params, options) => callDevnet(control, method, params, options);

export type AdvanceProgress = Pick<CallOptions, 'onProgress' | 'signal'>;

/** Makes so many blocks, one second of block time apart. */
export function advanceBlocks(
  devnet: Movable,
  blocks: number,
  options: AdvanceProgress = {},
): Promise<ControlAdvanced> {
  return controlOf(devnet)('advance', { blocks }, options);
}

/** Makes blocks up to a height, or waits until the network has made them. */
export function advanceTo(devnet: Movable, height: bigint, options: AdvanceProgress = {}): Promise<ControlAdvanced> {
  return controlOf(devnet)('advance', { toHeight: Number(height) }, options);
}

/** Moves the block time forward by so many nanoseconds, in one block. */
export function advanceTime(devnet: Movable, time: bigint, options: AdvanceProgress = {}): Promise<ControlAdvanced> {
  return controlOf(devnet)('advance', { timeNs: time.toString() }, options);
}

export interface AdvancedEpochs extends ControlAdvanced {
  topicId: string;
  epochs: number;
  /** False where the topic has no epoch scheduled: then whole epoch lengths of blocks were made. */
  active: boolean;
}

/**
 * Makes blocks up to the topic's next epoch, and so many epochs on: the last block made is the one in which that epoch's
 * worker nonce opens (docs/spec/emissions.md §5.4).
 * @throws ClientError `not-found` where there is no such topic.
 */
export async function advanceEpochs(
  devnet: Movable,
  topicId: bigint,
  epochs: number,
  options: AdvanceProgress = {},
): Promise<AdvancedEpochs> {
  const client = new AlloraClient(devnet.rpcs);
  const [{ topic }, next, { height }] = await Promise.all([
    client.query(QueryService.method.getTopic, { topicId }),
    nextEpoch(client, topicId),
    client.status(),
  ]);
  if (next <= height && (await somethingWaits(client))) {
    // The stake or the funds that activate the topic may be among it.
    const { blocks } = await advanceBlocks(devnet, 1, options);
    const rest = await advanceEpochs(devnet, topicId, epochs, options);
    return { ...rest, blocks: rest.blocks + blocks };
  }
  const length = topic?.epochLength ?? 0n;
  const first = next > height ? next : height + length;
  const toHeight = first + BigInt(epochs - 1) * length;
  const advanced = await advanceTo(devnet, toHeight, options);
  return { ...advanced, topicId: topicId.toString(), epochs, active: next > height };
}

async function somethingWaits(client: AlloraClient): Promise<boolean> {
  const { total } = await client.rpc.call<{ total: string }>('num_unconfirmed_txs');
  return total !== '0';
}

/** The block at which the topic's next epoch begins, 0 where none is scheduled. */
async function nextEpoch(client: AlloraClient, topicId: bigint): Promise<bigint> {
  const { ClientError } = await import('../client/errors.ts');
  try {
    const { blockHeight } = await client.query(QueryService.method.getNextChurningBlockByTopicId, { topicId });
    return blockHeight;
  } catch (error) {
    if (error instanceof ClientError && (error.kind === 'not-found' || error.kind === 'query')) return 0n;
    throw error;
  }
}
