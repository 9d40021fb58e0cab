import { describe, expect, test } from 'vitest';
import { Ledger } from '../../../src/quickstart/ledger.ts';
import { buildReport, renderReport } from '../../../src/quickstart/report.ts';

const plan = { alone: 4, joined: 2, warmUp: 1, firstRow: 20 };

/** Two workers and a newcomer; the network says `combined` in every epoch, the truth is 0. */
function story(combined: number) {
  const ledger = new Ledger(1e-6, plan.alone, plan.warmUp);
  for (let epoch = 1; epoch <= 6; epoch += 1) {
    const workers = new Map([['good', 0.1], ['bad', 10], ...(epoch > plan.alone ? ([['late', 0.01]] as const) : [])]);
    ledger.add({ epoch, nonce: BigInt(epoch), truth: 0, workers, combined, naive: 1, withoutForecasters: combined });
  }
  return buildReport({
    ledger,
    plan,
    workers: ['good', 'bad'],
    newcomer: 'late',
    forecasters: ['recent'],
    weights: new Map([['good', 0.25]]),
  });
}

describe('report', () => {
  test('means leave the warm-up out and keep the parts apart', () => {
    const { rows, bestAlone, bestJoined } = story(1);
    const row = (name: string) => rows.find((line) => line.name === name)!;
    expect(row('good')).toMatchObject({ alone: -2, joined: -2, weight: 0.25, beaten: 0 });
    expect(row('late')).toMatchObject({ alone: undefined, joined: -4 });
    expect(row('bad')).toMatchObject({ alone: 2, beaten: 1 });
    expect(row('best worker in hindsight')).toMatchObject({ alone: -2, joined: -4 });
    expect(row('network with forecasters')).toMatchObject({ alone: 0, joined: 0, beaten: undefined });
    expect([bestAlone.name, bestJoined.name]).toEqual(['good', 'late']);
  });

  test('says where the network lost, and where it won', () => {
    expect(story(1).sentence).toMatch(/it lost to good, the best single model, by 2\.00/);
    expect(story(1).sentence).toMatch(/it lost to late, the best single model, by 4\.00/);
    expect(story(0.05).sentence).toMatch(/0\.60 past good, the best single model/);
    expect(story(0.1).sentence).toMatch(/level with good, the best single model/);
  });

  test('never calls the naive output an average, and fits a terminal', () => {
    const lines = renderReport(story(1), plan);
    expect(lines.find((line) => line.includes('naive'))).not.toMatch(/average|mean/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  });
});
