import { describe, expect, test } from 'vitest';
import { updateNonces } from '../../../src/chain/modules/emissions/epochs/nonces.ts';
import { reputerNonces, workerNonces } from '../../../src/chain/modules/emissions/epochs/open-nonces.ts';
import {
  reputerCloseDue,
  reputerOpening,
  reputerWindow,
  workerWindow,
} from '../../../src/chain/modules/emissions/epochs/windows.ts';
import { state } from '../../../src/chain/modules/emissions/state.ts';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { Workbench } from './workbench.ts';

const weights = (...pairs: [bigint, number][]) => new Map(pairs.map(([id, weight]) => [id, Dec.of(weight)]));

/** A bench with topic 1, churned at the given height. */
function churned(
  height: bigint,
  fields: Parameters<Workbench['topic']>[0] = {},
  params: ConstructorParameters<typeof Workbench>[0] = {},
) {
  const bench = new Workbench(params);
  bench.topic(fields);
  bench.height = height;
  updateNonces(bench.ctx, weights([1n, 1]));
  return bench;
}

const attributes = (bench: Workbench) =>
  bench.events.map((event) => Object.fromEntries(event.attributes.map(({ key, value }) => [key, value])));

describe('windows', () => {
  test('follow the timeline of the specification (§4.7): epoch length 100, lag 150, window 20', () => {
    const topic = { epochLength: 100n, groundTruthLag: 150n, workerSubmissionWindow: 20n };
    expect(workerWindow(topic, 1100n)).toEqual({ start: 1100n, end: 1120n });
    expect(reputerWindow(topic, 1100n)).toEqual({ start: 1250n, end: 1400n });
    expect(reputerOpening(topic, 1100n)).toEqual({ start: 1250n, end: 1300n });
    expect(reputerCloseDue(topic, 1100n)).toBe(1350n);
  });

  test('a lag that is a multiple of the epoch length leaves no extra lag', () => {
    const topic = { epochLength: 12n, groundTruthLag: 24n, workerSubmissionWindow: 12n };
    expect(reputerWindow(topic, 100n)).toEqual({ start: 124n, end: 136n });
    expect(reputerOpening(topic, 100n)).toEqual({ start: 124n, end: 124n });
    expect(reputerCloseDue(topic, 100n)).toBe(136n);
  });
});

