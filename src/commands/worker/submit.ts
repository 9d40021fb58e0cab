import { string } from '@oclif/core/flags';
import { nonceFlag, sendFlags, topicArg } from '../../cli/args.ts';
import { parseInference } from '../../cli/labelled-value.ts';
import { type Submission, SubmitCommand } from '../../cli/submit-command.ts';

export default class WorkerSubmit extends SubmitCommand {
  static override summary = 'Submit an inference, signed by the worker, to the open window of a topic.';
  static override examples = [
    '<%= config.bin %> worker submit 1 --from bob --value 3127.5',
    '<%= config.bin %> worker submit 1 --from bob --value 3127.5 --forecast carol=-1.2 --forecast dave=-0.4',
    '<%= config.bin %> worker submit 2 --from bob --value up=0.7 --value down=0.3',
  ];
  static override args = { topic: topicArg };
  static override flags = {
    ...sendFlags,
    ...nonceFlag,
    value: string({
      description: 'The inference; LABEL=VALUE for each label where the topic has several',
      multiple: true,
      multipleNonGreedy: true,
      required: true,
    }),
    forecast: string({
      description:
        "ACCOUNT=LOSS: also forecast that inferer's loss (log10 unless the topic takes raw losses); may be repeated",
      multiple: true,
    }),
  };

  async run(): Promise<Submission> {
    const { args, flags } = await this.parse(WorkerSubmit);
    return this.submitWorker(flags, args.topic, { inference: parseInference(flags.value), forecast: flags.forecast });
  }
}
