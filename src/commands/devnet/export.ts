import { resolve } from 'node:path';
import { integer, string } from '@oclif/core/flags';
import { formatBytes } from '../../cli/bytes.ts';
import { DevnetCommand } from '../../cli/devnet-command.ts';
import { AlloError } from '../../cli/errors.ts';
import { nameFlag } from '../../cli/flags.ts';
import type { GenesisDoc } from '../../engine/genesis-doc.ts';

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
    'Write what a devnet holds: a genesis that goes on after a height, or a record of every block.';
  static override description =
    'A genesis begins a new chain with the state of this one: `allo devnet up --name copy --genesis <file>`. A record holds the genesis and every block as it was executed: `allo devnet replay <file>` executes it again and compares. A genesis goes to standard output unless --output is given.';
  static override examples = [
    '<%= config.bin %> devnet export --output genesis.json',
    '<%= config.bin %> devnet export --height 120 | jq .app_state.emissions',
    '<%= config.bin %> devnet export --format record --output run.record',
  ];
  static override flags = {
    ...nameFlag,
    format: string({
      description: 'What to write (default: genesis)',
      options: ['genesis', 'record'],
      default: 'genesis',
    }),
    height: integer({ description: 'The height that the genesis goes on after (default: the latest)', min: 1 }),
    output: string({ description: 'File to write to; replaced where it is there', helpValue: '<file>' }),
  };

  async run(): Promise<GenesisDoc | ExportedFile> {
    const { flags } = await this.parse(DevnetExport);
    const name = await this.devnetName(flags);
    const output = flags.output === undefined ? undefined : resolve(flags.output);
    if (flags.format === 'genesis') return this.genesis(name, flags.height, output);
    if (output === undefined) throw new AlloError('missingArgument', 'A record goes to a file: --output is missing.');
    if (flags.height !== undefined)
      throw new AlloError('usage', 'A record goes up to the latest block: leave out --height.');
    return this.record(name, output);
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
