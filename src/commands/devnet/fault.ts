import { string } from '@oclif/core/args';
import { integer } from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { AlloError } from '../../cli/errors.ts';
import { durationFlag, nameFlag } from '../../cli/flags.ts';
import { table } from '../../cli/output.ts';
import { runningDevnet } from '../../cli/running.ts';
import type { FaultKind, FaultRequest, FaultResult, Trouble } from '../../engine/engine.ts';

const KINDS: readonly FaultKind[] = ['kill', 'pause', 'restart', 'disconnect', 'delay', 'loss', 'clear'];

const DONE: Readonly<Record<FaultKind, string>> = {
  kill: 'is killed',
  pause: 'is paused',
  restart: 'runs again',
  disconnect: 'is cut off from its peers',
  delay: 'hears and is heard late',
  loss: 'loses what it says and hears',
  clear: 'is well again',
};

export default class DevnetFault extends BaseCommand {
  static override summary = 'Let a validator fail on purpose, or show what is wrong with any.';
  static override description = [
    'kill ends its processes as a power cut would; pause stops them where they are; restart ends them in order, or a killed one not at all, and starts them; disconnect cuts it off from its peers; delay and loss slow down what passes between it and them. What lasts ends after --for, or by restart (kill and pause) or clear (everything).',
    'For the engines cometbft and docker. Nothing of it needs the rights of an administrator.',
  ].join('\n\n');
  static override examples = [
    '<%= config.bin %> devnet fault kill validator-2 --for 10s',
    '<%= config.bin %> devnet fault delay 1 --delay 300ms',
    '<%= config.bin %> devnet fault loss validator-1 --loss 20 --for 1m',
    '<%= config.bin %> devnet fault clear validator-1',
    '<%= config.bin %> devnet fault --json',
  ];
  static override args = {
    fault: string({ description: 'What shall happen; nothing shows what is wrong now', options: [...KINDS] }),
    validator: string({ description: 'Its name or its number, such as validator-0 or 0' }),
  };
  static override flags = {
    ...nameFlag,
    for: durationFlag({ description: 'How long (default: until clear, or restart where it is killed or paused)' }),
    delay: durationFlag({ description: 'For delay: how late everything comes, each way (default: 200ms)' }),
    loss: integer({
      description: 'For loss: how much is lost at first, in percent (default: 10)',
      min: 1,
      max: 99,
    }),
  };

  async run(): Promise<FaultResult> {
    const { args, flags } = await this.parse(DevnetFault);
    const { name } = await this.settings(flags);
    const { control } = await runningDevnet(name);
    const { callDevnet } = await import('../../devnet/control/client.ts');
    if (args.fault === undefined) return this.show(await callDevnet(control, 'faults', {}));
    if (args.validator === undefined) {
      throw new AlloError('missingArgument', `Missing: the validator that shall ${args.fault}.`);
    }
    const request = this.request(args.fault as FaultKind, args.validator, flags);
    const interrupted = new AbortController();
    const forget = this.onInterrupt(() => interrupted.abort());
    const result = await callDevnet(control, 'fault', request, { signal: interrupted.signal });
    forget();
    const { lacks } = result;
    this.log(
      lacks === undefined
        ? `${request.validator} ${DONE[request.kind]}.`
        : `${request.validator} runs again, and is not ready yet: ${lacks}.`,
    );
    return this.show(result);
  }

  private request(
    kind: FaultKind,
    validator: string,
    flags: { for?: bigint | undefined; delay?: bigint | undefined; loss?: number | undefined },
  ): FaultRequest {
    const misplaced = (['delay', 'loss'] as const).find((flag) => flags[flag] !== undefined && flag !== kind);
    if (misplaced) throw new AlloError('badValue', `--${misplaced} is for the fault ${misplaced}, not for ${kind}.`);
    if (flags.for !== undefined && (kind === 'restart' || kind === 'clear')) {
      throw new AlloError('badValue', `--for is for what lasts, not for ${kind}.`);
    }
    const milliseconds = (duration: bigint): number => Number(duration / 1_000_000n);
    return {
      kind,
      validator: /^\d+$/.test(validator) ? `validator-${validator}` : validator,
      ...(flags.for !== undefined && { forMs: milliseconds(flags.for) }),
      ...(kind === 'delay' && { delayMs: milliseconds(flags.delay ?? 200_000_000n) }),
      ...(kind === 'loss' && { loss: (flags.loss ?? 10) / 100 }),
    };
  }

  private show(result: FaultResult): FaultResult {
    if (result.faults.length === 0) this.log('Nothing is wrong with any validator.');
    else {
      this.log(
        table(result.faults, [
          { head: 'VALIDATOR', value: (row) => row.validator },
          { head: 'FAULT', value: (row) => row.kind },
          { head: 'HOW MUCH', value: howMuch },
          { head: 'UNTIL', value: until },
        ]),
      );
    }
    return result;
  }
}

function until(row: Trouble): string {
  if (row.kind === 'crash') return 'it is started again';
  // What is wrong with its connections outlives a restart.
  return row.until ?? (row.kind === 'kill' || row.kind === 'pause' ? 'restart or clear' : 'clear');
}

function howMuch(row: Trouble): string {
  if (row.kind === 'crash') return row.why;
  const { delayMs, loss } = row;
  if (delayMs !== undefined) return `${delayMs} ms`;
  return loss === undefined ? '' : `${Math.round(loss * 100)} %`;
}
