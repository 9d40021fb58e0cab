import type { FinalizeBlockResponse } from '../../../../src/chain/abci.ts';
import { moduleAccountAddress } from '../../../../src/chain/module-accounts.ts';
import type { Told } from './world.ts';

type About = Record<string, string> & { is_active: unknown; addresses: string[] };

const KINDS = ['inferers', 'forecasters', 'reputers'];
const kindOf = (actorType: string): string =>
  KINDS[['INFERER', 'FORECASTER', 'REPUTER'].findIndex((name) => actorType.includes(name))] ?? actorType;

/** What an event means, for those of which it matters in which of several ways they came about. */
const MEANINGS: Record<string, (about: About, next: About | undefined) => string | undefined> = {
  RewardsSettled: ({ actor_type }) => `rewards of ${kindOf(actor_type!)}`,
  ScoresSet: ({ actor_type }) => `scores of ${kindOf(actor_type!)}`,
  TopicInitialEmaScoreSet: ({ actor_type }) => `initial scores of ${kindOf(actor_type!)}`,
  TopicStatusChanged: ({ is_active }) => (is_active === true ? 'topic active' : 'topic inactivated'),
  EpochLabelRegistryFrozen: ({ registry_size }) => (Number(registry_size) > 1 ? 'several labels frozen' : undefined),
  NetworkInferenceBundle: ({ outlier_resistant }) =>
    `${outlier_resistant}` === 'true' ? 'outlier-resistant inferences' : undefined,
  RemoveStake: ({ reputer, delegator }) => `${ofWhom(reputer!, delegator!)} stake paid back`,
  CancelStakeRemoval: ({ reputer, delegator }) => `removal of ${ofWhom(reputer!, delegator!)} stake cancelled`,
  EMAScoresSet: (scores, next) => passive(scores, next),
};

const ofWhom = (reputer: string, delegator: string) => (delegator === reputer || !delegator ? 'own' : 'delegated');

/** A score that moved without work: that of who was pushed out by the payload that is told next, or of its own sender. */
function passive({ is_active, actor_type, addresses }: About, next: About | undefined): string | undefined {
  if (!(is_active as unknown[]).every((active) => active === false)) return undefined;
  const newcomer = next?.inferer ?? next?.forecaster ?? next?.reputer;
  return `${kindOf(actor_type!)} ${newcomer === addresses[0] ? 'stay out' : 'are pushed out'}`;
}

/** What happened in a block besides events as such. */
export function happenings(told: readonly Told[], { events }: FinalizeBlockResponse): string[] {
  const meant = told.flatMap(({ name, about }, place) => {
    const meaning = MEANINGS[name]?.(about as About, told[place + 1]?.about as About | undefined);
    return meaning === undefined ? [] : [meaning];
  });
  const [from, to] = [moduleAccountAddress('allorarewards'), moduleAccountAddress('ecosystem')];
  const redirects = events.filter(({ type, attributes }) => {
    const value = (name: string) => attributes.find(({ key }) => key === name)?.value;
    return type === 'transfer' && value('sender') === from && value('recipient') === to;
  });
  return [...meant, ...redirects.map(() => 'reward redirected')];
}
