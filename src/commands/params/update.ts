import { string } from '@oclif/core/args';
import { fromFlag } from '../../cli/args.ts';
import type { TxOutcome } from '../../cli/chain-command.ts';
import { AlloError } from '../../cli/errors.ts';
import { networkFlags } from '../../cli/flags.ts';
import { TxCommand } from '../../cli/tx-command.ts';

export interface ParamsUpdated extends TxOutcome {
  readonly changes: Readonly<Record<string, { readonly before: string; readonly after: string }>>;
}

export default class ParamsUpdate extends TxCommand {
  static override summary = 'Change parameters of the emissions module; a whitelist admin signs.';
  static override description =
    'Those that are not named stay. The network checks the whole set and refuses it where one value is out of bounds.';
  static override examples = [
    '<%= config.bin %> params update max_top_inferers_to_reward=5',
    '<%= config.bin %> params update min_topic_weight=10 data_sending_fee=0 --from alice',
  ];
  static override strict = false;
  static override args = {
    change: string({
      description: 'NAME=VALUE, by the name that `allo params show` gives; as many as you like',
      required: true,
    }),
  };
  static override flags = { ...networkFlags, ...fromFlag };

  async run(): Promise<ParamsUpdated> {
    const { argv, flags } = await this.parse(ParamsUpdate);
    const [{ changeableParam, emissionsParams, paramChanges }, { updateParams }] = await Promise.all([
      import('../../client/params.ts'),
      import('../../client/actions/update-params.ts'),
    ]);
    const asked = Object.fromEntries(
      (argv as string[]).map((pair) => {
        const [name = '', ...rest] = pair.split('=');
        if (rest.length === 0) throw new AlloError('badValue', `"${pair}" is not NAME=VALUE.`);
        if (changeableParam(name)) return [name, rest.join('=')];
        throw new AlloError('badValue', `There is no parameter "${name}" that can be changed.`, {
          hint: 'List them: allo params show',
        });
      }),
    );
    const { result } = await this.act(flags, async ({ client, sender, who }) => {
      const before = await emissionsParams(client);
      return {
        messages: [updateParams(sender, changesOf(asked, paramChanges))],
        says: `${who} changes ${Object.keys(asked).join(', ')}`,
        result: {
          changes: Object.fromEntries(
            Object.entries(asked).map(([name, after]) => [name, { before: before[name] ?? '', after }]),
          ),
        },
      };
    });
    for (const [name, { before, after }] of Object.entries(result.changes)) this.log(`${name}: ${before} -> ${after}`);
    return result;
  }
}

/** @throws AlloError badValue where a text is not what its parameter is */
function changesOf<T>(asked: Record<string, string>, read: (asked: Record<string, string>) => T): T {
  try {
    return read(asked);
  } catch (cause) {
    throw new AlloError('badValue', (cause as Error).message, { cause });
  }
}
