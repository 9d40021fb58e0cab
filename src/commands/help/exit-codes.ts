import { BaseCommand } from '../../cli/base-command.ts';
import { EXIT_CODES } from '../../cli/errors.ts';
import { table } from '../../cli/output.ts';

export interface ExitCode {
  code: number;
  meaning: string;
}

export default class HelpExitCodes extends BaseCommand {
  static override summary = 'Explain the exit codes of every command.';
  static override examples = ['<%= config.bin %> help exit-codes'];

  async run(): Promise<{ exitCodes: ExitCode[] }> {
    await this.parse(HelpExitCodes);
    const exitCodes = Object.entries(EXIT_CODES).map(([code, meaning]) => ({ code: Number(code), meaning }));
    this.log(
      table(exitCodes, [
        { head: 'CODE', value: (row) => row.code, right: true },
        { head: 'MEANING', value: (row) => row.meaning },
      ]),
    );
    return { exitCodes };
  }
}
