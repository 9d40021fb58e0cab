import { BaseCommand } from '../../cli/base-command.ts';
import type { NetworkProfile } from '../../cli/config/settings.ts';
import { networkFlags } from '../../cli/flags.ts';
import { keyValues, table } from '../../cli/output.ts';
import { dataDirectory } from '../../devnet/paths.ts';

export interface ExplainedValue {
  key: string;
  value: string | number | null;
  /** `flag --name`, `environment ALLO_NAME`, the path of a file, or `default`. */
  origin: string;
  variable: string;
}

export interface ConfigExplanation {
  values: ExplainedValue[];
  networks: Record<string, NetworkProfile>;
  files: { project: string | null; user: string | null };
  data: { directory: string; origin: string };
}

export default class ConfigExplain extends BaseCommand {
  static override summary = 'Show every setting, its value and where it comes from.';
  static override description =
    'Order: flag, environment (ALLO_*), project (the nearest allo.config.ts, .js, .json or .yaml), user (the same in the XDG configuration directory), default.';
  static override examples = [
    '<%= config.bin %> config explain',
    'ALLO_DEVNET_VALIDATORS=2 <%= config.bin %> config explain --json',
  ];
  static override flags = networkFlags;

  async run(): Promise<ConfigExplanation> {
    const { flags } = await this.parse(ConfigExplain);
    const [{ resolveSettings }, { KEYS }] = await Promise.all([
      import('../../cli/config/resolve.ts'),
      import('../../cli/config/settings.ts'),
    ]);
    const { settings, values, origins, files } = await resolveSettings(flags);
    const result: ConfigExplanation = {
      values: KEYS.map((key) => ({
        key: key.path,
        value: values[key.path] ?? null,
        origin: origins[key.path] ?? 'default',
        variable: key.env,
      })),
      networks: settings.networks,
      files,
      data: {
        directory: dataDirectory(),
        origin: process.env.ALLO_HOME
          ? 'environment ALLO_HOME'
          : process.env.XDG_DATA_HOME
            ? 'environment XDG_DATA_HOME'
            : 'default',
      },
    };
    this.log(
      table(result.values, [
        { head: 'KEY', value: (row) => row.key },
        { head: 'VALUE', value: (row) => String(row.value ?? '-') },
        { head: 'FROM', value: (row) => row.origin },
        { head: 'VARIABLE', value: (row) => row.variable },
      ]),
    );
    this.log();
    this.log(
      keyValues([
        ['project file', files.project ?? 'none'],
        ['user file', files.user ?? 'none'],
        ['data', `${result.data.directory} (${result.data.origin})`],
        ...Object.entries(settings.networks).map(
          ([name, { rpc, chainId, gasPrice }]) =>
            [`network ${name}`, `${rpc} (${chainId}${gasPrice ? `, gas from ${gasPrice} uallo` : ''})`] as const,
        ),
      ]),
    );
    return result;
  }
}
