import { Dice } from './cast.ts';
import type { Coverage } from './coverage.ts';
import { History, type PlayedBlock, retold } from './history.ts';
import { brokenLaws, Replica } from './laws.ts';
import { FOLLOWED, lossyPassage } from './passage.ts';

const BLOCKS = 200;

/** Heights at which a history is exported and imported. */
function exported(seed: number): number[] {
  const dice = new Dice(seed + 1_000_003);
  return [dice.int(20, 90), dice.int(91, BLOCKS - FOLLOWED)];
}

/**
 * Plays the history of a seed, block by block, and holds each of them to the laws. Throws at the first block that breaks one, with what it
 * takes to play it again: no shorter history of this seed breaks any.
 * @returns what the history reached
 */
export function playHistory(seed: number): Coverage {
  const history = new History(seed);
  const replica = new Replica(history);
  const passages = exported(seed);
  const blocks: PlayedBlock[] = [];
  for (let height = 1; height <= BLOCKS; height++) {
    const block = history.next();
    blocks.push(block);
    const broken = [...brokenLaws(history, block), ...replica.differences(block)];
    if (passages.includes(height - FOLLOWED)) broken.push(...lossyPassage(history, blocks.slice(-FOLLOWED)));
    if (broken.length > 0) throw new Error(retold(history, block, broken.join('\n  ')));
  }
  return history.coverage;
}
