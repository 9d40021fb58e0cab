import { describe, expect, test } from 'vitest';
import { matches } from '../../../src/engine/embedded/query/match.ts';
import { parseQuery, QueryError } from '../../../src/engine/embedded/query/parse.ts';

const values = new Map([
  ['tm.event', ['NewBlockEvents']],
  ['emissions.v10.EventWorkerSubmissionWindowOpened.topic_id', ['"1"', '"12"']],
  ['transfer.amount', ['100000000000000000000000000uallo', '8.25uallo']],
  ['block.height', ['42']],
  ['launch.time', ['2026-03-01T12:00:00Z']],
  ['launch.date', ['2026-03-01']],
]);

describe('the query language', () => {
  test.each([
    [`tm.event='NewBlockEvents'`, true],
    [`tm.event = 'NewBlockEvents' AND emissions.v10.EventWorkerSubmissionWindowOpened.topic_id = '"1"'`, true],
    [`emissions.v10.EventWorkerSubmissionWindowOpened.topic_id = '"2"'`, false],
    [`tm.event CONTAINS 'Block' AND block.height EXISTS`, true],
    ['missing.key EXISTS', false],
    ['block.height = 42', true],
    ['block.height<42', false],
    ['block.height <= 42 AND block.height >= 42 AND block.height > 41.5', true],
    ['transfer.amount > 99999999999999999999999999', true],
    ['transfer.amount > 100000000000000000000000000', false],
    ['transfer.amount = 8.250', true],
    ['tm.event > 1', false],
    ['launch.time >= TIME 2026-03-01T13:00:00+01:00', true],
    ['launch.time < TIME 2026-03-01T11:59:59Z', false],
    ['launch.date = DATE 2026-03-01', true],
    ['launch.time > DATE 2026-03-01', true],
  ])('%s is %s', (query, expected) => {
    expect(matches(parseQuery(query), values)).toBe(expected);
  });

  test.each([
    '',
    '=',
    'tm.event',
    'tm.event=',
    `tm.event='NewBlock`,
    `tm.event='NewBlock' AND`,
    `tm.event='NewBlock' tx.height=1`,
    `tm.event='NewBlock' OR tx.height=1`,
    `tx.height > 'five'`,
    'tx.height CONTAINS 5',
    'a = TIME yesterday',
    'a = DATE 2026-13-45',
    'a = 1x',
    '"a" = 1',
  ])('refuses %s', (query) => {
    expect(() => parseQuery(query)).toThrow(QueryError);
  });
});
