import type { EpochExplanation } from '../workbench/explain-epoch.ts';
import { shortDecimal } from './decimal-text.ts';
import { keyValues, table } from './output.ts';

/** An epoch's explanation for people. `nameOf` gives an address the name that the reader knows it by. */
export function explanationText(epoch: EpochExplanation, nameOf: (address: string) => string): string {
  const figure = (text: string | null): string => (text === null ? '-' : shortDecimal(text));
  const head = keyValues([
    ['topic', epoch.topicId],
    ['epoch', `nonce ${epoch.nonce}, synthesised in block ${epoch.closedAt}`],
    [
      'network inference',
      `${shortDecimal(epoch.combined)}${epoch.combinedLoss ? `, loss ${figure(epoch.combinedLoss)}` : ''}`,
    ],
    [
      'naive (no forecasts)',
      `${shortDecimal(epoch.naive)}${epoch.naiveLoss ? `, loss ${figure(epoch.naiveLoss)}` : ''}`,
    ],
    ['regret scale', epoch.scale ? figure(epoch.scale) : epoch.allNew ? 'none yet' : 'that of the regrets below'],
    ['weight of regret', `p_norm ${epoch.pNorm}, c_norm ${epoch.cNorm}`],
  ]);
  const actors = table(epoch.actors, [
    { head: 'ACTOR', value: (actor) => nameOf(actor.address) },
    { head: 'ROLE', value: (actor) => actor.role },
    { head: 'INFERENCE', value: (actor) => figure(actor.inference), right: true },
    { head: 'LOSS', value: (actor) => figure(actor.loss), right: true },
    { head: 'REGRET', value: (actor) => figure(actor.regret), right: true },
    { head: 'NORMALISED', value: (actor) => figure(actor.normalisedRegret), right: true },
    { head: 'WEIGHT', value: (actor) => figure(actor.weight), right: true },
    { head: 'SHARE', value: (actor) => figure(actor.normalisedWeight), right: true },
    { head: 'ONE-OUT EFFECT', value: (actor) => figure(actor.oneOutEffect), right: true },
  ]);
  const why = epoch.actors.map((actor) => `${nameOf(actor.address)} (${actor.role}): ${actor.why}`);
  const losses =
    epoch.combinedLoss === null
      ? ['', "The losses of this epoch are not known yet: its reputers' window is still open."]
      : [];
  return [head, '', actors, '', ...why, ...losses].join('\n');
}
