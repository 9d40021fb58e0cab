import { boolean } from '@oclif/core/flags';
import { passphraseFlags, yesFlag } from '../../cli/flags.ts';
import { KeysCommand, keyArg } from '../../cli/keys-command.ts';

export interface ExportedKey {
  readonly name: string;
  readonly address: string;
  /** Null where the key was imported without one, or the private key was asked for. */
  readonly mnemonic: string | null;
  readonly path: string | null;
  /** Hexadecimal; null where there is a mnemonic and it was not asked for. */
  readonly privateKey: string | null;
}

export default class KeysExport extends KeysCommand {
  static override summary = 'Show the secret of a key, after confirmation: its mnemonic, or its private key.';
  static override description =
    'Whoever sees it owns what the account holds. It goes to standard output, where a redirection can keep it off the screen.';
  static override examples = [
    '<%= config.bin %> keys export treasury',
    '<%= config.bin %> keys export worker-1 --hex --yes --passphrase-file worker.pass > worker.key',
  ];
  static override args = keyArg;
  static override flags = {
    ...passphraseFlags,
    ...yesFlag,
    hex: boolean({ description: 'The private key itself, also where there is a mnemonic' }),
  };

  async run(): Promise<ExportedKey> {
    const { args, flags } = await this.parse(KeysExport);
    const [{ getKey, openKey }, { pathOf, privateKeyOf }] = await Promise.all([
      import('../../cli/keyring/keyring.ts'),
      import('../../cli/keyring/secret.ts'),
    ]);
    const { name, address } = getKey(args.name);
    await this.confirm(`Show the secret of key "${name}" (${address}) to whoever sees this output?`, flags.yes);
    const secret = await openKey(name, await this.secrets(flags).passphrase(name));
    const words = 'mnemonic' in secret && !flags.hex ? secret : null;
    const privateKey = words ? null : Buffer.from(privateKeyOf(secret)).toString('hex');
    this.log(words?.mnemonic ?? privateKey ?? '');
    if (words && words.index > 0) this.note(`The key is at ${pathOf(words.index)}.`);
    return { name, address, mnemonic: words?.mnemonic ?? null, path: words && pathOf(words.index), privateKey };
  }
}
