import { string as text } from '@oclif/core/args';
import { type Completion, completionScript, SHELLS, type Shell } from '../cli/autocomplete.ts';
import { BaseCommand } from '../cli/base-command.ts';

export interface AutocompleteResult {
  shell: Shell;
  script: string;
}

export default class Autocomplete extends BaseCommand {
  static override summary = 'Print the completion script for your shell.';
  static override examples = [
    'eval "$(<%= config.bin %> autocomplete bash)"',
    '<%= config.bin %> autocomplete zsh > ~/.zfunc/_<%= config.bin %>',
    '<%= config.bin %> autocomplete fish > ~/.config/fish/completions/<%= config.bin %>.fish',
  ];
  static override args = {
    shell: text({ description: 'bash, zsh or fish (default: what $SHELL says)', options: [...SHELLS] }),
  };

  async run(): Promise<AutocompleteResult> {
    const { args } = await this.parse(Autocomplete);
    const own = (process.env.SHELL ?? '').split('/').at(-1) ?? '';
    const shell = (args.shell ?? (SHELLS.includes(own as Shell) ? own : 'bash')) as Shell;
    const commands: Completion[] = this.config.commands
      .filter((command) => !command.hidden)
      .map((command) => ({
        words: command.id.split(':'),
        summary: command.summary ?? '',
        flags: Object.values(command.flags)
          .map((flag) => `--${flag.name}`)
          .sort(),
      }))
      .sort((a, b) => (a.words.join(' ') < b.words.join(' ') ? -1 : 1));
    const script = completionScript(shell, this.config.bin, commands);
    this.log(script);
    return { shell, script };
  }
}
