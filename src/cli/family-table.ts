import type { InferenceFamily } from '../client/inferences.ts';
import type { Labelled } from '../client/labelled.ts';
import { shortDecimal } from './decimal-text.ts';
import { type Column, table } from './output.ts';

type Row = readonly [what: string, value: Labelled];

/** Labels that have a column of their own; a wider table could not be read. */
const COLUMNS = 8;

/** The family of an epoch for people: a row per inference, a column per label. `nameOf` gives an address its known name. */
export function familyTable(family: InferenceFamily, nameOf: (address: string) => string): string {
  const rows: Row[] = [
    ['combined', family.combined],
    ['naive', family.naive],
    ...family.inferers.map(({ worker, value }): Row => [`inferer ${nameOf(worker)}`, value]),
    ...family.forecasters.map(({ worker, value }): Row => [`forecaster ${nameOf(worker)} implies`, value]),
    ...family.oneOutInferers.map(({ worker, value }): Row => [`without inferer ${nameOf(worker)}`, value]),
    ...family.oneOutForecasters.map(({ worker, value }): Row => [`without forecaster ${nameOf(worker)}`, value]),
    ...family.oneInForecasters.map(({ worker, value }): Row => [`with only forecaster ${nameOf(worker)}`, value]),
    ...family.oneOutInfererForecasters.map(
      ({ forecaster, withheldInferer, value }): Row => [
        `${nameOf(forecaster)} without ${nameOf(withheldInferer)} implies`,
        value,
      ],
    ),
  ];
  const what: Column<Row> = { head: 'INFERENCE', value: ([name]) => name };
  if (typeof family.combined === 'string') {
    return table(rows, [what, { head: 'VALUE', value: ([, value]) => shortDecimal(String(value)), right: true }]);
  }
  const labels = Object.keys(family.combined);
  const columns = labels.slice(0, COLUMNS).map(
    (label): Column<Row> => ({
      head: label,
      value: ([, value]) => shortDecimal(typeof value === 'string' ? value : (value[label] ?? '0')),
      right: true,
    }),
  );
  const more = labels.length - columns.length;
  return `${table(rows, [what, ...columns])}${more > 0 ? `\n${more} more labels: --json has them all.` : ''}`;
}
