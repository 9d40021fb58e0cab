import { average, type EpochRecord, type Ledger, type LedgerRow, median } from './ledger.ts';
import type { Plan } from './plan.ts';

/** The closing table and what it means, all computed from the ledger of this run. */
export interface Report {
  readonly rows: LedgerRow[];
  /** The best worker in hindsight: over the epochs alone, and after the newcomer has joined. */
  readonly bestAlone: LedgerRow;
  readonly bestJoined: LedgerRow;
  /** One sentence on what the numbers show. */
  readonly sentence: string;
}

export interface ReportInput {
  readonly ledger: Ledger;
  readonly plan: Plan;
  readonly workers: readonly string[];
  readonly newcomer: string;
  readonly forecasters: readonly string[];
  /** Final normalised weight of each actor, by name. */
  readonly weights: ReadonlyMap<string, number>;
}

const values = (record: EpochRecord): number[] => [...record.workers.values()];

export function buildReport({ ledger, plan, workers, newcomer, forecasters, weights }: ReportInput): Report {
  const worker = (name: string, kind: LedgerRow['kind']): LedgerRow =>
    ledger.row(kind, name, (record) => record.workers.get(name), weights.get(name));
  const workerRows = [...workers.map((name) => worker(name, 'worker')), worker(newcomer, 'newcomer')];
  const bestAlone = best(workerRows, 'alone');
  const bestJoined = best(workerRows, 'joined');
  const network = ledger.row('network', 'network', (record) => record.combined);
  const rows: LedgerRow[] = [
    ...workerRows,
    ...forecasters.map(
      (name): LedgerRow => ({ kind: 'forecaster', name: `${name} forecaster`, weight: weights.get(name) }),
    ),
    ledger.row('baseline', 'plain average', (record) => average(values(record))),
    ledger.row('baseline', 'median', (record) => median(values(record))),
    ledger.row('baseline', "protocol's naive (weighed by regret, no forecasts)", (record) => record.naive),
    ledger.row('baseline', 'network, forecasters left out', (record) => record.withoutForecasters),
    network,
  ];
  const plain = rows.find((row) => row.name === 'plain average')!;
  return { rows, bestAlone, bestJoined, sentence: describe(plan, network, plain, bestAlone, bestJoined) };
}

function best(rows: readonly LedgerRow[], phase: 'alone' | 'joined'): LedgerRow {
  const of = (row: LedgerRow): number => row[phase] ?? Number.POSITIVE_INFINITY;
  return rows.reduce((leader, row) => (of(row) < of(leader) ? row : leader));
}

/** "0.27 lower than", "0.10 higher than", "as low as": a difference of mean log10 losses in words. */
function compare(difference: number): string {
  if (Math.abs(difference) < 0.005) return 'the same as';
  return `${Math.abs(difference).toFixed(2)} ${difference < 0 ? 'lower than' : 'higher than'}`;
}

function describe(plan: Plan, network: LedgerRow, plain: LedgerRow, alone: LedgerRow, joined: LedgerRow): string {
  const first = network.alone! - alone.alone!;
  const second = network.joined! - joined.joined!;
  const verdict = (difference: number): string =>
    difference < -0.005
      ? 'past the best single model'
      : difference > 0.005
        ? 'behind the best single model'
        : 'level with the best single model';
  return (
    `Over epochs ${plan.warmUp + 1}–${plan.alone} the network's mean log10 loss was ${compare(network.alone! - plain.alone!)} the plain ` +
    `average's and ${compare(first)} ${alone.name}'s, so it ended ${verdict(first)} without having been told which one that was; ` +
    `in the ${plan.joined} epochs after the newcomer it was ${compare(network.joined! - plain.joined!)} the plain average's and ` +
    `${compare(second)} ${joined.name}'s: ${verdict(second)}.`
  );
}

/** The report as text lines, at most `width` columns wide. */
export function renderReport(report: Report, plan: Plan): string[] {
  const number = (value: number | undefined, digits: number): string =>
    value === undefined ? '–' : value.toFixed(digits).replace('-', '−');
  const percent = (value: number | undefined): string => (value === undefined ? '–' : `${(100 * value).toFixed(0)} %`);
  const head = [
    '',
    `epochs ${plan.warmUp + 1}–${plan.alone}`,
    `${plan.alone + 1}–${plan.alone + plan.joined}`,
    'final weight',
    'network better in',
  ];
  const body = report.rows.map((row) => {
    const crown =
      row === report.bestAlone && row === report.bestJoined
        ? ' (best)'
        : row === report.bestAlone
          ? ' (best at first)'
          : row === report.bestJoined
            ? ' (best at last)'
            : '';
    return [
      `${row.name}${crown}`,
      number(row.alone, 3),
      number(row.joined, 3),
      number(row.weight, 3),
      percent(row.beaten),
    ];
  });
  const widths = head.map((_, i) => Math.max(...[head, ...body].map((cells) => cells[i]!.length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const out = ['Mean log10 loss (lower is better)', line(head), rule];
  let kind: string | undefined;
  report.rows.forEach((row, i) => {
    const group = row.kind === 'newcomer' ? 'worker' : row.kind;
    if (kind !== undefined && group !== kind) out.push(rule);
    kind = group;
    out.push(line(body[i]!));
  });
  return [...out, rule];
}
