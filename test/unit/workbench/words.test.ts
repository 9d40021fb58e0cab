import { expect, test } from 'vitest';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { type WeightStory, whyThisWeight } from '../../../src/workbench/words.ts';

const dec = Dec.parse;
const story: WeightStory = {
  role: 'inferer',
  weighedBy: 'regret',
  noPrior: false,
  regret: dec('0.5'),
  normalisedRegret: dec('1'),
  best: dec('1'),
  weight: Dec.ONE,
  normalisedWeight: dec('0.6'),
};

test.each<[string, Partial<WeightStory>, string]>([
  [
    'the best',
    {},
    'So far it has lost less than the network (regret 0.500); nobody here stands better, so it has the full weight 1: 60.0 % of the whole.',
  ],
  [
    'one behind',
    { regret: dec('-0.25'), normalisedRegret: dec('-0.5'), weight: dec('0.1'), normalisedWeight: dec('0.06') },
    "So far it has lost more than the network (regret -0.250); that is 1.50 scale units behind the best, which leaves it 0.100 of the best one's weight: 6.0 % of the whole.",
  ],
  [
    'one far behind',
    { regret: dec('-9'), normalisedRegret: dec('-20'), weight: dec('1E-13'), normalisedWeight: dec('1E-13') },
    "So far it has lost more than the network (regret -9.00); that is 21.0 scale units behind the best, which leaves it 1.00e-13 of the best one's weight: under 0.1 % of the whole.",
  ],
  [
    'an even one',
    { regret: Dec.ZERO, normalisedRegret: Dec.ZERO, weight: dec('0.3'), normalisedWeight: dec('0.2') },
    "So far it has lost exactly as much as the network (regret 0); that is 1.00 scale units behind the best, which leaves it 0.300 of the best one's weight: 20.0 % of the whole.",
  ],
  [
    'a newcomer',
    { noPrior: true },
    "It is new here and starts from the topic's initial regret of 0.500; nobody here stands better, so it has the full weight 1: 60.0 % of the whole.",
  ],
  [
    'anybody in the first epoch',
    { weighedBy: 'nothing-yet', normalisedWeight: dec('0.25') },
    'Nobody has a track record yet, so every inference counts the same: 25.0 % of the whole.',
  ],
  [
    'a forecaster in the first epoch',
    { weighedBy: 'nothing-yet', role: 'forecaster' },
    'Nobody has a track record yet, so forecasts have no part in the inference.',
  ],
  ['the only one', { weighedBy: 'only-one' }, "It was the only one to answer, so its inference is the network's."],
  ['one without regret', { normalisedRegret: undefined }, 'It has no regret in this epoch, so it carries no weight.'],
])('says why %s weighs what it weighs', (_, other, words) => {
  expect(whyThisWeight({ ...story, ...other })).toBe(words);
});
