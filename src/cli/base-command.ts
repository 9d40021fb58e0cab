import { Command } from '@oclif/core/command';
import type { Input, ParserOutput } from '@oclif/core/interfaces';
import type { FlagValues, Settings } from './config/settings.ts';
import { AlloError } from './errors.ts';
import { onInterrupt, plain } from './terminal.ts';
import { visible } from './visible.ts';

// biome-ignore lint/suspicious/noExplicitAny: as oclif declares the values of flags and arguments
type Values = { [name: string]: any };

/**
 * What every command of allo shares. A command parses, calls, renders and returns its typed result: the result is the
 * `--json` document, `this.log` writes for people and is silent with `--json`, `this.note` writes to stderr.
 */
export abstract class BaseCommand extends Command {
  static override enableJsonFlag = true;

  /** Writes for people; what the text brings from elsewhere is shown by a terminal, and not obeyed. */
  override log(text = ''): void {
    super.log(visible(text));
  }

  /** A warning or a line of progress: always on stderr. */
  protected note(text: string): void {
    process.stderr.write(`${visible(text)}\n`);
  }

  /** True where nothing may be asked and nothing may move: no terminal, CI, `--json` or NO_COLOR. */
  protected get plain(): boolean {
    return this.jsonEnabled() || plain();
  }

  /** Runs `cleanUp` when the user interrupts; the process then ends with 130. Returns what takes it back. */
  protected onInterrupt(cleanUp: () => void | Promise<void>): () => void {
    return onInterrupt(cleanUp);
  }

  /**
   * Asks on a terminal whether something shall be done that cannot be taken back.
   * @throws AlloError notInteractive where nothing can be asked, interrupted where the answer is no.
   */
  protected async confirm(question: string, yes: boolean | undefined): Promise<void> {
    const { confirm } = await import('./confirm.ts');
    await confirm(question, yes === true, this.plain);
  }

  /** The settings in force: these flags > environment > project > user > default. */
  protected async settings(flags: FlagValues): Promise<Settings> {
    const { resolveSettings } = await import('./config/resolve.ts');
    return (await resolveSettings(flags)).settings;
  }

  /** As in oclif, but with what a command inherits from its own base classes: oclif looks at the class itself only. */
  protected override parse<F extends Values, B extends Values, A extends Values>(
    options: Input<F, B, A> = this.ctor as Input<F, B, A>,
    argv?: string[],
  ): Promise<ParserOutput<F, B, A>> {
    const { args, flags, baseFlags, enableJsonFlag, strict } = options;
    this.#refuseNetwork(flags ?? {}, argv ?? this.argv);
    return super.parse({ args, flags, baseFlags, enableJsonFlag, strict } as Input<F, B, A>, argv);
  }

  /** What only a devnet can do says so, instead of not knowing the flag. @throws AlloError devnetOnly */
  #refuseNetwork(flags: object, argv: readonly string[]): void {
    const words = argv.slice(0, argv.indexOf('--') === -1 ? undefined : argv.indexOf('--'));
    const at = words.findIndex((word) => word === '--network' || word.startsWith('--network='));
    const id = (this.id ?? '').replaceAll(':', ' ');
    if (at === -1 || 'network' in flags || !/^(devnet |quickstart$|epoch advance$)/.test(id)) return;
    const network = words[at]?.split('=')[1] ?? words[at + 1] ?? '';
    throw new AlloError('devnetOnly', `\`allo ${id}\` is about devnets; it does nothing on network "${network}".`);
  }

  override toSuccessJson(result: unknown): unknown {
    return { ok: true, result };
  }

  override logJson(document: unknown): void {
    process.stdout.write(`${JSON.stringify(document)}\n`);
  }

  /** The one place that reports errors is `main`. */
  override async catch(error: Error): Promise<never> {
    throw error;
  }
}
