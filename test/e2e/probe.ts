import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import { accountNumbers } from '../../src/client/account.ts';
import { AlloraClient } from '../../src/client/client.ts';
import type { BroadcastAnswer, RpcTxResult } from '../../src/client/rpc-types.ts';
import { type Signer, signerFromKey } from '../../src/client/signer.ts';
import { devnetKey } from '../../src/devnet/accounts.ts';
import { callDevnet } from '../../src/devnet/control/client.ts';
import type { DevnetState, DevnetStatus } from '../../src/devnet/types.ts';
import { Query as Bank } from '../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { type BuildTx, buildTx, type Typed } from '../../src/wire/index.ts';

/** What a transaction differs in from a right one. */
export interface Wrong {
  signer?: Signer;
  chainId?: string;
  accountNumber?: bigint;
  /** Added to the right sequence. */
  sequence?: bigint;
  gas?: bigint;
  fee?: { denom: string; amount: string }[];
  memo?: string;
  timeoutHeight?: bigint;
}

export const typed = <D extends DescMessage>(schema: D, init: MessageInitShape<D>): Typed => ({
  schema,
  message: create(schema, init),
});

/** A devnet that makes blocks by hand, seen from the wire: what it takes, what it refuses, and what that leaves behind. */
export class Probe {
  readonly client: AlloraClient;
  readonly url: string;
  readonly #control: string;

  constructor(status: DevnetStatus) {
    this.url = status.endpoints.rpc ?? '';
    this.client = new AlloraClient(this.url);
    this.#control = (JSON.parse(readFileSync(join(status.home, 'devnet.json'), 'utf8')) as DevnetState).control;
  }

  async signer(name: string): Promise<Signer> {
    return signerFromKey(await devnetKey(null, name));
  }

  /** Makes blocks; the height after them. */
  async advance(blocks: number): Promise<bigint> {
    return BigInt((await callDevnet(this.#control, 'advance', { blocks })).height);
  }

  /** Hash of the state after the last block. */
  async appHash(): Promise<string> {
    const { response } = await this.client.rpc.call<{ response: { last_block_app_hash: string } }>('abci_info');
    return response.last_block_app_hash;
  }

  async balance(address: string): Promise<bigint> {
    const { balance } = await this.client.query(Bank.method.balance, { address, denom: 'uallo' });
    return BigInt(balance?.amount ?? '0');
  }

  /** A transaction that is right but for what is said. */
  async tx(signer: Signer, messages: Typed[], wrong: Wrong = {}): Promise<Uint8Array> {
    const numbers = await accountNumbers(this.client, signer.address);
    const build: BuildTx = {
      messages,
      memo: wrong.memo ?? '',
      timeoutHeight: wrong.timeoutHeight ?? 0n,
      signers: [
        {
          privateKey: (wrong.signer ?? signer).privateKey,
          accountNumber: wrong.accountNumber ?? numbers.accountNumber,
          sequence: numbers.sequence + (wrong.sequence ?? 0n),
        },
      ],
      fee: { amount: wrong.fee ?? [], gasLimit: wrong.gas ?? 1_000_000n },
      chainId: wrong.chainId ?? 'localnet',
    };
    return buildTx(build);
  }

  /** What the mempool says to bytes. */
  check(bytes: Uint8Array): Promise<BroadcastAnswer> {
    return this.client.rpc.call<BroadcastAnswer>('broadcast_tx_sync', { tx: Buffer.from(bytes).toString('base64') });
  }

  /** What became of a transaction in the next block; the mempool must have taken it. */
  async deliver(bytes: Uint8Array): Promise<RpcTxResult> {
    const { code, log, hash } = await this.check(bytes);
    if (code !== 0) throw new Error(`the mempool refused it: ${log}`);
    await this.advance(1);
    const found = await this.client.tx(hash);
    if (!found) throw new Error(`no block took ${hash} up`);
    return found.tx_result;
  }
}
