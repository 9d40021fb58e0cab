import { string } from '@oclif/core/flags';
import { nonceFlag, sendFlags, topicArg } from '../../cli/args.ts';
import { decimalFlag } from '../../cli/flags.ts';
import { parseInference } from '../../cli/labelled-value.ts';
import { parsePairs } from '../../cli/pairs.ts';
import { type Submission, SubmitCommand } from '../../cli/submit-command.ts';

export default class ReputerSubmit extends SubmitCommand {
  static override summary = 'Submit losses, signed by the reputer, for an epoch whose truth is known.';
  static override description =
    "Judges every inference of the epoch (combined, naive, each worker's, each one-out and one-in) by the truth, with the topic's own loss function, and submits log10 losses unless the topic takes raw ones.";
  static override examples = [
    '<%= config.bin %> reputer submit 1 --from carol --truth 3130.2 --loss-floor 0.0025',
    '<%= config.bin %> reputer submit 1 --from carol --truth 0.4 --parameter sigma=0.1 --nonce 240',
    '<%= config.bin %> reputer submit 2 --from carol --truth up=1 --truth down=0 --loss-floor 0.0001',
  ];
  static override args = { topic: topicArg };
  static override flags = {
    ...sendFlags,
    ...nonceFlag,
    truth: string({
      description: 'What came to pass; LABEL=VALUE for each label where the topic has several',
      multiple: true,
      multipleNonGreedy: true,
      required: true,
    }),
    'loss-floor': decimalFlag({
      description: 'Smallest raw loss, such as (resolution/2)²; without one an exact hit cannot be judged',
    }),
    parameter: string({
      description: 'NAME=VALUE of the loss function, where it has one without default; may be repeated',
      multiple: true,
    }),
  };

  async run(): Promise<Submission & { combinedLoss: string }> {
    const { args, flags } = await this.parse(ReputerSubmit);
    const [{ insertReputerPayload }, { openNonce }, { judgeEpoch }, { Dec }] = await Promise.all([
      import('../../client/actions/insert-reputer-payload.ts'),
      import('../../client/windows.ts'),
      import('../../worker/judge.ts'),
      import('../../protocol/decimal/index.ts'),
    ]);
    const connection = await this.connect(flags);
    const { client } = connection;
    const signer = await this.signer(connection, flags.from);
    const nonce = flags.nonce ? BigInt(flags.nonce) : await openNonce(client, args.topic, 'reputer');
    if (flags['loss-floor'] === undefined) {
      this.note('No --loss-floor: one exact hit would be refused, and a near one would outweigh many epochs.');
    }
    const said = parseInference(flags.truth, '--truth');
    const truth =
      typeof said === 'string'
        ? Dec.parse(said)
        : Object.fromEntries(said.map(({ label, value }) => [label, Dec.parse(value)]));
    const losses = await judgeEpoch(client, args.topic, nonce, {
      value: truth,
      floor: flags['loss-floor'] === undefined ? undefined : Dec.parse(flags['loss-floor']),
      parameters: parsePairs(flags.parameter ?? [], '--parameter'),
    });
    const { short } = await this.names(connection);
    const says = `${short(signer.address)} submits its losses for nonce ${nonce} of topic ${args.topic}`;
    const payload = insertReputerPayload(signer, args.topic, nonce, losses);
    const sent = await this.submit(connection, signer, [payload], says);
    this.tell(says, sent);
    return {
      topicId: args.topic.toString(),
      nonce: Number(nonce),
      address: signer.address,
      combinedLoss: losses.combinedValue ?? '0',
      ...this.outcome(sent),
    };
  }
}
