import { boolean } from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { checkDevnetName } from '../../cli/devnet-options.ts';
import { nameFlag } from '../../cli/flags.ts';
import { table } from '../../cli/output.ts';
import { devnetAccounts, devnetMnemonic } from '../../devnet/accounts.ts';
import { readDevnet } from '../../devnet/registry.ts';

export interface DevnetAccountsResult {
  accounts: { name: string; address: string; path: string }[];
  /** With --show-keys: the mnemonic of all accounts. TEST KEYS, KNOWN TO EVERYBODY (or to whoever knows the seed). */
  testMnemonic?: string;
}

export default class DevnetAccounts extends BaseCommand {
  static override summary = 'List the test accounts of a devnet.';
  static override description =
    'The accounts of the running devnet, or the published ones where none runs. They are test keys: never send anything of value to them.';
  static override examples = ['<%= config.bin %> devnet accounts', '<%= config.bin %> devnet accounts --show-keys'];
  static override flags = {
    ...nameFlag,
    'show-keys': boolean({ description: 'Show the mnemonic too; it holds test keys only' }),
  };

  async run(): Promise<DevnetAccountsResult> {
    const { flags } = await this.parse(DevnetAccounts);
    const { name } = await this.settings(flags);
    checkDevnetName(name);
    const state = await readDevnet(name);
    const seed = state?.seed ?? null;
    const known = state?.accounts ?? (await devnetAccounts(null));
    const accounts = known.map((account, i) => ({ ...account, path: `m/44'/118'/0'/0/${i}` }));
    this.log(
      table(accounts, [
        { head: 'NAME', value: (row) => row.name },
        { head: 'ADDRESS', value: (row) => row.address },
        { head: 'PATH', value: (row) => row.path },
      ]),
    );
    if (!flags['show-keys']) return { accounts };
    const testMnemonic = await devnetMnemonic(seed);
    this.log();
    this.log('TEST KEYS, KNOWN TO OTHERS. Whatever is sent to them on a public network is lost.');
    this.log(`mnemonic  ${testMnemonic}`);
    return { accounts, testMnemonic };
  }
}
