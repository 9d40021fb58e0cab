import { integer } from '@oclif/core/flags';
import { passphraseFlags } from '../../cli/flags.ts';
import type { KeyInfo } from '../../cli/keyring/keyring.ts';
import { KeysCommand, keyArg } from '../../cli/keys-command.ts';

export default class KeysImport extends KeysCommand {
  static override summary = 'Put a key that you have into the keyring, encrypted.';
  static override description =
    'The mnemonic or private key (64 hexadecimal digits) is asked for without being shown, or read from standard input: it is never an argument. With `--passphrase-file -` the first line of standard input is the passphrase. Keys that others know are marked as test keys: those of the published mnemonic and of the devnets of this machine.';
  static override examples = [
    '<%= config.bin %> keys import treasury',
    '<%= config.bin %> keys import worker-1 --passphrase-file worker.pass < mnemonic.txt',
  ];
  static override args = keyArg;
  static override flags = {
    ...passphraseFlags,
    index: integer({ description: "Which key of a mnemonic: the last part of m/44'/118'/0'/0/0 (default: 0)", min: 0 }),
  };

  async run(): Promise<KeyInfo> {
    const { args, flags } = await this.parse(KeysImport);
    const [{ putKey, requireFree }, { readSecret }, { isTestKey }] = await Promise.all([
      import('../../cli/keyring/keyring.ts'),
      import('../../cli/keyring/secret.ts'),
      import('../../cli/keyring/test-keys.ts'),
    ]);
    requireFree(args.name);
    const secrets = this.secrets(flags);
    // Where both come from standard input, the passphrase is its first line.
    const early = flags['passphrase-file'] === '-' || flags['passphrase-fd'] === 0;
    const first = early ? await secrets.newPassphrase(args.name) : undefined;
    const secret = await readSecret(await secrets.secret(), flags.index ?? 0);
    const passphrase = first ?? (await secrets.newPassphrase(args.name));
    const key = await putKey(args.name, secret, passphrase, isTestKey);
    this.tellKey(key);
    return key;
  }
}
