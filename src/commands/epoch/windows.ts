import { topicArg } from '../../cli/args.ts';
import { ChainCommand } from '../../cli/chain-command.ts';
import { networkFlags } from '../../cli/flags.ts';

export interface WindowLine {
  readonly kind: 'worker' | 'reputer';
  readonly nonce: number;
  readonly start: number;
  readonly end: number;
  readonly open: boolean;
}

const blocks = (count: number): string => `${count} ${count === 1 ? 'block' : 'blocks'}`;

export default class EpochWindows extends ChainCommand {
  static override summary = 'Show the submission windows of a topic that are open or still to come.';
  static override examples = ['<%= config.bin %> epoch windows 1'];
  static override args = { topic: topicArg };
  static override flags = networkFlags;

  async run(): Promise<{ topicId: string; height: number; windows: WindowLine[] }> {
    const { args, flags } = await this.parse(EpochWindows);
    const [{ submissionWindows }, { table }] = await Promise.all([
      import('../../client/windows.ts'),
      import('../../cli/output.ts'),
    ]);
    const { client } = await this.connect(flags);
    const [found, status] = await Promise.all([submissionWindows(client, args.topic), client.status()]);
    const windows = found.map((window) => ({
      ...window,
      nonce: Number(window.nonce),
      start: Number(window.start),
      end: Number(window.end),
    }));
    const height = Number(status.height);
    this.log(`Topic ${args.topic}, height ${height}`);
    if (windows.length === 0) this.log('No window is open or planned: the next epoch of an active topic opens one.');
    else {
      this.log(
        table(windows, [
          { head: 'WINDOW', value: (window) => window.kind },
          { head: 'NONCE', value: (window) => window.nonce, right: true },
          { head: 'FROM', value: (window) => window.start, right: true },
          { head: 'TO', value: (window) => window.end, right: true },
          {
            head: 'NOW',
            value: (window) =>
              window.open ? `open, ${blocks(window.end - height)} left` : window.start > height ? 'not yet' : 'closing',
          },
        ]),
      );
    }
    return { topicId: args.topic.toString(), height, windows };
  }
}
