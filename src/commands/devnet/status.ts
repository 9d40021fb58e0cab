import { BaseCommand } from '../../cli/base-command.ts';
import { nameFlag } from '../../cli/flags.ts';
import { keyValues, table } from '../../cli/output.ts';
import { runningDevnet } from '../../cli/running.ts';
import { devnetHalt, devnetStatus } from '../../devnet/status.ts';
import type { DevnetStatus } from '../../devnet/types.ts';

export default class DevnetStatusCommand extends BaseCommand {
  static override summary = 'Show a running devnet: height, validators, endpoints, accounts.';
  static override examples = [
    '<%= config.bin %> devnet status',
    '<%= config.bin %> devnet status --json | jq -r .result.endpoints.rpc',
  ];
  static override flags = nameFlag;

  async run(): Promise<DevnetStatus> {
    const { flags } = await this.parse(DevnetStatusCommand);
    const { name } = await this.settings(flags);
    const state = await runningDevnet(name);
    const [status, halted] = await Promise.all([devnetStatus(state), devnetHalt(state)]);
    if (halted !== null) this.note(`It makes no more blocks: ${halted}`);
    for (const { moniker, down } of status.validators) {
      if (down !== undefined) this.note(`${moniker} is down, and is started again: ${down}`);
    }
    this.log(
      keyValues([
        ['name', status.name],
        ['engine', status.engine],
        ['chain', status.chainId],
        ['height', status.height],
        ['time', status.time],
        ['blocks', status.blockTime],
        ...Object.entries(status.endpoints).map(([kind, address]) => [kind, address ?? '-'] as const),
        ['process', status.pid],
        ['home', status.home],
      ]),
    );
    this.log();
    this.log(
      table(status.validators, [
        { head: 'VALIDATOR', value: (row) => row.moniker },
        { head: 'ADDRESS', value: (row) => row.address },
        { head: 'POWER', value: (row) => row.power, right: true },
        { head: 'HEIGHT', value: (row) => row.height, right: true },
      ]),
    );
    return status;
  }
}