describe('opening worker nonces', () => {
  test('opens the churn height, notes the end of its window and says so', () => {
    const bench = churned(100n);
    expect(state.topics.get(bench.ctx, 1n)?.epochLastEnded).toBe(100n);
    expect(workerNonces.list(bench.ctx, 1n)).toEqual([100n]);
    expect(state.openWorkerWindows.get(bench.ctx, 110n)?.topicIds).toEqual([1n]);
    expect(attributes(bench)).toEqual([{ nonce_block_height: '"100"', topic_id: '"1"', window_end_block: '"110"' }]);
    expect(bench.takeEvents()).toEqual(['WorkerSubmissionWindowOpened']);
  });

  test('serves the heaviest topics only, ties by id, none without weight', () => {
    const opened = (cap: bigint, ...pairs: [bigint, number][]) => {
      const bench = new Workbench({ maxActiveTopicsPerBlock: cap });
      for (const [id] of pairs) bench.topic({ id });
      bench.height = 50n;
      updateNonces(bench.ctx, weights(...pairs));
      return pairs.map(([id]) => id).filter((id) => workerNonces.has(bench.ctx, id, 50n));
    };
    expect(opened(1n, [1n, 5], [2n, 9], [3n, 7])).toEqual([2n]);
    expect(opened(2n, [3n, 4], [1n, 4], [2n, 4])).toEqual([1n, 2n]);
    expect(opened(2n, [1n, 0], [2n, 0])).toEqual([]);
  });

  test('a topic that fails is logged and does not stop the others', () => {
    const bench = new Workbench({ maxActiveTopicsPerBlock: 3n });
    bench.topic({ id: 2n });
    bench.height = 50n;
    updateNonces(bench.ctx, weights([1n, 9], [2n, 1]));
    expect(workerNonces.list(bench.ctx, 2n)).toEqual([50n]);
    expect(bench.log).toEqual([expect.stringContaining('topic 1')]);
  });

  test('keeps the newest nonces up to the cap and drops the aged ones', () => {
    const bench = churned(1000n, {}, { maxUnfulfilledWorkerRequests: 3n, maxUnfulfilledReputerRequests: 1n });
    for (const height of [1012n, 1024n, 1036n]) {
      bench.height = height;
      updateNonces(bench.ctx, weights([1n, 1]));
    }
    expect(workerNonces.list(bench.ctx, 1n)).toEqual([1036n, 1024n, 1012n]);
    // Bounds at 1060: reputers 1060 − (2·12 + 12) = 1024, workers one epoch less.
    reputerNonces.add(bench.ctx, 1n, 1012n, 9n);
    bench.height = 1060n;
    updateNonces(bench.ctx, weights([1n, 1]));
    expect(workerNonces.list(bench.ctx, 1n)).toEqual([1060n, 1036n, 1024n]);
    expect(reputerNonces.list(bench.ctx, 1n)).toEqual([]);
    expect(bench.log).toEqual([]);
  });

  test('adding is idempotent, fulfilling what is not open does nothing', () => {
    const bench = churned(100n);
    workerNonces.add(bench.ctx, 1n, 100n, 5n);
    workerNonces.fulfil(bench.ctx, 1n, 99n);
    expect(workerNonces.list(bench.ctx, 1n)).toEqual([100n]);
    workerNonces.fulfil(bench.ctx, 1n, 100n);
    expect(workerNonces.list(bench.ctx, 1n)).toEqual([]);
  });
});

describe('reputer nonces at a churn', () => {
  test('the window is announced once, at the first churn after the ground truth', () => {
    const bench = churned(1200n, { epochLength: 100n, groundTruthLag: 150n, workerSubmissionWindow: 20n });
    reputerNonces.add(bench.ctx, 1n, 1100n, 9n);
    bench.takeEvents();
    const at = (height: bigint) => {
      bench.height = height;
      updateNonces(bench.ctx, weights([1n, 1]));
      const opened = attributes(bench).find(
        ({ window_end_block, nonce_block_height }) => nonce_block_height === '"1100"' && window_end_block,
      );
      bench.takeEvents();
      return opened?.window_end_block;
    };
    expect(at(1200n)).toBeUndefined();
    expect(at(1300n)).toBe('"1400"');
    expect(reputerNonces.list(bench.ctx, 1n)).toEqual([1100n]);
    expect(at(1400n)).toBeUndefined();
    expect(reputerNonces.list(bench.ctx, 1n)).toEqual([]);
  });

  test('a due nonce without losses is closed all the same, the block goes on', () => {
    const bench = churned(100n);
    reputerNonces.add(bench.ctx, 1n, 76n, 9n);
    bench.takeEvents();
    updateNonces(bench.ctx, weights([1n, 1]));
    expect(bench.takeEvents()).toEqual(['WorkerSubmissionWindowOpened', 'ReputerSubmissionWindowClosed']);
    expect(reputerNonces.list(bench.ctx, 1n)).toEqual([]);
    expect(bench.log).toEqual([expect.stringContaining('reputer nonce 76 closed without losses')]);
  });

  test('a nonce whose workers are still open is dropped', () => {
    const bench = churned(100n);
    workerNonces.add(bench.ctx, 1n, 76n, 9n);
    reputerNonces.add(bench.ctx, 1n, 76n, 9n);
    bench.takeEvents();
    updateNonces(bench.ctx, weights([1n, 1]));
    expect(bench.takeEvents()).toEqual(['WorkerSubmissionWindowOpened']);
    expect(reputerNonces.list(bench.ctx, 1n)).toEqual([]);
  });
});
