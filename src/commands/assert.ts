import { string } from '@oclif/core/args';
import { boolean, string as stringFlag } from '@oclif/core/flags';
import { COMPARISONS, type Comparison } from '../cli/assert/compare.ts';
import { ChainCommand, parseHeight } from '../cli/chain-command.ts';
import { AlloError } from '../cli/errors.ts';
import { networkFlags } from '../cli/flags.ts';
import type { JsonValue } from '../wire/index.ts';

const comparisonFlags = Object.fromEntries(
  Object.entries(COMPARISONS).map(([name, description]) => [name, stringFlag({ description })]),
) as Record<Comparison, ReturnType<typeof stringFlag>>;

export interface Asserted {
  readonly path: string;
  readonly actual: JsonValue;
  /** What was asked of it, and holds. */
  readonly holds: readonly { readonly comparison: string; readonly expected: string }[];
}

export default class Assert extends ChainCommand {
  static override summary = 'Ask the chain a query and hold a value of the answer to what it should be.';
  static override description =
    'Exit code 0 where everything holds that is asked, 7 where something does not: then it says what differs. Numbers are compared as exact decimals, whether they stand in the answer as numbers or as text. Without a comparison the path must lead to something.';
  static override examples = [
    `<%= config.bin %> assert emissions GetTopic '{"topic_id":1}' --path topic.epoch_length --equals 12`,
    `<%= config.bin %> assert bank Balance '{"address":"allo1…","denom":"uallo"}' --path balance.amount --at-least 5e18`,
    `<%= config.bin %> assert emissions GetLatestNetworkInferences '{"topic_id":1}' --path network_inferences.combined_value[0].value --above 3000 --below 3200`,
    `<%= config.bin %> assert emissions GetActiveTopicsAtBlock '{"block_height":120}' --path topics --count 2`,
  ];
  static override args = {
    module: string({ description: 'emissions, bank, auth, …, or the full name of a service', required: true }),
    method: string({ description: 'Query method, such as GetTopic', required: true }),
    request: string({ description: 'Request as JSON (default: {})' }),
  };
  static override flags = {
    ...networkFlags,
    ...comparisonFlags,
    path: stringFlag({
      description: 'Into the answer: topic.epoch_length, values[0], values[-1] (default: all of it)',
    }),
    tolerance: stringFlag({ description: 'How far apart numbers may be for --equals (default: 0)' }),
    absent: boolean({ description: 'The path leads to nothing' }),
    height: stringFlag({
      description: 'Committed height to ask at (default: the latest)',
      parse: async (text) => parseHeight(text).toString(),
    }),
  };

  async run(): Promise<Asserted> {
    const { args, flags } = await this.parse(Assert);
    const [{ holds }, { parsePath, valueAt }, { namedQuery }, { queryJson }, { Dec }, { parseDecimal }] =
      await Promise.all([
        import('../cli/assert/compare.ts'),
        import('../cli/assert/path.ts'),
        import('../cli/named-query.ts'),
        import('../client/generic-query.ts'),
        import('../protocol/decimal/index.ts'),
        import('../cli/decimals.ts'),
      ]);
    const path = flags.path ?? '';
    const steps = parsePath(path);
    const tolerance = Dec.parse(parseDecimal(flags.tolerance ?? '0', '--tolerance'));
    const asked = (Object.keys(COMPARISONS) as Comparison[]).flatMap((comparison) => {
      const expected = flags[comparison];
      return typeof expected === 'string' ? [{ comparison, expected }] : [];
    });
    if (flags.absent && asked.length > 0) throw new AlloError('badValue', '--absent goes without another comparison.');
    const { client } = await this.connect(flags);
    const { method, request } = await namedQuery(client, args.module, args.method, args.request);
    const answer = await queryJson(client, method, request, flags.height ? BigInt(flags.height) : undefined);
    const actual = valueAt(answer, steps);
    const where = path === '' ? 'the answer' : path;
    const failed = asked.filter(({ comparison, expected }) => !holds(comparison, actual, expected, tolerance));
    if (flags.absent ? actual !== undefined : actual === undefined || failed.length > 0) {
      const wanted = flags.absent ? ['nothing'] : failed.map((one) => `${words(one.comparison)} ${one.expected}`);
      const shown = actual === undefined ? 'nothing' : JSON.stringify(actual);
      throw new AlloError('assertion', `${where} is ${shown}, not ${wanted.join(' and ') || 'something'}.`, {
        details: { path, actual: actual ?? null, failed },
      });
    }
    this.log(`${where} is ${actual === undefined ? 'absent' : JSON.stringify(actual)}`);
    return { path, actual: actual ?? null, holds: asked };
  }
}

const words = (comparison: string): string =>
  comparison === 'equals' ? 'equal to' : comparison === 'differs' ? 'different from' : comparison.replace('-', ' ');
