import { boolean, integer, string } from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { AlloError } from '../cli/errors.ts';
import type { EngineKind } from '../devnet/types.ts';
import type { QuickstartResult } from '../quickstart/result.ts';
import type { Series } from '../quickstart/series.ts';
import type { StoryEvent } from '../quickstart/story.ts';

/** Whoever shows the story while it goes on. */
interface Teller {
  take(event: StoryEvent): void;
  stop(): Promise<void>;
}

export default class Quickstart extends BaseCommand {
  static override summary =
    'Watch a decentralised network learn: models, forecasters and reputers on real data, on a devnet of its own.';
  static override description =
    'Replays a series, oldest value first and without looking ahead. Five honest models answer, two forecasters predict their losses, three reputers judge; after 120 epochs a better model joins. Everything is signed and sent to a devnet, which is removed at the end unless --keep is given.';
  static override examples = [
    '<%= config.bin %> quickstart',
    '<%= config.bin %> quickstart --data unemployment',
    '<%= config.bin %> quickstart --data ./my-series.csv --season 7',
    '<%= config.bin %> quickstart --keep',
  ];
  static override flags = {
    name: string({ description: 'Name of the devnet (default: quickstart)', helpGroup: 'GLOBAL' }),
    data: string({
      description: 'elnino (default), unemployment, electrical, or a CSV file of date,value rows',
      default: 'elnino',
    }),
    season: integer({
      description: 'Observations in one season (default: 12, 4, 12; 1 for a file)',
      min: 1,
      max: 1000,
    }),
    validators: integer({ description: 'Number of validators of the devnet (default: 4)', min: 1, max: 100 }),
    engine: string({
      description: 'Who orders the blocks; with any of them the numbers are the same (default: embedded)',
      options: ['embedded', 'cometbft', 'docker'],
    }),
    keep: boolean({ description: 'Leave the devnet running at the end' }),
  };

  async run(): Promise<QuickstartResult> {
    const { flags } = await this.parse(Quickstart);
    const { season, data, keep } = flags;
    const { name, devnet, consumer } = await this.settings(flags);
    const [{ runStory }, { planStory }, { closingText, quickstartResult }] = await Promise.all([
      import('../quickstart/run.ts'),
      import('../quickstart/plan.ts'),
      import('../quickstart/result.ts'),
    ]);
    const series = await this.series(data, season);
    const plan = planStory(series);
    this.log(`Question: the next value of ${series.title}`);
    if (plan.note) this.note(plan.note);
    const interrupted = new AbortController();
    const settled = Promise.withResolvers<void>();
    const forget = this.onInterrupt(() => {
      interrupted.abort(new AlloError('interrupted', 'Interrupted.'));
      return settled.promise;
    });
    const teller = await this.teller(series);
    const { startDisplay } = await import('../cli/start-progress.ts');
    const starting = await startDisplay(devnet, { plain: true, note: (text) => this.note(text) });
    try {
      const story = await runStory({
        series,
        plan,
        // Whoever names no devnet gets one of its own, beside the default one.
        name: name === 'default' ? 'quickstart' : name,
        validators: devnet.validators,
        engine: devnet.engine as EngineKind,
        host: devnet.host,
        rpcPort: devnet.rpcPort,
        grpcPort: devnet.grpcPort,
        restPort: devnet.restPort,
        consumerPort: devnet.consumerPort,
        faucetPort: devnet.faucetPort,
        consumer,
        keep,
        root: this.config.root,
        signal: interrupted.signal,
        onStep: (step) => starting.step(step),
        started: (_, notes) => {
          for (const note of notes) this.note(note);
        },
        tell: (event) => teller.take(event),
      });
      await teller.stop();
      this.log();
      for (const line of closingText(story.report, plan, story)) this.log(line);
      this.log();
      this.log(
        keep
          ? `The devnet "${story.devnet.name}" still runs: allo synthesis explain ${story.topicId} --name ${story.devnet.name}`
          : 'The devnet is gone. Keep it with --keep, or begin your own: allo devnet up',
      );
      return quickstartResult(series, plan, story, keep ? story.devnet.name : null);
    } catch (error) {
      await teller.stop();
      throw error;
    } finally {
      forget();
      settled.resolve();
    }
  }

  private async series(data: string, season: number | undefined): Promise<Series> {
    const { loadSeries, SeriesError } = await import('../quickstart/series.ts');
    try {
      return await loadSeries(data, season);
    } catch (error) {
      if (!(error instanceof SeriesError)) throw error;
      throw new AlloError('badValue', `--data: ${error.message}`, {
        hint: 'Use elnino, unemployment, electrical, or a CSV file of date,value rows, oldest first.',
        cause: error,
      });
    }
  }

  /** A live view on a terminal, plain lines elsewhere. */
  private async teller(series: Series): Promise<Teller> {
    const floor = (series.resolution / 2) ** 2;
    if (!this.plain) {
      const { startQuickstartView } = await import('../ui/quickstart-view.tsx');
      return startQuickstartView(floor);
    }
    const { PlainLines } = await import('../quickstart/plain-lines.ts');
    const lines = new PlainLines(floor);
    return {
      take: (event) => {
        for (const line of lines.take(event)) this.log(line);
      },
      stop: async () => {},
    };
  }
}
