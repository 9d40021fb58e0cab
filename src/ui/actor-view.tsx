import { styleText } from 'node:util';
import { Box, render, Text } from 'ink';
import { formatAmount } from '../cli/amounts.ts';
import { shortDecimal } from '../cli/decimal-text.ts';
import type { ActorTitle, ActorView } from '../cli/run-command.ts';
import type { ActorNews } from '../worker/run/news.ts';

/** How an actor stands: what the lines below its news say. */
export interface Standing {
  readonly link: string;
  readonly open: { readonly nonce: number; readonly end: number } | null;
  readonly counts: { readonly submitted: number; readonly skipped: number; readonly missed: number };
  readonly score: string | null;
  readonly reward: string | null;
}

const COLOURS: Partial<Record<ActorNews['event'], Parameters<typeof styleText>[0]>> = {
  submitted: 'green',
  reward: 'yellow',
  retry: 'red',
  missed: 'red',
  log: 'gray',
  link: 'gray',
};

/** The picture below the news. */
export function ActorPicture({ title, standing }: { title: ActorTitle; standing: Standing }) {
  const { link, open, counts, score, reward } = standing;
  return (
    <Box flexDirection="column" borderStyle="round" paddingX={1}>
      <Text bold>
        {title.who}, {title.role} of topic {title.topicId} on {title.network}
      </Text>
      <Text dimColor>
        {link}
        {title.metrics ? `, metrics at ${title.metrics}` : ''}
      </Text>
      <Text>{open ? `nonce ${open.nonce} is open until block ${open.end}` : 'no window is open'}</Text>
      <Text>
        {counts.submitted} submitted, {counts.missed} missed, {counts.skipped} left out; score{' '}
        {score === null ? '–' : shortDecimal(score)}; last reward{' '}
        {reward === null ? '–' : formatAmount(reward.replace(/\..*$/, ''))}
      </Text>
    </Box>
  );
}

/** How an actor stands before it has told anything. */
export const BEGINNING: Standing = {
  link: 'connecting',
  open: null,
  counts: { submitted: 0, skipped: 0, missed: 0 },
  score: null,
  reward: null,
};

/** How it stands after it told something; `text` is how that is said. */
export function after(next: Standing, news: ActorNews, text: string): Standing {
  switch (news.event) {
    case 'window':
      return { ...next, open: { nonce: news.nonce, end: news.end } };
    case 'submitted':
    case 'skipped':
    case 'missed':
      return { ...next, open: null, counts: { ...next.counts, [news.event]: next.counts[news.event] + 1 } };
    case 'already':
      return { ...next, open: null };
    case 'link':
      return { ...next, link: text };
    case 'score':
      return { ...next, score: news.score };
    case 'reward':
      return { ...next, reward: news.amount };
    default:
      return next;
  }
}

/** Shows an actor at work: its news as they come, and below them how it stands. */
export function startActorView(title: ActorTitle, line: (news: ActorNews) => string): ActorView {
  let standing = BEGINNING;
  const app = render(<ActorPicture title={title} standing={standing} />, { exitOnCtrlC: false });
  return {
    take(news) {
      const text = line(news);
      const colour = COLOURS[news.event];
      // biome-ignore lint/suspicious/noConsole: Ink puts what is written to the console above what it shows
      console.log(colour ? styleText(colour, text) : text);
      standing = after(standing, news, text);
      app.rerender(<ActorPicture title={title} standing={standing} />);
    },
    async stop() {
      app.unmount();
      await app.waitUntilExit();
    },
  };
}
