import type { Labelled } from '../client/labelled.ts';
import type { ActorExplanation, EpochExplanation } from '../workbench/explain-epoch.ts';
import { labelledText, shortDecimal } from './decimal-text.ts';
import { type Column, keyValues, table, wrapped } from './output.ts';

const figure = (value: Labelled | null): string => (value === null || value === '' ? '-' : labelledText(value));

/** As `figure`, in four digits: a table has many columns. */
const brief = (value: Labelled | null): string =>
  value === null || value === ''
    ? '-'
    : labelledText(value, (text) => String(Number(Number(shortDecimal(text)).toPrecision(4))));

const SCALES = { losses: 'left behind by the latest losses', regrets: 'that of the regrets below' };

/** An epoch's explanation for people. `nameOf` gives an address the name that the reader knows it by. */
export function explanationText(epoch: EpochExplanation, nameOf: (address: string) => string): string {
  const judged = epoch.combinedLoss !== null;
  const withLoss = (value: Labelled, loss: string | null) =>
    `${figure(value)}${loss === null ? '' : `, loss ${figure(loss)}`}`;
  const head = keyValues([
    ['topic', epoch.topicId],
    ['epoch', `nonce ${epoch.nonce}, synthesised in block ${epoch.closedAt}`],
    ['network inference', withLoss(epoch.combined, epoch.combinedLoss)],
    ['naive (no forecasts)', withLoss(epoch.naive, epoch.naiveLoss)],
    [
      'regret scale',
      epoch.scaleFrom ? `${figure(epoch.scale)}, ${SCALES[epoch.scaleFrom]}` : 'none: nobody is weighed by regret',
    ],
    ['weight of regret', `p_norm ${epoch.pNorm}, c_norm ${epoch.cNorm}`],
  ]);
  const why = epoch.actors.flatMap((actor) => wrapped(`${nameOf(actor.address)} (${actor.role}): ${actor.why}`));
  return [head, '', table(epoch.actors, columns(nameOf, judged)), '', ...why].join('\n');
}

function columns(nameOf: (address: string) => string, judged: boolean): Column<ActorExplanation>[] {
  const number = (head: string, value: (actor: ActorExplanation) => Labelled | null): Column<ActorExplanation> => ({
    head,
    value: (actor) => brief(value(actor)),
    right: true,
  });
  return [
    { head: 'ACTOR', value: (actor) => nameOf(actor.address) },
    { head: 'ROLE', value: (actor) => actor.role },
    { head: 'INFERENCE', value: (actor) => figure(actor.inference), right: true },
    number('LOSS', (actor) => actor.loss),
    number('REGRET', (actor) => actor.regret),
    number('SCALED', (actor) => actor.normalisedRegret),
    number('WEIGHT', (actor) => actor.weight),
    number('SHARE', (actor) => actor.normalisedWeight),
    number('EFFECT', (actor) => actor.oneOutEffect),
    ...(judged ? [number('ON LOSS', (actor) => actor.oneOutLossEffect)] : []),
  ];
}
