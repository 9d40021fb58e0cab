import { yesFlag } from '../../cli/flags.ts';
import type { KeyInfo } from '../../cli/keyring/keyring.ts';
import { KeysCommand, keyArg } from '../../cli/keys-command.ts';

export default class KeysDelete extends KeysCommand {
  static override summary = 'Remove a key from the keyring for good, after confirmation.';
  static override description = 'Only its mnemonic or private key, kept elsewhere, brings it back.';
  static override examples = ['<%= config.bin %> keys delete worker-1', '<%= config.bin %> keys delete worker-1 --yes'];
  static override args = keyArg;
  static override flags = yesFlag;

  async run(): Promise<KeyInfo> {
    const { args, flags } = await this.parse(KeysDelete);
    const { deleteKey, getKey } = await import('../../cli/keyring/keyring.ts');
    const key = getKey(args.name);
    await this.confirm(`Remove key "${key.name}" (${key.address}) for good?`, flags.yes);
    deleteKey(key.name);
    this.log(`Key "${key.name}" is removed.`);
    return key;
  }
}
