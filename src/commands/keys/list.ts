import type { DamagedKey, KeyInfo } from '../../cli/keyring/keyring.ts';
import { KeysCommand } from '../../cli/keys-command.ts';
import { table } from '../../cli/output.ts';

export default class KeysList extends KeysCommand {
  static override summary = 'List the keys of the keyring.';
  static override examples = ['<%= config.bin %> keys list', '<%= config.bin %> keys list --json'];

  async run(): Promise<{ keys: KeyInfo[]; damaged: DamagedKey[]; directory: string }> {
    await this.parse(KeysList);
    const { keysFolder, readKeys } = await import('../../cli/keyring/keyring.ts');
    const { keys, damaged } = readKeys();
    if (keys.length + damaged.length === 0) this.log('The keyring is empty: `allo keys add <name>` makes a key.');
    else if (keys.length > 0) {
      this.log(
        table(keys, [
          { head: 'NAME', value: (row) => row.name },
          { head: 'ADDRESS', value: (row) => row.address },
          { head: 'KIND', value: (row) => (row.test ? 'TEST KEY' : 'key') },
        ]),
      );
    }
    for (const { reason } of damaged) this.note(reason);
    return { keys, damaged, directory: keysFolder() };
  }
}
