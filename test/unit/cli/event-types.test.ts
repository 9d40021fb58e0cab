import { expect, it } from 'vitest';
import { eventTypes } from '../../../src/cli/event-types.ts';

it.each([
  [['ScoresSet', 'EventScoresSet', 'emissions.v10.EventScoresSet', 'emissions.v9.EventScoresSet'], ['scoresset']],
  [['scoresset'], ['scoresset']],
  [
    ['transfer', 'coin_spent'],
    ['transfer', 'coin_spent'],
  ],
  [['mint.v3.EventTokenomicsSet'], ['mint.v3.eventtokenomicsset']],
])('knows %j', async (types, expected) => {
  expect([...(await eventTypes(types, '--type'))]).toEqual(expected);
});

it.each([
  ['ScoreSet', /^Near to it: ScoresSet, /],
  ['transfers', /^Near to it: transfer; /],
  ['RewardsSet', /^Near to it: .*RewardsSettled/],
  ['windowclosed', /^Near to it: WorkerSubmissionWindowClosed, ReputerSubmissionWindowClosed;/],
  ['nonsense', /^docs\/conformance\.md lists those of emissions; with --all any type is taken\.$/],
])('refuses %s, with the names that are near', async (type, hint) => {
  await expect(eventTypes([type], '--type', false)).rejects.toMatchObject({
    ...{ kind: 'badValue', message: `--type ${type}: no event is known by that name.` },
    hint: expect.stringMatching(hint),
  });
  expect(await eventTypes([type], '--type', true)).toEqual(new Set([type.toLowerCase()]));
});

it('does not speak of --all where a command has no such flag', async () => {
  await expect(eventTypes(['nonsense'], '<type>')).rejects.toMatchObject({
    hint: 'docs/conformance.md lists those of emissions.',
  });
});
