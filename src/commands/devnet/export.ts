import { resolve } from 'node:path';
import { integer, string } from '@oclif/core/flags';
import { formatBytes } from '../../cli/bytes.ts';
import { DevnetCommand } from '../../cli/devnet-command.ts';
import { AlloError } from '../../cli/errors.ts';
import { nameFlag } from '../../cli/flags.ts';
import type { GenesisDoc } from '../../engine/genesis-doc.ts';

/** What was written to a folder. */
export interface ExportedNetwork {
  format: 'compose' | 'kubernetes';
  output: string;
  chainId: string;
  validators: number;
  files: string[];
}

/** What was written to a file. */
export interface ExportedFile {
  format: 'genesis' | 'record';
  output: string;
  /** The height that it goes on after, or up to which it goes. */
  height: number;
  bytes: number;
}

export default class DevnetExport extends DevnetCommand {
  static override summary =
    'Write what a devnet holds: a genesis that goes on after a height, a record of every block, or the files that run the same network elsewhere.';
  static override description =
    'A genesis begins a new chain with the state of this one: `allo devnet up --name copy --genesis <file>`. A record holds the genesis and every block as it was executed: `allo devnet replay <file>` executes it again and compares. A genesis goes to standard output unless --output is given. `compose` and `kubernetes` make a folder with a home or the objects of every validator, what their image is built from, and a README: the network begins again with the same genesis and the same keys.';
  static override examples = [
    '<%= config.bin %> devnet export --output genesis.json',
    '<%= config.bin %> devnet export --height 120 | jq .app_state.emissions',
    '<%= config.bin %> devnet export --format record --output run.record',
    '<%= config.bin %> devnet export --format compose --output network && docker compose --project-directory network up --build',
    '<%= config.bin %> devnet export --format kubernetes --output network && kubectl apply -f network/network.yaml',
  ];
  static override flags = {
    ...nameFlag,
    format: string({
      description: 'What to write (default: genesis)',
      options: ['genesis', 'record', 'compose', 'kubernetes'],
      default: 'genesis',
    }),
    height: integer({ description: 'The height that the genesis goes on after (default: the latest)', min: 1 }),
    output: string({
      description: 'File to write to, replaced where it is there; a new folder for compose and kubernetes',
      helpValue: '<path>',
    }),
  };

  async run(): Promise<GenesisDoc | ExportedFile | ExportedNetwork> {
    const { flags } = await this.parse(DevnetExport);
    const name = await this.devnetName(flags);
    const output = flags.output === undefined ? undefined : resolve(flags.output);
    if (flags.format === 'genesis') return this.genesis(name, flags.height, output);
    const record = flags.format === 'record';
    if (output === undefined) {
      const where = record ? 'A record goes to a file' : 'A network goes to a folder';
      throw new AlloError('missingArgument', `${where}: --output is missing.`);
    }
    if (flags.height !== undefined) {
      const why = record ? 'A record goes up to the latest block' : 'A network begins with its genesis';
      throw new AlloError('usage', `${why}: leave out --height.`);
    }
    return record ? this.record(name, output) : this.network(name, flags.format as ExportedNetwork['format'], output);
  }

  private async network(name: string, format: ExportedNetwork['format'], output: string): Promise<ExportedNetwork> {
    const [{ blockTimeOf, readPlan }, { devnetHome }, { blockInterval }, { writeDeployment }] = await Promise.all([
      import('../../devnet/plan.ts'),
      import('../../devnet/paths.ts'),
      import('../../cli/devnet-options.ts'),
      import('../../devnet/deploy/index.ts'),
    ]);
    const home = devnetHome(name);
    const plan = readPlan(home);
    if (!plan) throw new AlloError('noDevnet', `There is no devnet "${name}".`);
    const blockTime = blockTimeOf({ ...plan, blockIntervalMs: blockInterval(plan.blockTime) });
    const files = writeDeployment({ format, name, home, plan, blockTime, output, root: this.config.root });
    const { chainId, validators } = plan;
    this.log(`The network ${chainId} with ${validators} validators is in ${output}: see its README.md.`);
    return { format, output, chainId, validators, files };
  }

  private async genesis(
    name: string,
    height: number | undefined,
    output: string | undefined,
  ): Promise<GenesisDoc | ExportedFile> {
    const { callDevnet } = await import('../../devnet/control/client.ts');
    let text = '';
    const exported = await this.onDevnet(name, ({ control }) =>
      callDevnet(control, 'exportGenesis', height === undefined ? {} : { height }, {
        onPart: (part) => {
          text += part;
        },
      }),
    );
    const doc = JSON.parse(text) as GenesisDoc;
    const shown = `${JSON.stringify(doc, null, 1)}\n`;
    if (output === undefined) {
      if (!this.jsonEnabled()) process.stdout.write(shown);
      return doc;
    }
    const [{ writePrivate }, { notWritten }] = await Promise.all([
      import('../../devnet/state-file.ts'),
      import('../../devnet/faults.ts'),
    ]);
    try {
      writePrivate(output, shown);
    } catch (error) {
      throw notWritten(output, error);
    }
    return this.told({ format: 'genesis', output, height: exported.height, bytes: Buffer.byteLength(shown) });
  }

  private async record(name: string, output: string): Promise<ExportedFile> {
    const { callDevnet } = await import('../../devnet/control/client.ts');
    const { to, bytes } = await this.onDevnet(name, ({ control }) =>
      callDevnet(control, 'writeRecord', { path: output }),
    );
    return this.told({ format: 'record', output, height: to, bytes });
  }

  private told(file: ExportedFile): ExportedFile {
    const what = file.format === 'genesis' ? `A genesis that goes on after height` : 'A record up to height';
    this.log(`${what} ${file.height} is in ${file.output} (${formatBytes(file.bytes)}).`);
    return file;
  }
}
