import { Dec } from '../../protocol/decimal/index.ts';
import { lossesOf, smallestOf } from '../losses-of.ts';
import { weakSpots } from '../weak-spots.ts';
import { type Finding, ok, warning, wrong } from './findings.ts';
import type { TopicFacts } from './topic-facts.ts';

/** How amounts and accounts are written: the doctor itself knows neither. */
export interface TopicWording {
  amount(uallo: bigint): string;
  nameOf(address: string): string;
}

/** Everything that decides whether a topic runs and pays, and the protocol's weak spots where it shows them. */
export function topicFindings(facts: TopicFacts, words: TopicWording): Finding[] {
  return [
    activity(facts, words),
    ...places(facts),
    answers(facts),
    reports(facts, words),
    treasury(facts, words),
    ...weak(facts, words),
  ];
}

function activity(facts: TopicFacts, { amount }: TopicWording): Finding {
  const { standing, weight, weightNow, minimumWeight, reputers } = facts;
  const { id } = standing.topic;
  const stake = BigInt(standing.stake);
  const revenue = BigInt(standing.feeRevenue);
  if (standing.active) {
    const next = `the next epoch, which opens at block ${weight.nextChurningBlock}`;
    const needed = `(${short(minimumWeight)} is needed)`;
    // Nothing of a topic's weight is stored before it churns.
    return Dec.parse(weight.weight).isZero()
      ? ok('active', `weight ${short(weightNow)} ${needed}; it counts from ${next}`)
      : ok('active', `weight ${short(weight.weight)} ${needed}, and ${short(weightNow)} from ${next}`);
  }
  const has = `a stake of ${amount(stake)} and funds of ${amount(revenue)} are worth a weight of ${short(weight.target)}`;
  if (stake === 0n) {
    return wrong(
      'active',
      'topicInactive',
      `no: ${has}; nobody has staked`,
      reputers.some(({ registered }) => registered)
        ? `allo stake add ${id} --amount 100allo --from <reputer>`
        : `allo reputer register ${id} --from <reputer>`,
    );
  }
  if (Dec.parse(weight.target).lt(Dec.parse(minimumWeight))) {
    const missing = missingRevenue(stake, revenue, minimumWeight);
    return wrong(
      'active',
      'topicInactive',
      `no: ${has}, and ${short(minimumWeight)} is needed`,
      `allo topic fund ${id} --amount ${missing}uallo`,
    );
  }
  return wrong(
    'active',
    'topicInactive',
    `no, though ${has}: it lost its place, or nothing has happened since; the next payment tries again`,
    `allo topic fund ${id} --amount 1allo`,
  );
}

/** What is missing for a target weight of the minimum, with the importances at one half each: minimum² / stake. */
function missingRevenue(stake: bigint, revenue: bigint, minimumWeight: string): bigint {
  const minimum = Dec.parse(minimumWeight);
  const needed = minimum.mul(minimum).quo(Dec.of(stake)).trunc() + 1n;
  return needed > revenue ? needed - revenue : 1n;
}

function places({ standing, weight, placesPerBlock }: TopicFacts): Finding[] {
  if (!standing.active || weight.rivals.length === 0) return [];
  const found = `its epochs fall on those of topic ${weight.rivals.join(', ')}, and a block opens ${placesPerBlock}`;
  return [
    weight.rivals.length < placesPerBlock
      ? ok('place', found)
      : warning('place', `${found}: the heaviest goes first`, 'allo topic weights'),
  ];
}

function answers({ standing, answered, inferences, forecasters }: TopicFacts): Finding {
  const { id } = standing.topic;
  if (answered === 0n) return ok('answers', 'no epoch is over yet');
  const found = `${count(inferences.length, 'inferer')} and ${count(forecasters, 'forecaster')} in the epoch of nonce ${answered}`;
  if (inferences.length > 1) return ok('answers', found);
  return inferences.length === 0
    ? wrong(
        'answers',
        'nobodyThere',
        `${found}: it is lost, and without reward`,
        `allo worker submit ${id} --value <inference> --from <worker>`,
      )
    : wrong(
        'answers',
        'onlyOneInferer',
        `${found}: its score is 0, and forecasters get nothing`,
        `allo worker register ${id} --from <another>`,
      );
}

function reports(
  { standing, judged, answered, reports: bundles, reputers, requiredStake }: TopicFacts,
  { amount }: TopicWording,
): Finding {
  const { id } = standing.topic;
  const enough = reputers.filter(({ registered, authority }) => registered && BigInt(authority) >= requiredStake);
  if (bundles.length > 0) return ok('losses', `${count(bundles.length, 'reputer')} for nonce ${judged}`);
  if (enough.length === 0) {
    return wrong(
      'losses',
      'stakeTooLow',
      `no registered reputer has the ${amount(requiredStake)} that are needed`,
      reputers.length === 0 ? `allo reputer register ${id} --from <reputer>` : `allo stake list ${id}`,
    );
  }
  if (judged === 0n || answered === 0n) return ok('losses', 'no reputer window is over yet');
  return wrong(
    'losses',
    'nobodyThere',
    `nobody reported for nonce ${judged}: that epoch is without reward`,
    `allo epoch windows ${id}`,
  );
}

function treasury({ treasury: waiting }: TopicFacts, { amount }: TopicWording): Finding {
  return waiting > 0n
    ? ok('rewards', `${amount(waiting)} wait to be paid to topics`)
    : warning(
        'rewards',
        'nothing waits to be paid to topics: epochs end without reward',
        'allo query emissions GetTotalRewardToDistribute',
      );
}

function weak({ standing, reputers, reports: bundles, inferences }: TopicFacts, { nameOf }: TopicWording): Finding[] {
  const counted = new Set(bundles.map(({ reputer }) => reputer));
  const reporting = reputers.filter(({ reputer }) => counted.size === 0 || counted.has(reputer));
  const spots = weakSpots(
    {
      reputers: reporting.map(({ reputer, authority, listeningCoefficient }) => ({
        ...{ address: reputer, stake: BigInt(authority) },
        coefficient: Dec.parse(listeningCoefficient),
      })),
      logLosses: !standing.topic.allowNegative,
      smallestLosses: bundles.map((bundle) => ({ address: bundle.reputer, loss: smallestOf(lossesOf(bundle)) })),
      answers: inferences,
    },
    nameOf,
  );
  return spots.map(({ says, why, remedy }) => warning('weak spot', `${says}: ${why}; ${remedy}`));
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
function short(text: string): string {
  const number = Number(Dec.parse(text).toNumber().toPrecision(6));
  return number < 1e9 ? String(number) : number.toExponential();
}
