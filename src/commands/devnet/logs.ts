import { existsSync } from 'node:fs';
import { string } from '@oclif/core/args';
import { boolean, integer } from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { checkDevnetName } from '../../cli/devnet-options.ts';
import { AlloError } from '../../cli/errors.ts';
import { nameFlag } from '../../cli/flags.ts';
import { visible } from '../../cli/visible.ts';
import { formatLogLine, type LogLine, lastLines, readLogLine } from '../../devnet/logs.ts';
import { devnetHome, logFile } from '../../devnet/paths.ts';

/** A log file, and how its lines are read. */
interface Source {
  path: string;
  read(line: string): LogLine;
}

export default class DevnetLogs extends BaseCommand {
  static override summary = 'Show the log of a devnet, or of one of its validators; with --json one document a line.';
  static override description =
    'The engines cometbft and docker keep a log for each validator, of its application and of its CometBFT.';
  static override examples = [
    '<%= config.bin %> devnet logs',
    '<%= config.bin %> devnet logs --follow --lines 10',
    '<%= config.bin %> devnet logs validator-0 --follow',
    '<%= config.bin %> devnet logs --json --lines 1000',
  ];
  static override args = {
    validator: string({ description: 'A validator, by name or number; the devnet itself where none is given' }),
  };
  static override flags = {
    ...nameFlag,
    lines: integer({ char: 'n', description: 'How many of the last lines', default: 100, min: 0 }),
    follow: boolean({ char: 'f', description: 'Go on until interrupted or the devnet ends' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DevnetLogs);
    const { name } = await this.settings(flags);
    checkDevnetName(name);
    const { sources, last } = await this.sources(name, args.validator);
    const { followLog } = await import('../../devnet/follow-log.ts');
    const followers = flags.follow ? sources.map(({ path, read }) => ({ read, log: followLog(name, path) })) : [];
    for (const line of last(flags.lines)) this.print(line);
    const forget = this.onInterrupt(() => {
      for (const { log } of followers) log.stop();
    });
    await Promise.all(
      followers.map(async ({ read, log }) => {
        for await (const line of log.lines()) this.print(read(line));
      }),
    );
    forget();
  }

  private async sources(name: string, asked: string | undefined) {
    const home = devnetHome(name);
    if (asked === undefined) {
      const path = logFile(home);
      if (!existsSync(path)) throw noLog(`There is no log of a devnet "${name}".`);
      return {
        sources: [{ path, read: readLogLine }] satisfies Source[],
        last: (count: number) => lastLines(path, count).map(readLogLine),
      };
    }
    const { lastValidatorLines, readValidatorLine, validatorLogs } = await import('../../devnet/validator-logs.ts');
    const moniker = /^\d+$/.test(asked) ? `validator-${asked}` : asked;
    const logs = /^[\w-]+$/.test(moniker) ? validatorLogs(home, moniker) : [];
    if (logs.length === 0) throw noLog(`The devnet "${name}" has no log of a validator "${asked}".`);
    return {
      sources: logs.map(({ part, path }): Source => ({ path, read: (line) => readValidatorLine(part, line) })),
      last: (count: number) => lastValidatorLines(logs, count),
    };
  }

  private print(line: LogLine): void {
    process.stdout.write(`${this.jsonEnabled() ? JSON.stringify(line) : visible(formatLogLine(line))}\n`);
  }
}

function noLog(message: string): AlloError {
  return new AlloError('noDevnet', message, { hint: 'See what runs with `allo devnet list`.' });
}
