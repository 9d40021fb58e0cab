import { boolean, integer } from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { checkDevnetName } from '../../cli/devnet-options.ts';
import { AlloError } from '../../cli/errors.ts';
import { nameFlag } from '../../cli/flags.ts';
import { formatLogLine, lastLines, readLogLine } from '../../devnet/logs.ts';
import { devnetHome, logFile } from '../../devnet/paths.ts';

export default class DevnetLogs extends BaseCommand {
  static override summary = 'Show the log of a devnet; with --json one document a line.';
  static override examples = [
    '<%= config.bin %> devnet logs',
    '<%= config.bin %> devnet logs --follow --lines 10',
    '<%= config.bin %> devnet logs --json --lines 1000',
  ];
  static override flags = {
    ...nameFlag,
    lines: integer({ char: 'n', description: 'How many of the last lines', default: 100, min: 0 }),
    follow: boolean({ char: 'f', description: 'Go on until interrupted or the devnet ends' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(DevnetLogs);
    const { name } = await this.settings(flags);
    checkDevnetName(name);
    const path = logFile(devnetHome(name));
    const [{ existsSync }, { followLog }] = await Promise.all([
      import('node:fs'),
      import('../../devnet/follow-log.ts'),
    ]);
    if (!existsSync(path)) {
      throw new AlloError('noDevnet', `There is no log of a devnet "${name}".`, {
        hint: 'See what runs with `allo devnet list`.',
      });
    }
    const follower = flags.follow ? followLog(name, path) : null;
    for (const line of lastLines(path, flags.lines)) this.print(line);
    if (!follower) return;
    const forget = this.onInterrupt(() => follower.stop());
    for await (const line of follower.lines()) this.print(line);
    forget();
  }

  private print(line: string): void {
    const read = readLogLine(line);
    process.stdout.write(`${this.jsonEnabled() ? JSON.stringify(read) : formatLogLine(read)}\n`);
  }
}
