import { boolean, string } from '@oclif/core/flags';
import { sendFlags } from '../../cli/args.ts';
import { ChainCommand, parseHeight, type TxOutcome } from '../../cli/chain-command.ts';
import { labelFields, topicLabelFlags } from '../../cli/topic-labels.ts';

const blocks = (description: string) => string({ description, parse: async (text) => parseHeight(text).toString() });

export default class TopicCreate extends ChainCommand {
  static override summary = 'Create a topic: a question that the network answers again and again.';
  static override description =
    'Labels that are not named with --labels may be any; an answer carries as many as --labels names, or 16, unless --max-labels says otherwise; a label that it does not name counts as 0, unless --label-default does.';
  static override examples = [
    '<%= config.bin %> topic create --metadata "ETH price in 10 minutes"',
    '<%= config.bin %> topic create --epoch-length 24 --ground-truth-lag 24 --worker-submission-window 20 --from bob',
    '<%= config.bin %> topic create --type classification --labels up,down,flat --unity 0.000001',
  ];
  static override flags = {
    ...sendFlags,
    metadata: string({ description: 'What is asked, in words' }),
    'loss-method': string({ description: 'Loss function that reputers use (default: mse)' }),
    'epoch-length': blocks('Blocks from one question to the next (default: 12)'),
    'ground-truth-lag': blocks('Blocks until the truth is known; at least the epoch length (default: 12)'),
    'worker-submission-window': blocks('Blocks in which workers may answer; at most the epoch length (default: 10)'),
    'p-norm': string({ description: 'Steepness of the weights, 1 to 10 (default: 3)' }),
    'c-norm': string({ description: 'Centre of the weights (default: 0.75)' }),
    'alpha-regret': string({ description: 'How fast regrets follow the losses, above 0 up to 1 (default: 0.1)' }),
    epsilon: string({ description: 'Smallest regret scale, above 0 (default: 0.01)' }),
    'merit-sortition-alpha': string({ description: 'How fast scores move, 0 up to below 1 (default: 0.1)' }),
    'active-inferer-quantile': string({ description: 'Score quantile for idle inferers, 0 to 1 (default: 0.2)' }),
    'active-forecaster-quantile': string({ description: 'Score quantile for idle forecasters, 0 to 1 (default: 0.2)' }),
    'active-reputer-quantile': string({ description: 'Score quantile for idle reputers, 0 to 1 (default: 0.2)' }),
    'allow-negative': boolean({ description: 'Losses are submitted raw instead of as log10' }),
    ...topicLabelFlags,
    'enable-worker-whitelist': boolean({ description: 'Only whitelisted workers may answer' }),
    'enable-reputer-whitelist': boolean({ description: 'Only whitelisted reputers may report' }),
  };

  async run(): Promise<TxOutcome & { topicId: string | null }> {
    const { flags } = await this.parse(TopicCreate);
    const [{ createTopic, topicDefaults }, { responseOf }, { CreateNewTopicResponseSchema }] = await Promise.all([
      import('../../client/actions/create-topic.ts'),
      import('../../client/responses.ts'),
      import('../../wire/gen/emissions/v10/tx_pb.ts'),
    ]);
    const connection = await this.connect(flags);
    const signer = await this.signer(connection, flags.from);
    const given = Object.entries(flags).flatMap(([flag, value]) => {
      const field = flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      const fallback = topicDefaults[field as keyof typeof topicDefaults];
      return fallback === undefined ? [] : [[field, typeof fallback === 'bigint' ? BigInt(value as string) : value]];
    });
    const fields = { ...Object.fromEntries(given), ...(await labelFields(flags)) };
    const { short } = await this.names(connection);
    const says = `${short(signer.address)} creates a topic`;
    const sent = await this.submit(connection, signer, [createTopic(signer.address, fields)], says);
    const response = sent.tx && responseOf(sent.tx, CreateNewTopicResponseSchema);
    const topicId = response ? response.topicId.toString() : null;
    this.tell(topicId ? `Topic ${topicId} is created` : 'A topic is created', sent);
    return { topicId, ...this.outcome(sent) };
  }
}
