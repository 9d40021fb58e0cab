import { BaseCommand } from '../../cli/base-command.ts';

export interface HelpResult {
  /** The words that help was asked for; empty for the whole command line. */
  subject: string;
  text: string;
}

export default class HelpCommand extends BaseCommand {
  static override summary = 'Show help for allo, a topic or a command.';
  static override strict = false;
  static override examples = [
    '<%= config.bin %> help',
    '<%= config.bin %> help devnet up',
    '<%= config.bin %> help exit-codes',
  ];

  async run(): Promise<HelpResult> {
    const { argv } = await this.parse(HelpCommand);
    const words = this.withoutArguments((argv as string[]).flatMap((word) => word.split(':')));
    const subject = words.join(':');
    const [{ Help }, { explainUnknown, isTopic }] = await Promise.all([
      import('@oclif/core/help'),
      import('../../cli/unknown.ts'),
    ]);
    if (subject !== '' && !this.config.findCommand(subject) && !isTopic(this.config, subject)) {
      throw explainUnknown(this.config, subject);
    }
    const lines: string[] = [];
    class Collected extends Help {
      protected override log(...args: string[]): void {
        lines.push(args.join(' '));
      }
    }
    await new Collected(this.config, { stripAnsi: this.plain }).showHelp(words);
    const text = lines.join('\n').trimEnd();
    // Our own text, which may have colours.
    if (!this.jsonEnabled()) process.stdout.write(`${text}\n`);
    return { subject: words.join(' '), text };
  }

  /** The words of the command alone, where its arguments follow it. */
  private withoutArguments(words: string[]): string[] {
    for (let count = words.length; count > 0; count--) {
      const command = this.config.findCommand(words.slice(0, count).join(':'));
      if (command && Object.keys(command.args ?? {}).length > 0) return words.slice(0, count);
    }
    return words;
  }
}
