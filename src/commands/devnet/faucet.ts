import { string as text } from '@oclif/core/args';
import { formatAmount, UALLO_PER_ALLO } from '../../cli/amounts.ts';
import { BaseCommand } from '../../cli/base-command.ts';
import { AlloError } from '../../cli/errors.ts';
import { amountFlag, nameFlag } from '../../cli/flags.ts';
import { runningDevnet } from '../../cli/running.ts';
import { callDevnet } from '../../devnet/control/client.ts';

export interface FaucetResult {
  address: string;
  /** uallo */
  amount: string;
  hash: string;
  height: number;
}

const DEFAULT_AMOUNT = 50n * UALLO_PER_ALLO;

export default class DevnetFaucet extends BaseCommand {
  static override summary = 'Send coins of the devnet to an address.';
  static override examples = [
    '<%= config.bin %> devnet faucet allo15yk64u7zc9g9k2yr2wmzeva5qgwxps6ygp4vw8',
    '<%= config.bin %> devnet faucet bob --amount 200allo --json',
  ];
  static override args = {
    address: text({ description: 'An allo1… address, or the name of a devnet account or key', required: true }),
  };
  static override flags = {
    ...nameFlag,
    amount: amountFlag({ description: 'How much (default: 50allo)' }),
  };

  async run(): Promise<FaucetResult> {
    const { args, flags } = await this.parse(DevnetFaucet);
    const { name } = await this.settings(flags);
    const state = await runningDevnet(name);
    const [{ findKey }, { accBytes }] = await Promise.all([
      import('../../cli/keyring/keyring.ts'),
      import('../../wire/index.ts'),
    ]);
    const named = state.accounts.find((account) => account.name === args.address) ?? findKey(args.address);
    const address = named?.address ?? args.address;
    try {
      accBytes(address);
    } catch (cause) {
      throw new AlloError('badAddress', `"${args.address}" is neither an address nor a key or account of the devnet.`, {
        cause,
      });
    }
    const amount = flags.amount ?? DEFAULT_AMOUNT;
    if (amount === 0n) throw new AlloError('badAmount', '--amount must be above 0.');
    if (state.blockTime === 'manual')
      this.note('This devnet makes blocks by hand; the faucet makes the one that it needs.');
    const sent = await callDevnet(
      state.control,
      'faucet',
      { address, amount: amount.toString() },
      { timeoutMs: 60_000 },
    );
    this.log(`${formatAmount(amount)} sent to ${address} in block ${sent.height}, transaction ${sent.hash}.`);
    return { address, amount: amount.toString(), ...sent };
  }
}
