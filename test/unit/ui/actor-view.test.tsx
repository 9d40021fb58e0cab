import { renderToString } from 'ink';
import { expect, test } from 'vitest';
import { ActorPicture, after, BEGINNING } from '../../../src/ui/actor-view.tsx';
import type { ActorNews } from '../../../src/worker/run/news.ts';

const title = { who: 'alice', role: 'worker', topicId: '1', network: 'the devnet', metrics: null } as const;

/** What a person sees after some news, without the frame. */
function seen(...news: readonly ActorNews[]): string[] {
  const standing = news.reduce((now, one) => after(now, one, `${one.event} in words`), BEGINNING);
  const picture = renderToString(<ActorPicture title={title} standing={standing} />, { columns: 100 });
  return picture
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replaceAll('│', '').trim());
}

const opened: ActorNews = { event: 'window', nonce: 24, start: 25, end: 36 };
const submitted: ActorNews = {
  event: 'submitted',
  nonce: 24,
  txHash: 'AB',
  height: 30,
  seconds: 0.1,
  says: '2500',
};

test('begins with nothing', () => {
  expect(seen()).toEqual([
    'alice, worker of topic 1 on the devnet',
    'connecting',
    'no window is open',
    '0 submitted, 0 missed, 0 left out; score –; last reward –',
  ]);
});

test('shows the open window and the link', () => {
  expect(seen({ event: 'link', state: 'websocket', reason: null }, opened).slice(1, 3)).toEqual([
    'link in words',
    'nonce 24 is open until block 36',
  ]);
});

test('counts what became of each nonce, and keeps score and reward', () => {
  const after24 = seen(
    opened,
    submitted,
    { event: 'score', nonce: 24, score: '0.25', smoothed: null },
    { event: 'reward', nonce: 24, amount: '1500000.75' },
    { event: 'window', nonce: 48, start: 49, end: 60 },
    { event: 'missed', nonce: 48, end: 60, reason: 'late' },
    { event: 'skipped', nonce: 72, reason: 'no answer' },
  );
  expect(after24.slice(2)).toEqual([
    'no window is open',
    '1 submitted, 1 missed, 1 left out; score 0.25; last reward 1500000 uallo',
  ]);
});
