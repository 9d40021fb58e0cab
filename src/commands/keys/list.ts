import type { KeyInfo } from '../../cli/keyring/keyring.ts';
import { KeysCommand } from '../../cli/keys-command.ts';
import { table } from '../../cli/output.ts';

export default class KeysList extends KeysCommand {
  static override summary = 'List the keys of the keyring.';
  static override examples = ['<%= config.bin %> keys list', '<%= config.bin %> keys list --json'];

  async run(): Promise<{ keys: KeyInfo[]; directory: string }> {
    await this.parse(KeysList);
    const { keysFolder, listKeys } = await import('../../cli/keyring/keyring.ts');
    const keys = listKeys();
    if (keys.length === 0) this.log('The keyring is empty: `allo keys add <name>` makes a key.');
    else {
      this.log(
        table(keys, [
          { head: 'NAME', value: (row) => row.name },
          { head: 'ADDRESS', value: (row) => row.address },
          { head: 'KIND', value: (row) => (row.test ? 'TEST KEY' : 'key') },
        ]),
      );
    }
    return { keys, directory: keysFolder() };
  }
}
