import type { Message } from '@bufbuild/protobuf';
import type { AlloraClient } from '../client/client.ts';
import type { SentTx } from '../client/send.ts';
import { ChainCommand, type TxOutcome } from './chain-command.ts';
import type { FlagValues } from './config/settings.ts';

/** What a command that sends something has at hand. */
export interface Acting {
  readonly client: AlloraClient;
  /** Address that signs. */
  readonly sender: string;
  /** The same as the reader knows it. */
  readonly who: string;
  /** An address, given as such or by the name of a key or devnet account. @throws AlloError badAddress, unknownAccount */
  address(nameOrAddress: string): Promise<string>;
  /** How the reader knows an address. */
  short(address: string): string;
  /** Every address that the reader knows by a name. */
  readonly named: readonly string[];
}

/** What to send, what it comes to in words, and what the command's result says of it. */
export interface Act<Result extends object> {
  readonly messages: readonly Message[];
  /** A sentence without its end: `bob registers as worker in topic 1`. */
  readonly says: string;
  readonly result: Result;
}

/** A command that sends messages of one account in one transaction. */
export abstract class TxCommand extends ChainCommand {
  // The manifest follows base classes only as far as each has a static property of its own.
  static override enableJsonFlag = true;

  /** Signs with `--from`, sends what `plan` says, waits for its block and tells of it. */
  protected async act<Result extends object>(
    flags: FlagValues & { from?: string | undefined },
    plan: (acting: Acting) => Promise<Act<Result>> | Act<Result>,
  ): Promise<{ result: Result & TxOutcome; sent: SentTx; acting: Acting }> {
    const connection = await this.connect(flags);
    const [signer, { short, addresses: named }] = await Promise.all([
      this.signer(connection, flags.from),
      this.names(connection),
    ]);
    const acting: Acting = {
      client: connection.client,
      sender: signer.address,
      who: short(signer.address),
      address: (nameOrAddress) => this.address(connection, nameOrAddress),
      short,
      named,
    };
    const { messages, says, result } = await plan(acting);
    const sent = await this.submit(connection, signer, messages, says);
    this.tell(says, sent);
    return { result: { ...result, ...this.outcome(sent) }, sent, acting };
  }
}
