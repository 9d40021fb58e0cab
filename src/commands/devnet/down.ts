import { boolean } from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { checkDevnetName } from '../../cli/devnet-options.ts';
import { AlloError } from '../../cli/errors.ts';
import { nameFlag } from '../../cli/flags.ts';
import { pruneDevnet } from '../../devnet/prune.ts';
import { homes, listDevnets, readDevnet } from '../../devnet/registry.ts';
import { type Ending, purgeHome, stopDevnet, stopStarting } from '../../devnet/stop.ts';

export interface StoppedDevnet {
  name: string;
  /** How it ended; null where it did not run and only its home was removed. */
  ending: Ending | null;
  home: string;
  purged: boolean;
}

export interface DevnetDownResult {
  stopped: StoppedDevnet[];
}

export default class DevnetDown extends BaseCommand {
  static override summary = 'Stop a devnet; its chain is kept.';
  static override description =
    'Leaves no process, socket, port or temporary file, only the home with its chain, snapshots and log: the next `devnet up` goes on from the last block. --purge removes that too.';
  static override examples = [
    '<%= config.bin %> devnet down',
    '<%= config.bin %> devnet down --name second --purge',
    '<%= config.bin %> devnet down --all',
  ];
  static override flags = {
    ...nameFlag,
    purge: boolean({ description: 'Remove the home too: chain, snapshots, log' }),
    all: boolean({ description: 'Stop every devnet of yours', exclusive: ['name'] }),
  };

  async run(): Promise<DevnetDownResult> {
    const { flags } = await this.parse(DevnetDown);
    const { name } = await this.settings(flags);
    checkDevnetName(name);
    const purge = Boolean(flags.purge);
    const names = flags.all ? await this.everyName(purge) : [name];
    const stopped: StoppedDevnet[] = [];
    for (const one of names) stopped.push(await this.stop(one, purge));
    if (stopped.some(({ ending, purged }) => ending !== null && !purged))
      this.note('The chain is kept: `allo devnet up` goes on from its last block, `--purge` removes it.');
    if (stopped.length === 0) this.log('No devnet runs.');
    return { stopped };
  }

  private async everyName(purge: boolean): Promise<string[]> {
    return purge ? homes() : (await listDevnets()).map((state) => state.name);
  }

  private async stop(name: string, purge: boolean): Promise<StoppedDevnet> {
    const state = await readDevnet(name);
    const started = !state && (await stopStarting(name));
    // Validators go on where what drove them was killed.
    const left = state ? null : await pruneDevnet(name);
    if (!state && !started && !left && !(purge && homes().includes(name))) {
      const hint = homes().includes(name)
        ? 'It is stopped already; --purge removes what it keeps.'
        : 'See what runs with `allo devnet list`.';
      throw new AlloError('noDevnet', `No devnet "${name}" runs.`, { hint });
    }
    const ending = state ? await stopDevnet(state) : started ? 'asked' : left ? 'killed' : null;
    const { devnetHome } = await import('../../devnet/paths.ts');
    if (purge) purgeHome(name);
    this.log(`Devnet "${name}" ${ending ? 'is stopped' : 'did not run'}${purge ? ', and its home is removed' : ''}.`);
    return { name, ending, home: devnetHome(name), purged: purge };
  }
}
