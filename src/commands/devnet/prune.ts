import { BaseCommand } from '../../cli/base-command.ts';
import type { PrunedDevnet } from '../../devnet/prune.ts';

export default class DevnetPrune extends BaseCommand {
  static override summary = 'Remove what devnets left that were killed instead of stopped.';
  static override description =
    'Ends the processes of their validators and removes their containers, networks, sockets and state files. Running devnets are left alone, and so are homes with their chains and logs: `devnet down --purge` removes those. The home of a devnet that never came up goes too.';
  static override examples = ['<%= config.bin %> devnet prune', '<%= config.bin %> devnet prune --json'];

  async run(): Promise<{ pruned: PrunedDevnet[] }> {
    await this.parse(DevnetPrune);
    const { pruneAll } = await import('../../devnet/prune.ts');
    const pruned = await pruneAll();
    if (pruned.length === 0) this.log('Nothing is left over.');
    for (const { name, processes, containers, networks, files } of pruned) {
      const what = [
        counted(processes.length, 'process', 'processes'),
        counted(containers.length, 'container', 'containers'),
        counted(networks.length, 'network', 'networks'),
        counted(files.length, 'file', 'files'),
      ].filter((text) => text !== '');
      this.log(`Devnet "${name}": ${what.join(', ')} removed.`);
    }
    return { pruned };
  }
}

function counted(count: number, one: string, many: string): string {
  return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
}
