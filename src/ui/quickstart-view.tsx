import { Box, render, Text } from 'ink';
import type { LiveLine } from '../quickstart/live.ts';
import { LiveLosses } from '../quickstart/live.ts';
import type { Progress, StoryEvent } from '../quickstart/story.ts';
import { bar, sparkline } from './sparkline.ts';

interface Scene {
  readonly step: string;
  readonly lines: readonly LiveLine[];
  readonly progress: Progress | undefined;
  readonly columns: number;
}

const NAME = 18;
const SHARE = 14;

const COLOURS: Readonly<Record<LiveLine['kind'], string>> = {
  worker: 'cyan',
  forecaster: 'magenta',
  average: 'gray',
  network: 'green',
};

function Row({ line, width, low, high }: { line: LiveLine; width: number; low: number; high: number }) {
  const latest = line.losses.at(-1);
  const share = line.share;
  return (
    <Box>
      <Text bold={line.kind === 'network'} color={COLOURS[line.kind]}>
        {(line.kind === 'forecaster' ? `${line.name} forecast` : line.name).padEnd(NAME)}
      </Text>
      <Text color={COLOURS[line.kind]}>{sparkline(line.losses, width, low, high).padEnd(width)}</Text>
      <Text>{(latest === undefined ? '' : latest.toFixed(2)).padStart(7)} </Text>
      <Text color="yellow">{(share === undefined ? '' : bar(share, SHARE)).padEnd(SHARE)}</Text>
      <Text dimColor>{share === undefined ? '' : `${(100 * share).toFixed(0)} %`.padStart(5)}</Text>
    </Box>
  );
}

function View({ step, lines, progress, columns }: Scene) {
  const width = Math.max(12, Math.min(60, columns - NAME - SHARE - 15));
  const shown = lines.flatMap(({ losses }) => losses.slice(-width));
  const low = Math.min(...shown, 0);
  const high = Math.max(...shown, low + 0.01);
  const done = progress ? progress.epochs / progress.of : 0;
  return (
    <Box flexDirection="column">
      <Text bold>{step}</Text>
      <Text> </Text>
      <Text dimColor>
        {'log10 loss, mean of 12 epochs (lower is better)'.padEnd(NAME + width + 8)}
        {'weight'}
      </Text>
      {lines.map((line) => (
        <Row key={line.name} line={line} width={width} low={low} high={high} />
      ))}
      <Text> </Text>
      {progress ? (
        <Text>
          {bar(done, 30).padEnd(30, '·')} epoch {progress.epochs} of {progress.of}, {progress.blocks} blocks,{' '}
          {progress.blocksPerSecond.toFixed(0)} a second
        </Text>
      ) : null}
    </Box>
  );
}

/** A live view of a story on a terminal. `stop` leaves the last picture standing. */
export interface QuickstartView {
  take(event: StoryEvent): void;
  stop(): Promise<void>;
}

/** @param floor smallest raw loss */
export function startQuickstartView(floor: number): QuickstartView {
  const live = new LiveLosses(floor);
  let scene: Scene = {
    step: 'setting the scene',
    lines: [],
    progress: undefined,
    columns: process.stdout.columns,
  };
  const app = render(<View {...scene} />, { exitOnCtrlC: false });
  const show = (change: Partial<Scene>): void => {
    scene = { ...scene, ...change, columns: process.stdout.columns };
    app.rerender(<View {...scene} />);
  };
  return {
    take(event) {
      live.take(event);
      if (event.kind === 'opened')
        show({ step: `topic ${event.topicId} is open; nobody knows yet which model is best` });
      if (event.kind === 'joined') show({ step: `someone better joins: ${event.name} (${event.about})` });
      if (event.kind === 'epoch') show({ lines: live.lines, progress: event.progress });
    },
    async stop() {
      app.unmount();
      await app.waitUntilExit();
    },
  };
}
