import { string } from '@oclif/core/args';
import { ChainCommand } from '../../cli/chain-command.ts';
import { AlloError } from '../../cli/errors.ts';
import { networkFlags } from '../../cli/flags.ts';

export default class ParamsShow extends ChainCommand {
  static override summary = 'Show the parameters of the emissions module, under their protocol names.';
  static override examples = [
    '<%= config.bin %> params show',
    '<%= config.bin %> params show min_topic_weight --network mainnet --json',
  ];
  static override args = { name: string({ description: 'Only that parameter' }) };
  static override flags = networkFlags;

  async run(): Promise<{ params: Record<string, string> }> {
    const { args, flags } = await this.parse(ParamsShow);
    const [{ emissionsParams }, { keyValues }] = await Promise.all([
      import('../../client/params.ts'),
      import('../../cli/output.ts'),
    ]);
    const { client } = await this.connect(flags);
    const all = await emissionsParams(client);
    const { name } = args;
    if (name !== undefined && all[name] === undefined) {
      throw new AlloError('badValue', `There is no parameter "${name}".`, { hint: 'List them: allo params show' });
    }
    const params = name === undefined ? all : { [name]: all[name] ?? '' };
    this.log(keyValues(Object.entries(params)));
    return { params };
  }
}
