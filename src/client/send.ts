import type { Message } from '@bufbuild/protobuf';
import { Service } from '../wire/gen/cosmos/tx/v1beta1/service_pb.ts';
import { Query as FeeMarket } from '../wire/gen/feemarket/feemarket/v1/query_pb.ts';
import { accountNumbers } from './account.ts';
import { broadcast, type CommittedTx, waitForTx } from './broadcast.ts';
import type { AlloraClient } from './client.ts';
import { ClientError } from './errors.ts';
import { signTx } from './sign.ts';
import type { Signer } from './signer.ts';

export interface SendOptions {
  /** Gas limit; simulated and raised by 30 % where absent. */
  readonly gas?: bigint;
  readonly memo?: string;
  /** Returns once the mempool has the transaction, instead of waiting for its block. */
  readonly noWait?: boolean;
  readonly timeoutMs?: number;
  /** The least to pay for a unit of gas, in uallo scaled by 10^18. */
  readonly leastGasPrice?: bigint;
  /** What of the fee market's price is paid, in percent: above 100 where the price may rise until the transaction is in a block. */
  readonly feePercent?: bigint;
  /** Asked before anything is signed for good, with what it costs (uallo); throwing keeps the transaction from being sent. */
  readonly confirm?: (cost: { gas: bigint; fee: bigint }) => Promise<void>;
}

/** Where a sent transaction is: in a block, or (with `noWait`) in the mempool. */
export type SentTx = CommittedTx | WaitingTx;

/** A transaction that a mempool has. */
export interface WaitingTx {
  readonly hash: string;
  readonly height: undefined;
  readonly tx: undefined;
  /** As it was signed: what to send again where the mempool loses it. */
  readonly bytes: Uint8Array;
}

/** The mempool knows of transactions that wait; its complaint names the sequence that comes next. */
const EXPECTED_SEQUENCE = /account sequence mismatch, expected (\d+)/;

/** uallo for one unit of gas, scaled by 10^18, as the fee market of the network asks. */
async function gasPrice(client: AlloraClient): Promise<bigint> {
  const { price } = await client.query(FeeMarket.method.gasPrice, { denom: 'uallo' });
  return BigInt(price?.amount || '0');
}

/**
 * Signs messages, sends them as one transaction and waits for the block that holds it.
 * Gas is simulated, the fee follows the network's gas price, and a sequence that is taken by a waiting transaction is
 * corrected.
 * @throws ClientError `rejected`, `timeout`, `unreachable`, `wrong-chain`
 */
export async function send(
  client: AlloraClient,
  signer: Signer,
  messages: readonly Message[],
  options: SendOptions & { readonly noWait: true },
): Promise<WaitingTx>;
export async function send(
  client: AlloraClient,
  signer: Signer,
  messages: readonly Message[],
  options?: SendOptions,
): Promise<SentTx>;
export async function send(
  client: AlloraClient,
  signer: Signer,
  messages: readonly Message[],
  options: SendOptions = {},
): Promise<SentTx> {
  const [chainId, numbers, market] = await Promise.all([
    client.signingChain(),
    accountNumbers(client, signer.address),
    gasPrice(client),
  ]);
  const spoken = await inVersion(client, signer, messages);
  const asked = (market * (options.feePercent ?? 100n)) / 100n;
  const least = options.leastGasPrice ?? 0n;
  const price = asked > least ? asked : least;
  const unit = 10n ** 18n;
  let { sequence } = numbers;
  let confirmed = options.confirm === undefined;
  for (let attempt = 0; ; attempt += 1) {
    const on = { chainId, accountNumber: numbers.accountNumber, sequence };
    try {
      const gas = options.gas ?? (await simulate(client, signer, spoken, on));
      const fee = (price * gas + unit - 1n) / unit;
      if (!confirmed) await options.confirm?.({ gas, fee });
      confirmed = true;
      const tx = await signTx(signer, spoken, { ...on, gas, fee, memo: options.memo });
      const [hash] = await broadcast(client, [tx]);
      if (options.noWait) return { hash: hash!, height: undefined, tx: undefined, bytes: tx };
      return await waitForTx(client, hash!, { timeoutMs: options.timeoutMs, bytes: tx });
    } catch (error) {
      const expected = error instanceof ClientError && EXPECTED_SEQUENCE.exec(error.message)?.[1];
      if (!expected || attempt === 3) throw error;
      sequence = BigInt(expected);
    }
  }
}

/** The messages as the network's version of the emissions module has them. @throws ClientError `rejected` */
async function inVersion(
  client: AlloraClient,
  signer: Signer,
  messages: readonly Message[],
): Promise<readonly Message[]> {
  if (!messages.some(({ $typeName }) => $typeName.startsWith('emissions.'))) return messages;
  if ((await client.emissions()) === 'v10') return messages;
  const { messagesV9 } = await import('./v9/messages.ts');
  return messagesV9(messages, signer);
}

/**
 * Gas that the messages take, with 30 % to spare.
 * @throws ClientError `rejected` with the reason why the transaction would fail, `not-found` where it names what is not there
 */
async function simulate(
  client: AlloraClient,
  signer: Signer,
  messages: readonly Message[],
  numbers: { chainId: string; accountNumber: bigint; sequence: bigint },
): Promise<bigint> {
  const txBytes = await signTx(signer, messages, { ...numbers, gas: 1n });
  const { gasInfo } = await client.query(Service.method.simulate, { txBytes }).catch((error: unknown) => {
    throw error instanceof ClientError && error.kind === 'query'
      ? new ClientError('rejected', error.message, { cause: error })
      : error;
  });
  return ((gasInfo?.gasUsed ?? 200_000n) * 13n) / 10n;
}
