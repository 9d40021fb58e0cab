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
  const network = ledger.row('network', 'network with forecasters', (record) => record.combined);
  const plain = ledger.row('baseline', 'plain average', (record) => average(values(record)));
  const unforecast = ledger.row('baseline', 'network without forecasters', (record) => record.withoutForecasters);
  const hindsight = (record: EpochRecord): number | undefined =>
    record.workers.get(record.epoch <= plan.alone ? bestAlone.name : bestJoined.name);
  const rows: LedgerRow[] = [
    ...workerRows,
    ...forecasters.map(
      (name): LedgerRow => ({ kind: 'forecaster', name: `${name} forecaster`, weight: weights.get(name) }),
    ),
    plain,
    ledger.row('baseline', 'median', (record) => median(values(record))),
    ledger.row('baseline', "protocol's naive (regret-weighted)", (record) => record.naive),
    ledger.row('baseline', 'best worker in hindsight', hindsight),
    unforecast,
    network,
  ];
  const sentence = describe(plan, { network, plain, unforecast, bestAlone, bestJoined });
  return { rows, bestAlone, bestJoined, sentence };
}

function best(rows: readonly LedgerRow[], phase: 'alone' | 'joined'): LedgerRow {
  const of = (row: LedgerRow): number => row[phase] ?? Number.POSITIVE_INFINITY;
  return rows.reduce((leader, row) => (of(row) < of(leader) ? row : leader));
}

/** "0.27 below the plain average's", "0.10 above …", "level with …": a difference of mean log10 losses in words. */
function compare(difference: number, whose: string): string {
  const size = Math.abs(difference).toFixed(2);
  if (size === '0.00') return `level with ${whose}`;
  return `${size} ${difference < 0 ? 'better than' : 'worse than'} ${whose}`;
}

/** Whether the network passed the best single model of a part, or lost to it. */
function against(network: number, best: LedgerRow, loss: number): string {
  const difference = network - loss;
  const size = Math.abs(difference).toFixed(2);
  if (size === '0.00') return `level with ${best.name}, the best single model`;
  return difference < 0
    ? `${size} past ${best.name}, the best single model, which nobody had named to it`
    : `it lost to ${best.name}, the best single model, by ${size}`;
}

function describe(
  plan: Plan,
  rows: { network: LedgerRow; plain: LedgerRow; unforecast: LedgerRow; bestAlone: LedgerRow; bestJoined: LedgerRow },
): string {
  const { network, plain, unforecast, bestAlone, bestJoined } = rows;
  const part = (phase: 'alone' | 'joined', best: LedgerRow): string =>
    `${compare(network[phase]! - plain[phase]!, "the plain average's")} and ${against(network[phase]!, best, best[phase]!)}`;
  return (
    `Over epochs ${plan.warmUp + 1}–${plan.alone} the network's mean log10 loss was ${part('alone', bestAlone)}; ` +
    `in the ${plan.joined} epochs after the newcomer it was ${part('joined', bestJoined)}; with its forecasters it was ` +
    `${compare(network.alone! - unforecast.alone!, 'itself without them')} at first and ` +
    `${compare(network.joined! - unforecast.joined!, 'itself without them')} at last.`
  );
}

/** The report as text lines, at most `width` columns wide. */
export function renderReport(report: Report, plan: Plan): string[] {
  const number = (value: number | undefined, digits: number): string =>
    value === undefined ? '–' : value.toFixed(digits);
  const percent = (value: number | undefined): string => (value === undefined ? '–' : `${(100 * value).toFixed(0)} %`);
  const head = [
    '',
    `epochs ${plan.warmUp + 1}–${plan.alone}`,
    `${plan.alone + 1}–${plan.alone + plan.joined}`,
    'final weight',
    'network won',
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
  const out = [
    `Mean log10 loss (lower is better); the first ${plan.warmUp} epochs are left out: the network knows nothing yet`,
    line(head),
    rule,
  ];
  let kind: string | undefined;
  report.rows.forEach((row, i) => {
    const group = row.kind === 'newcomer' ? 'worker' : row.kind;
    if (kind !== undefined && group !== kind) out.push(rule);
    kind = group;
    out.push(line(body[i]!));
  });
  return [...out, rule];
}
