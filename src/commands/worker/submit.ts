import { string } from '@oclif/core/flags';
import { fromFlag, nonceFlag, topicArg } from '../../cli/args.ts';
import { decimalFlag, networkFlags } from '../../cli/flags.ts';
import { type Submission, SubmitCommand } from '../../cli/submit-command.ts';

export default class WorkerSubmit extends SubmitCommand {
  static override summary = 'Submit an inference, signed by the worker, to the open window of a topic.';
  static override examples = [
    '<%= config.bin %> worker submit 1 --from bob --value 3127.5',
    '<%= config.bin %> worker submit 1 --from bob --value 3127.5 --forecast carol=-1.2 --forecast dave=-0.4',
  ];
  static override args = { topic: topicArg };
  static override flags = {
    ...networkFlags,
    ...fromFlag,
    ...nonceFlag,
    value: decimalFlag({ description: 'The inference', required: true }),
    forecast: string({
      description:
        "ACCOUNT=LOSS: also forecast that inferer's loss (log10 unless the topic takes raw losses); may be repeated",
      multiple: true,
    }),
  };

  async run(): Promise<Submission> {
    const { args, flags } = await this.parse(WorkerSubmit);
    return this.submitWorker(flags, args.topic, { inference: flags.value, forecast: flags.forecast });
  }
}
