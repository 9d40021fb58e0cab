import { passphraseFlags } from '../../cli/flags.ts';
import type { KeyInfo } from '../../cli/keyring/keyring.ts';
import { KeysCommand, keyArg } from '../../cli/keys-command.ts';

export default class KeysAdd extends KeysCommand {
  static override summary = 'Make a new key and keep it encrypted in the keyring.';
  static override description =
    'A mnemonic of 24 words is drawn and never shown here: `allo keys export` shows it, to be kept where no computer is. Whoever loses it and the passphrase loses what the account holds. docs/keys.md tells how keys are kept.';
  static override examples = [
    '<%= config.bin %> keys add treasury',
    '<%= config.bin %> keys add worker-1 --passphrase-file worker.pass --json',
  ];
  static override args = keyArg;
  static override flags = passphraseFlags;

  async run(): Promise<KeyInfo> {
    const { args, flags } = await this.parse(KeysAdd);
    const [{ keyFile, putKey, requireFree }, { newSecret }] = await Promise.all([
      import('../../cli/keyring/keyring.ts'),
      import('../../cli/keyring/secret.ts'),
    ]);
    requireFree(args.name);
    const passphrase = await this.secrets(flags).newPassphrase(args.name);
    const key = await putKey(args.name, await newSecret(), passphrase, async () => false);
    this.tellKey(key);
    this.log(`\nIt is in ${keyFile(args.name)}. Write its mnemonic down: \`allo keys export ${args.name}\`.`);
    return key;
  }
}
