import { string } from '@oclif/core/flags';
import { nonceFlag, topicArg } from '../../cli/args.ts';
import { AlloError } from '../../cli/errors.ts';
import { networkFlags } from '../../cli/flags.ts';
import { WaitCommand, waitFlags } from '../../cli/wait-command.ts';
import type { SubmissionWindow } from '../../client/windows.ts';

/** Why it is waited for in vain. */
const PAST = {
  answered: 'is fulfilled already',
  unanswered: 'was closed without an answer',
  none: 'never was and cannot come any more, as far as the network still knows',
} as const;

export default class WaitNonce extends WaitCommand {
  static override summary = 'Wait until a nonce of a topic takes submissions, or is fulfilled.';
  static override description =
    'Fulfilled is one that is closed and was answered. Exit code 7 where that can no longer be: it was closed without an answer, it never was, or it is no longer open.';
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
    const [{ submissionWindows }, { nonceState }] = await Promise.all([
      import('../../client/windows.ts'),
      import('../../client/nonce-state.ts'),
    ]);
    const connection = await this.connect(flags);
    const what = `${wanted === undefined ? `a ${kind} nonce` : `${kind} nonce ${wanted}`} of topic ${args.topic} to be ${state}`;
    const nonce = await this.until(connection, flags, what, async (client, height) => {
      if (state === 'open') {
        const open = (await submissionWindows(client, args.topic)).filter((one) => one.kind === kind && one.open);
        const found = open.findLast(({ nonce }) => wanted === undefined || nonce === wanted);
        if (found) return found.nonce;
      }
      if (wanted === undefined) return undefined;
      const stands = await nonceState(client, args.topic, kind, wanted, height);
      if (stands === 'waiting') return undefined;
      if (stands === 'answered' && state === 'fulfilled') return wanted;
      throw new AlloError('assertion', `The ${kind} nonce ${wanted} of topic ${args.topic} ${PAST[stands]}.`, {
        hint: `\`allo epoch windows ${args.topic}\` shows those that are not fulfilled yet.`,
        details: { topicId: args.topic.toString(), kind, nonce: Number(wanted), state: stands },
      });
    });
    this.log(`The ${kind} nonce ${nonce} of topic ${args.topic} is ${state}.`);
    return { topicId: args.topic.toString(), kind, nonce: Number(nonce), state };
  }
}
