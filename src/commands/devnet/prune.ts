import { BaseCommand } from '../../cli/base-command.ts';
import type { PrunedDevnet } from '../../devnet/prune.ts';

export default class DevnetPrune extends BaseCommand {
  static override summary = 'Remove what devnets left that were killed instead of stopped.';
  static override description =
    'Ends the processes of their validators and removes their containers, networks, sockets and state files. Running devnets are left alone, and so are homes with their chains and logs: `devnet down --purge` removes those. The home of a devnet that never came up goes too, and so do the images of validators that older builds of allo made.';
  static override examples = ['<%= config.bin %> devnet prune', '<%= config.bin %> devnet prune --json'];

  async run(): Promise<{ pruned: PrunedDevnet[]; images: string[] }> {
    await this.parse(DevnetPrune);
    const { pruneAll, pruneImages } = await import('../../devnet/prune.ts');
    const pruned = await pruneAll();
    const images = await pruneImages();
    for (const image of images) this.log(`Image ${image} removed.`);
    if (pruned.length + images.length === 0) this.log('Nothing is left over.');
    for (const { name, processes, containers, networks, files } of pruned) {
      const what = [
        counted(processes.length, 'process', 'processes'),
        counted(containers.length, 'container', 'containers'),
        counted(networks.length, 'network', 'networks'),
        counted(files.length, 'file', 'files'),
      ].filter((text) => text !== '');
      this.log(`Devnet "${name}": ${what.join(', ')} removed.`);
    }
    return { pruned, images };
  }
}

function counted(count: number, one: string, many: string): string {
  return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
}
