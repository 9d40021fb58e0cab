import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { planStory } from '../../../src/quickstart/plan.ts';
import { knownSeries, loadSeries, SeriesError } from '../../../src/quickstart/series.ts';

const folder = mkdtempSync(join(tmpdir(), 'allokit-series-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function csv(text: string): string {
  const path = join(folder, `${Math.abs([...text].reduce((hash, c) => (hash * 31 + c.charCodeAt(0)) | 0, 7))}.csv`);
  writeFileSync(path, text);
  return path;
}

const rows = (count: number, value = (i: number) => `${10 + ((i * 37) % 11) / 4}`): string =>
  ['date,value', ...Array.from({ length: count }, (_, i) => `d${i},${value(i)}`)].join('\n');

/** Values under dates that can be compared. */
const years = (count: number): number[] => Array.from({ length: count }, (_, i) => 1900 + i);
const dated = (dates: readonly number[]): string =>
  ['date,value', ...dates.map((date, i) => `${date},${(i * 7) % 5}`)].join('\n');

describe('series', () => {
  test.each(Object.keys(knownSeries))('%s comes along, whole and with its resolution', async (name) => {
    const series = await loadSeries(name);
    expect(series.values.length).toBe(series.dates.length);
    expect({
      name,
      rows: series.values.length,
      resolution: series.resolution,
      season: series.season,
    }).toMatchSnapshot();
  });

  test('the resolution is the smallest non-zero difference between any two values, without binary noise', async () => {
    const series = await loadSeries(csv(rows(40, (i) => (i % 2 ? '0.3' : i % 3 ? '0.1' : '0.25'))));
    expect(series.resolution).toBe(0.05);
  });

  test('quoted cells are read, and a season that does not fit is refused', async () => {
    const path = csv(dated(years(50)).replaceAll(/(\d+),(\d)/g, '"$1","$2"'));
    expect((await loadSeries(path, 25)).values).toHaveLength(50);
    await expect(loadSeries(path, 26)).rejects.toThrow(/a season of 26 observations needs at least 52 rows/);
  });

  test("a file of one's own has no season unless one is given", async () => {
    const path = csv(rows(40));
    expect((await loadSeries(path)).season).toBe(1);
    expect((await loadSeries(path, 7)).season).toBe(7);
  });

  test.each([
    ['a missing file', join(folder, 'nowhere.csv'), /no such file/],
    ['too few rows', csv(rows(39)), /39 rows; at least 40/],
    ['a constant series', csv(rows(60, () => '5')), /never changes/],
    ['a word for a number', csv(`${rows(50)}\nd50,NaN`), /line 52: want 'date,value'/],
    ['a third column', csv(`${rows(50)}\nd50,1,2`), /line 52: want 'date,value'/],
    ['a huge value', csv(`${rows(50)}\nd50,1e300`), /line 52: the value 1e300 is beyond 1e30 in size/],
    ['an empty file', csv(''), /0 rows/],
    [
      'rows told backwards',
      csv(dated([...years(60)].reverse())),
      /line 3: 1958 does not come after 1959; rows go from oldest/,
    ],
    ['a row told twice', csv(dated([...years(60), 1959])), /line 62: 1959 does not come after 1959/],
  ])('%s is refused with the place and the reason', async (_, path, reason) => {
    await expect(loadSeries(path)).rejects.toThrow(SeriesError);
    await expect(loadSeries(path)).rejects.toThrow(reason);
  });
});

describe('plan', () => {
  test('the full story needs 200 rows and plays on the last ones', async () => {
    const plan = planStory(await loadSeries('elnino'));
    expect(plan).toEqual({ alone: 120, joined: 60, warmUp: 30, firstRow: 552 });
  });

  test('fewer rows shorten both parts, and it says so', async () => {
    const plan = planStory(await loadSeries(csv(rows(110))));
    expect(plan).toMatchObject({ alone: 60, joined: 30, warmUp: 15, firstRow: 20 });
    expect(plan.note).toMatch(/110 rows, fewer than 200: 60 epochs alone and 30 after/);
  });

  test('200 rows are enough, 199 are not', async () => {
    expect(planStory(await loadSeries(csv(rows(200)))).note).toBeUndefined();
    expect(planStory(await loadSeries(csv(rows(199)))).note).toBeDefined();
  });
});
