import type { Message } from '@bufbuild/protobuf';
import type { AlloraClient } from '../client/client.ts';
import type { SendOptions, SentTx } from '../client/send.ts';
import type { Signer } from '../client/signer.ts';
import type { AccountNames } from './accounts.ts';
import { BaseCommand } from './base-command.ts';
import type { FlagValues } from './config/settings.ts';
import { AlloError } from './errors.ts';
import type { SecretSources } from './keyring/secrets-in.ts';
import { checkChain, type Network, resolveNetwork } from './network.ts';

/** A network, a client for it, and the account that signs where none is named. */
export interface Connection {
  readonly network: Network;
  readonly client: AlloraClient;
  readonly from: string;
  /** Sending was confirmed on the command line. */
  readonly yes: boolean;
  /** Where the passphrase of a key comes from. */
  readonly secrets: SecretSources;
}

/** How long another network than a devnet may take until a block holds a transaction. */
const INCLUSION_MS = 90_000;
/** What of the fee market's price is offered there: it rises by an eighth a block at most, and a block or two may be full. */
const FEE_PERCENT = 150n;

/** What a sending command returns beside its own result. Without a block yet, `height` and `gasUsed` are null. */
export interface TxOutcome {
  readonly txHash: string;
  readonly height: number | null;
  readonly gasUsed: string | null;
}

/** A command that talks to a network: it reads through a client, and signs with a key of the keyring or a devnet account. */
export abstract class ChainCommand extends BaseCommand {
  #connected: Connection | undefined;

  // The manifest follows base classes only as far as each has a static property of its own.
  static override enableJsonFlag = true;

  protected async connect(flags: FlagValues): Promise<Connection> {
    const [settings, { AlloraClient }] = await Promise.all([this.settings(flags), import('../client/client.ts')]);
    const network = await resolveNetwork(settings);
    const client = new AlloraClient(network.rpcs, { timeoutMs: network.timeoutMs, chainId: network.chainId });
    const secrets = flags as SecretSources;
    this.#connected = { network, client, from: settings.from, yes: flags.yes === true, secrets };
    if (network.kind !== 'devnet') await checkChain(network, client);
    return this.#connected;
  }

  /** The chain speaks of addresses; the reader knows the devnet's accounts by their names. */
  override async catch(error: Error): Promise<never> {
    if (error.name === 'ClientError' && this.#connected) {
      const { full } = await this.names(this.#connected);
      error.message = error.message.replace(/\ballo1[02-9ac-hj-np-z]{38,58}\b/g, full);
    }
    throw error;
  }

  /** A key of the keyring, unlocked, or a devnet account. @throws AlloError unknownAccount, testKey, badPassphrase */
  protected async signer({ network, from, secrets }: Connection, name = from): Promise<Signer> {
    const { accountSigner } = await import('./accounts.ts');
    return accountSigner(network, name, async (key) => {
      const { SecretsIn } = await import('./keyring/secrets-in.ts');
      return new SecretsIn(secrets, this.plain, (text) => this.note(text)).passphrase(key);
    });
  }

  /** An address, given as such or as the name of a key or devnet account. @throws AlloError badAddress, unknownAccount */
  protected async address({ network, from }: Connection, nameOrAddress = from): Promise<string> {
    const { accountAddress } = await import('./accounts.ts');
    return accountAddress(network, nameOrAddress);
  }

  /** How the reader knows an address: by the name of a key or devnet account. */
  protected async names({ network }: Connection): Promise<AccountNames> {
    const { accountNames } = await import('./accounts.ts');
    return accountNames(network);
  }

  /**
   * Sends messages in one transaction and waits for its block, on another network than a devnet after confirmation. On a devnet
   * that makes blocks by hand it returns at once and says so.
   * @param says what it comes to, a sentence without its end
   */
  protected async submit(
    connection: Connection,
    signer: Signer,
    messages: readonly Message[],
    says: string,
  ): Promise<SentTx> {
    const { send } = await import('../client/send.ts');
    const { network, client } = connection;
    if (network.kind !== 'devnet') return send(client, signer, messages, await this.#abroad(connection, says));
    if (network.devnet?.blockTime !== 'manual') return send(client, signer, messages);
    const advance = `allo devnet advance --blocks 1${network.devnet.name === 'default' ? '' : ` --name ${network.devnet.name}`}`;
    try {
      const sent = await send(client, signer, messages, { noWait: true });
      this.note(`This devnet makes blocks by hand; the transaction waits for one: \`${advance}\`.`);
      return sent;
    } catch (error) {
      const { total } = await client.rpc.call<{ total: string }>('num_unconfirmed_txs');
      if (total !== '0') this.note(`What waits for a block does not count yet; make one first: \`${advance}\`.`);
      throw error;
    }
  }

  /** How a transaction is sent on another network than a devnet: what it costs is shown, and asked about. */
  async #abroad({ network, yes }: Connection, says: string): Promise<SendOptions> {
    const { formatAmount } = await import('./amounts.ts');
    return {
      ...(await this.fees(network)),
      timeoutMs: INCLUSION_MS,
      confirm: ({ fee }) => {
        const where = `${network.name} (${network.chainId})`;
        return this.confirm(`${says}. Send it on ${where}, for a fee of ${formatAmount(fee)}?`, yes);
      },
    };
  }

  /** What is paid for gas, where the network is not a devnet. */
  protected async fees(network: Network): Promise<Pick<SendOptions, 'leastGasPrice' | 'feePercent'>> {
    if (network.kind === 'devnet') return {};
    const { parseGasPrice } = await import('./gas-price.ts');
    return { leastGasPrice: parseGasPrice(network.gasPrice ?? '0'), feePercent: FEE_PERCENT };
  }

  protected outcome(sent: SentTx): TxOutcome {
    return {
      txHash: sent.hash,
      height: sent.height === undefined ? null : Number(sent.height),
      gasUsed: sent.tx?.tx_result.gas_used ?? null,
    };
  }

  /** Tells people what a transaction does and where it stands: `bob registers …: in block 12, transaction AB….` */
  protected tell(what: string, sent: SentTx): void {
    const where = sent.height === undefined ? 'waiting for a block' : `in block ${sent.height}`;
    this.log(`${what}: ${where}, transaction ${sent.hash}.`);
  }
}

/** A topic's number. @throws AlloError badValue */
export function parseTopic(text: string): bigint {
  if (!/^[1-9]\d{0,18}$/.test(text))
    throw new AlloError('badValue', `"${text}" is not the number of a topic (1, 2, …).`);
  return BigInt(text);
}

/** A block height or nonce. @throws AlloError badValue */
export function parseHeight(text: string): bigint {
  if (!/^[1-9]\d{0,17}$/.test(text)) throw new AlloError('badValue', `"${text}" is not a block height (1, 2, …).`);
  return BigInt(text);
}
