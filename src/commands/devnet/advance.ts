import { integer } from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { AlloError } from '../../cli/errors.ts';
import { durationFlag, nameFlag } from '../../cli/flags.ts';
import { runningDevnet } from '../../cli/running.ts';
import type { Movable } from '../../devnet/advance.ts';

export interface AdvanceResult {
  /** Blocks made. */
  blocks: number;
  height: number;
  time: string;
  /** With --epochs: the topic and how many of its epochs began. */
  topicId?: string;
  epochs?: number;
}

/** More at once is surely a slip of the finger. */
const MOST_BLOCKS = 100_000_000;
/** A hundred years, in nanoseconds: block times end in 2262. */
const LONGEST = 876_000n * 3_600_000_000_000n;

export default class DevnetAdvance extends BaseCommand {
  static override summary = 'Make blocks, move the time forward, or run to a later epoch of a topic.';
  static override description =
    "Blocks made by advance are one second of block time apart. --time makes one block that much later. --epochs makes blocks up to the one that opens the topic's next epoch, and further ones.";
  static override examples = [
    '<%= config.bin %> devnet advance --blocks 100',
    '<%= config.bin %> devnet advance --time 2h',
    '<%= config.bin %> devnet advance --epochs 3 --topic 1',
  ];
  static override aliases = ['epoch:advance'];
  static override flags = {
    ...nameFlag,
    blocks: integer({ description: 'How many blocks', min: 1, max: MOST_BLOCKS }),
    time: durationFlag({ description: 'How far to move the block time, such as 2h' }),
    epochs: integer({ description: 'How many epochs of --topic', min: 1, dependsOn: ['topic'] }),
    topic: integer({ description: 'The topic that --epochs counts', min: 1, dependsOn: ['epochs'] }),
  };

  async run(): Promise<AdvanceResult> {
    const { flags } = await this.parse(DevnetAdvance);
    const { name } = await this.settings(flags);
    const ways = [flags.blocks, flags.time, flags.epochs].filter((way) => way !== undefined);
    if (ways.length !== 1)
      throw new AlloError('missingArgument', 'Just one of --blocks, --time and --epochs is wanted.');
    if (flags.time === 0n) throw new AlloError('badDuration', '--time must be above 0.');
    if ((flags.time ?? 0n) > LONGEST) throw new AlloError('badDuration', '--time must be at most 100 years (876000h).');
    const devnet = await runningDevnet(name);
    const interrupted = new AbortController();
    const forget = this.onInterrupt(() => interrupted.abort());
    const result = await this.advance(devnet, flags, interrupted.signal);
    forget();
    this.log(
      `${result.blocks} ${result.blocks === 1 ? 'block' : 'blocks'} made; height ${result.height}, time ${result.time}.`,
    );
    return result;
  }

  private async advance(
    devnet: Movable,
    flags: {
      blocks?: number | undefined;
      time?: bigint | undefined;
      epochs?: number | undefined;
      topic?: number | undefined;
    },
    signal: AbortSignal,
  ): Promise<AdvanceResult> {
    const options = { signal };
    const { advanceBlocks, advanceEpochs, advanceTime } = await import('../../devnet/advance.ts');
    if (flags.blocks !== undefined) return advanceBlocks(devnet, flags.blocks, options);
    if (flags.time !== undefined) return advanceTime(devnet, flags.time, options);
    const { active, ...result } = await advanceEpochs(devnet, BigInt(flags.topic ?? 0), flags.epochs ?? 1, options);
    if (!active) {
      this.note(
        `Topic ${flags.topic} is not active, so no epoch of it began: fund it and let a reputer stake (\`allo topic show ${flags.topic}\`).`,
      );
    }
    return result;
  }
}
