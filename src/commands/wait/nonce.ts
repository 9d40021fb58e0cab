import { string } from '@oclif/core/flags';
import { nonceFlag, topicArg } from '../../cli/args.ts';
import { AlloError } from '../../cli/errors.ts';
import { networkFlags } from '../../cli/flags.ts';
import { WaitCommand, waitFlags } from '../../cli/wait-command.ts';
import type { SubmissionWindow } from '../../client/windows.ts';

export default class WaitNonce extends WaitCommand {
  static override summary = 'Wait until a nonce of a topic takes submissions, or is fulfilled.';
  static override examples = [
    '<%= config.bin %> wait nonce 1',
    '<%= config.bin %> wait nonce 1 --kind reputer --nonce 240',
    '<%= config.bin %> wait nonce 1 --nonce 240 --state fulfilled',
  ];
  static override args = { topic: topicArg };
  static override flags = {
    ...networkFlags,
    ...waitFlags,
    ...nonceFlag,
    kind: string({ description: 'Whose nonce (default: worker)', options: ['worker', 'reputer'] }),
    state: string({ description: 'What is waited for (default: open)', options: ['open', 'fulfilled'] }),
  };

  async run(): Promise<{ topicId: string; kind: string; nonce: number; state: string }> {
    const { args, flags } = await this.parse(WaitNonce);
    const kind = (flags.kind ?? 'worker') as SubmissionWindow['kind'];
    const state = flags.state ?? 'open';
    const wanted = flags.nonce === undefined ? undefined : BigInt(flags.nonce);
    if (state === 'fulfilled' && wanted === undefined) {
      throw new AlloError('missingArgument', 'Missing: --nonce, the one that is to be fulfilled.');
    }
    const { submissionWindows } = await import('../../client/windows.ts');
    const connection = await this.connect(flags);
    const what = `${wanted === undefined ? `a ${kind} nonce` : `${kind} nonce ${wanted}`} of topic ${args.topic} to be ${state}`;
    const nonce = await this.until(connection, flags, what, async (client, height) => {
      const waiting = (await submissionWindows(client, args.topic)).filter((window) => window.kind === kind);
      if (state === 'open') {
        return waiting.findLast((window) => window.open && (wanted === undefined || window.nonce === wanted))?.nonce;
      }
      const past = wanted !== undefined && height >= wanted;
      return past && !waiting.some((window) => window.nonce === wanted) ? wanted : undefined;
    });
    this.log(`The ${kind} nonce ${nonce} of topic ${args.topic} is ${state}.`);
    return { topicId: args.topic.toString(), kind, nonce: Number(nonce), state };
  }
}
