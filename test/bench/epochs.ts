import { Story } from '../unit/emissions/story.ts';
import { figure, line, show } from './measure.ts';

/** Epochs that are played before the clock runs: forecasters count from the third on. */
const WARM = 8;
const MEASURED = 40;
const RUNS = 5;

/** Sizes of a topic, and how many of its epochs a second there are to be. */
const SIZES = [
  { inferers: 10, forecasters: 3, reputers: 3, aim: 20, epochs: MEASURED },
  { inferers: 32, forecasters: 6, reputers: 6, aim: 4, epochs: 12 },
] as const;

/** Milliseconds that the application takes for whole epochs whose transactions were signed before: payloads, closes, rewards. */
export function measureEpochs(size: (typeof SIZES)[number], runs = RUNS): number[] {
  const { inferers, forecasters, reputers, epochs } = size;
  const story = new Story({ inferers, forecasters, stakes: Array.from({ length: reputers }, () => 50_000n) });
  story.reward(WARM);
  const warm = story.chain.height;
  story.reward(epochs);
  const { blocks, appHashes } = story.chain;
  return Array.from({ length: runs }, () => {
    const again = story.newChain();
    for (const txs of blocks.slice(0, Number(warm))) again.block(txs);
    const start = performance.now();
    for (const txs of blocks.slice(Number(warm))) again.block(txs);
    const took = performance.now() - start;
    if (again.appHashes.at(-1) !== appHashes.at(-1)) throw new Error('the same blocks gave another state');
    return took;
  });
}

/** Whole epochs of one topic with epoch length 12 in the application, rewards included. */
export async function benchEpochs(): Promise<void> {
  for (const size of SIZES) {
    const perSecond = measureEpochs(size).map((milliseconds) => (size.epochs * 1000) / milliseconds);
    const { inferers, forecasters, reputers, aim } = size;
    line(
      `epochs of ${inferers} inferers, ${forecasters} forecasters, ${reputers} reputers, a second`,
      show(figure(perSecond), 1),
      `aim ${aim}`,
    );
  }
}
