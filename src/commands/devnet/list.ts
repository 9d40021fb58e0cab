import { BaseCommand } from '../../cli/base-command.ts';
import { table } from '../../cli/output.ts';
import { listDevnets } from '../../devnet/registry.ts';
import { devnetStatus } from '../../devnet/status.ts';
import type { DevnetStatus } from '../../devnet/types.ts';

export type ListedDevnet = Pick<DevnetStatus, 'name' | 'engine' | 'chainId' | 'height' | 'endpoints' | 'pid' | 'home'>;

export default class DevnetList extends BaseCommand {
  static override summary = 'List the running devnets.';
  static override examples = ['<%= config.bin %> devnet list', '<%= config.bin %> devnet list --json'];

  async run(): Promise<{ devnets: ListedDevnet[] }> {
    await this.parse(DevnetList);
    // One that ends while it is asked is not listed.
    const asked = await Promise.allSettled((await listDevnets()).map((state) => devnetStatus(state)));
    const devnets = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [listed(answer.value)] : []));
    if (devnets.length === 0) this.log('No devnet runs. Start one with `allo devnet up`.');
    else {
      this.log(
        table(devnets, [
          { head: 'NAME', value: (row) => row.name },
          { head: 'CHAIN', value: (row) => row.chainId },
          { head: 'HEIGHT', value: (row) => row.height, right: true },
          { head: 'RPC', value: (row) => row.endpoints.rpc ?? '-' },
          { head: 'PROCESS', value: (row) => row.pid, right: true },
        ]),
      );
    }
    return { devnets };
  }
}

function listed({ name, engine, chainId, height, endpoints, pid, home }: DevnetStatus): ListedDevnet {
  return { name, engine, chainId, height, endpoints, pid, home };
}
