import { expect, test } from 'vitest';
import { rejectionHint } from '../../../src/cli/rejection-hints.ts';
import { chainText } from '../../../src/client/chain-text.ts';

test.each([
  [
    'a missing thing',
    'rpc error: code = NotFound desc = topic 1 not found: key not found',
    { reason: 'topic 1 not found', missing: true },
  ],
  [
    'a failed simulation',
    "rpc error: code = Unknown desc = failed to execute message; message index: 0: topic 1: address is not registered with gas used: '83600': invalid request",
    { reason: 'topic 1: address is not registered', missing: false },
  ],
  [
    'a simulation that missed something',
    "rpc error: code = Unknown desc = failed to execute message; message index: 0: rpc error: code = NotFound desc = topic 7 not found: key not found with gas used: '83610': invalid request",
    { reason: 'topic 7 not found', missing: true },
  ],
  [
    'the second message of several',
    'failed to execute message; message index: 1: 5uallo is smaller than 6uallo: insufficient funds',
    { reason: 'message 1: 5uallo is smaller than 6uallo: insufficient funds', missing: false },
  ],
  [
    'the source lines of the reference',
    'account sequence mismatch, expected 3, got 2: incorrect account sequence [cosmos/cosmos-sdk@v0.50.11/x/auth/ante/sigverify.go:290]',
    { reason: 'account sequence mismatch, expected 3, got 2: incorrect account sequence', missing: false },
  ],
  ['nothing to take away', 'out of gas', { reason: 'out of gas', missing: false }],
  ['nothing', '', { reason: '', missing: false }],
])('finds the reason in %s', (_, log, expected) => {
  expect(chainText(log)).toEqual(expected);
});

test('a hint names the topic that the reason names', () => {
  expect(rejectionHint('topic 12 has no worker window open: none is waiting')).toContain('allo epoch windows 12');
  expect(rejectionHint('reputer allo1x, topic 3: address is not registered in this topic')).toContain(
    'reputer register 3',
  );
  expect(rejectionHint('topic 4 not found')).toContain('allo topic list');
  expect(rejectionHint('the moon is not full')).toBeUndefined();
});
