import type { KeyInfo } from '../../cli/keyring/keyring.ts';
import { KeysCommand, keyArg } from '../../cli/keys-command.ts';

export default class KeysShow extends KeysCommand {
  static override summary = 'Show a key of the keyring without its secret.';
  static override examples = ['<%= config.bin %> keys show treasury', '<%= config.bin %> keys show allo1… --json'];
  static override args = keyArg;

  async run(): Promise<KeyInfo & { file: string }> {
    const { args } = await this.parse(KeysShow);
    const { getKey, keyFile } = await import('../../cli/keyring/keyring.ts');
    const key = getKey(args.name);
    this.tellKey(key);
    return { ...key, file: keyFile(key.name) };
  }
}
