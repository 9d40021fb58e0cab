import { file } from '@oclif/core/args';
import { BaseCommand } from '../../cli/base-command.ts';
import { AlloError } from '../../cli/errors.ts';
import { keyValues } from '../../cli/output.ts';
import { ProgressLine } from '../../cli/progress-line.ts';
import type { ReplayDifference, ReplayResult } from '../../engine/embedded/index.ts';

export interface DevnetReplayResult {
  chainId: string;
  /** First and last height that were replayed. */
  from: number;
  to: number;
  blocks: number;
  /** App hash after the last of them, upper-case hexadecimal. */
  appHash: string;
}

export default class DevnetReplay extends BaseCommand {
  static override summary = 'Execute a record again and compare every app hash.';
  static override description =
    'Runs the blocks of a record (`allo devnet export --format record`) through a fresh application in memory; no devnet is needed. Where the two runs differ it says the first height, and the module and the key that differ, and ends with exit code 7.';
  static override examples = [
    '<%= config.bin %> devnet replay run.record',
    '<%= config.bin %> devnet replay run.record --json',
  ];
  static override args = { record: file({ description: 'The record', required: true }) };

  async run(): Promise<DevnetReplayResult> {
    const { args } = await this.parse(DevnetReplay);
    const replayed = await this.replay(args.record);
    const { chainId, from, to, blocks, appHash, difference } = replayed;
    if (difference) throw differs(difference);
    this.log(
      keyValues([
        ['chain', chainId],
        ['blocks', `${blocks}, from height ${from} to ${to}`],
        ['app hash', appHash],
      ]),
    );
    this.log('Every app hash was obtained again.');
    return { chainId, from: Number(from), to: Number(to), blocks, appHash };
  }

  private async replay(path: string): Promise<ReplayResult> {
    const [{ replayRecord }, { createApplication }, { devnetError }] = await Promise.all([
      import('../../engine/embedded/index.ts'),
      import('../../chain/app.ts'),
      import('../../devnet/faults.ts'),
    ]);
    const interrupted = new AbortController();
    const forget = this.onInterrupt(() => interrupted.abort());
    const progress = new ProgressLine(this.plain);
    try {
      return await replayRecord(path, () => createApplication(), {
        signal: interrupted.signal,
        onProgress: (blocks, height) => progress.show(`height ${height}, ${blocks} blocks`),
      });
    } catch (error) {
      throw devnetError(error);
    } finally {
      progress.clear();
      forget();
    }
  }
}

const WHAT = {
  'only-recorded': 'only the recorded run wrote it',
  'only-replayed': 'only the replayed run wrote it',
  value: 'its values differ',
};

function differs({ height, recorded, replayed, first, error }: ReplayDifference): AlloError {
  const where = first ? `, first in module ${first.store}, key ${first.key} (${WHAT[first.what]})` : '';
  const what = error
    ? `the recorded block cannot be executed: ${error}`
    : `the app hash is ${replayed}, recorded is ${recorded}`;
  return new AlloError('replayDiffers', `The runs differ at height ${height}${where}: ${what}.`);
}
