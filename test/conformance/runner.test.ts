import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Dec } from '../../src/protocol/decimal/index.ts';
import { SAME_TEXT, withinSum, withinUnits } from './compare.ts';
import { math } from './math.ts';
import { type Adapter, type Case, dec, largestMagnitude } from './registry.ts';
import type { Superseded } from './superseded.ts';
import { findVectors, readVectors, runVectors } from './vectors.ts';

const file = (name: string, ...cases: Case[]) => ({ version: 'test', function: name, cases });
const failures = (adapter: Adapter | undefined, name: string, vector: Case, entries: Superseded[] = []) =>
  runVectors('math', file(name, vector), adapter!, entries).failures;
const given = (value: string, agreement = SAME_TEXT): Adapter => ({ agreement, run: () => dec(value) });

describe('what counts as agreement', () => {
  test('text: a trailing zero is a difference', () => {
    expect(failures(given('1.0'), 'X', { in: {}, out: '1.0' })).toEqual([]);
    expect(failures(given('1.00'), 'X', { in: {}, out: '1.0' })).toHaveLength(1);
  });
  test('units: one unit in the 34th digit and no more', () => {
    const one = withinUnits(1);
    const out = '1.000000000000000000000000000000000';
    expect(failures(given('1.000000000000000000000000000000001', one), 'X', { in: {}, out })).toEqual([]);
    expect(failures(given('1.000000000000000000000000000000002', one), 'X', { in: {}, out })).toHaveLength(1);
  });
  test('sum: 1e-28 of the largest magnitude', () => {
    const sum = withinSum((input) => largestMagnitude(input.terms as string[]));
    const input = { terms: ['-1000', '999'] };
    expect(failures(given('1E-25', sum), 'X', { in: input, out: '0' })).toEqual([]);
    expect(failures(given('1.1E-25', sum), 'X', { in: input, out: '0' })).toHaveLength(1);
  });
  test('a tolerance that the case states', () => {
    expect(failures(given('1.01'), 'X', { in: {}, out: '1', tolerance: '0.01' })).toEqual([]);
    expect(failures(given('1.02'), 'X', { in: {}, out: '1', tolerance: '0.01' })).toHaveLength(1);
  });
  test('lists, records and errors must have the same shape', () => {
    const list: Adapter = { agreement: SAME_TEXT, run: () => [Dec.ONE, ['a', Dec.TWO]] };
    expect(failures(list, 'X', { in: {}, out: ['1', ['a', '2']] })).toEqual([]);
    expect(failures(list, 'X', { in: {}, out: ['1', ['b', '2']] })).toHaveLength(1);
    expect(failures(list, 'X', { in: {}, out: ['1'] })).toHaveLength(1);
    expect(failures(list, 'X', { in: {}, err: { codespace: 'math', code: 6, msg: '' } })).toHaveLength(1);
    const nan = { x: 'NaN', y: '1' };
    expect(failures(math.Add, 'Add', { in: nan, err: { codespace: 'math', code: 6, msg: '' } })).toEqual([]);
    expect(failures(math.Add, 'Add', { in: nan, err: { codespace: 'math', code: 7, msg: '' } })).toHaveLength(1);
    expect(failures(math.Add, 'Add', { in: nan, out: '1' })).toHaveLength(1);
  });
  test('an error without a code is a fault of ours and passes nothing', () => {
    const broken: Adapter = {
      agreement: SAME_TEXT,
      run: () => {
        throw new TypeError('broken');
      },
    };
    const vector = { in: {}, err: { codespace: 'undefined', code: 1, msg: '' } };
    expect(() => runVectors('math', file('X', vector), broken, [])).toThrow('broken');
  });
});

describe('superseded cases', () => {
  const zero: Superseded = {
    set: 'math',
    function: 'Ln',
    when: { x: { lte: '0' } },
    expected: { out: { matches: 'Infinity' } },
    instead: { err: 'undefined/1' },
    reason: 'test',
  };
  test('a rule holds for other operands, and only for what it describes', () => {
    expect(failures(math.Ln, 'Ln', { in: { x: '0E-7' }, out: '-Infinity' }, [zero])).toEqual([]);
    expect(failures(math.Ln, 'Ln', { in: { x: '2' }, out: '-Infinity' }, [zero])).toHaveLength(1);
  });
  test('an entry that no longer differs fails', () => {
    const stale: Superseded = { set: 'math', function: 'Ln', in: { x: '1' }, instead: { out: '0' }, reason: 'test' };
    expect(failures(math.Ln, 'Ln', { in: { x: '1' }, out: '0' }, [stale])).toHaveLength(1);
  });
  test('what is stated instead must be what we give', () => {
    const wrong: Superseded = { ...zero, instead: { out: '1' } };
    expect(failures(math.Ln, 'Ln', { in: { x: '0' }, out: '-Infinity' }, [wrong])).toHaveLength(1);
    const bound: Superseded = { set: 'math', function: 'Ln', instead: { within: '1E-3' }, reason: 'test' };
    expect(failures(math.Ln, 'Ln', { in: { x: '1' }, out: '0.001' }, [bound])).toEqual([]);
    expect(failures(math.Ln, 'Ln', { in: { x: '1' }, out: '0.002' }, [bound])).toHaveLength(1);
  });
});

describe('folders', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'allokit-vectors-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('an empty or a missing folder says so', () => {
    expect(() => findVectors(folder)).toThrow(`no vector files (<set>/<function>.json) in ${folder}`);
    expect(() => findVectors(join(folder, 'none'))).toThrow(`there is no folder ${join(folder, 'none')}`);
  });
  test('sets are folders; files that are not JSON are left alone', () => {
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'other', 'F.json'), JSON.stringify(file('F')));
    writeFileSync(join(folder, 'other', 'table.csv'), 'a,b');
    writeFileSync(join(folder, 'README.md'), '');
    expect(findVectors(folder)).toEqual([{ set: 'other', path: join(folder, 'other', 'F.json') }]);
    expect(readVectors(join(folder, 'other', 'F.json'))).toEqual({ version: 'test', function: 'F', cases: [] });
  });
  test('a file of another form is named', () => {
    const path = join(folder, 'F.json');
    writeFileSync(path, '{');
    expect(() => readVectors(path)).toThrow(`${path}: not JSON`);
    writeFileSync(path, '{"cases":[]}');
    expect(() => readVectors(path)).toThrow(`${path}: wants "function" and "cases"`);
  });
});
