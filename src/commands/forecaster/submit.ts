import { string } from '@oclif/core/flags';
import { nonceFlag, sendFlags, topicArg } from '../../cli/args.ts';
import { type Submission, SubmitCommand } from '../../cli/submit-command.ts';

export default class ForecasterSubmit extends SubmitCommand {
  static override summary =
    "Submit a forecast of the inferers' losses, signed by the forecaster, to the open window of a topic.";
  static override examples = [
    '<%= config.bin %> forecaster submit 1 --from erin --forecast bob=-1.2 --forecast carol=-0.4',
  ];
  static override args = { topic: topicArg };
  static override flags = {
    ...sendFlags,
    ...nonceFlag,
    forecast: string({
      description:
        'ACCOUNT=LOSS: the loss expected of that inferer (log10 unless the topic takes raw losses); may be repeated',
      multiple: true,
      required: true,
    }),
  };

  async run(): Promise<Submission> {
    const { args, flags } = await this.parse(ForecasterSubmit);
    return this.submitWorker(flags, args.topic, { forecast: flags.forecast });
  }
}
