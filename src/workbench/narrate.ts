import { Dec } from '../protocol/decimal/index.ts';
import type { JsonValue } from '../wire/index.ts';
import type { ReadEvent } from './read-event.ts';

/** How what is told names accounts and amounts. */
export interface Narrator {
  name(address: string): string;
  amount(uallo: string): string;
}

type Data = ReadEvent['data'];
type Sentence = (data: Data, say: Narrator) => string | null;

const text = (value: JsonValue | undefined): string => (value === undefined || value === null ? '' : String(value));
const list = (value: JsonValue | undefined): string[] => (Array.isArray(value) ? value.map(text) : []);
const short = (value: string): string =>
  String(
    Number(
      Dec.parse(value || '0')
        .toNumber()
        .toPrecision(6),
    ),
  );
const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

const KINDS: Readonly<Record<string, string>> = {
  ACTOR_TYPE_INFERER_UNSPECIFIED: 'inferers',
  ACTOR_TYPE_FORECASTER: 'forecasters',
  ACTOR_TYPE_REPUTER: 'reputers',
};
const kind = (data: Data): string => KINDS[text(data.actor_type)] ?? 'actors';

/** `bob 0.12, carol -0.03` */
function perActor(addresses: string[], values: string[], say: Narrator, show: (value: string) => string): string {
  return addresses.map((address, i) => `${say.name(address)} ${show(values[i] ?? '0')}`).join(', ');
}

/** The steps of an epoch, from the opening of its window to the pay-out. */
const EPOCH: Readonly<Record<string, Sentence>> = {
  WorkerSubmissionWindowOpened: (data) =>
    `epoch ${text(data.nonce_block_height)} opens: workers answer until block ${text(data.window_end_block)}`,
  InsertInfererPayload: (data, say) => `${say.name(text(data.inferer))} answers ${answer(data)}`,
  InsertForecasterPayload: (data, say) =>
    `${say.name(text(data.forecaster))} forecasts the losses of ${count(list(data.inferer_addresses).length, 'inferer')}`,
  WorkerSubmissionWindowClosed: (data) => `the worker window of epoch ${text(data.nonce_block_height)} is closed`,
  NetworkInferenceBundle: (data) =>
    data.outlier_resistant === true
      ? null
      : `epoch ${text(data.nonce)}: the network infers ${list(data.combined_value).map(short).join(', ')} from ${count(list(data.inferer_addresses).length, 'inferer')} and ${count(list(data.forecaster_addresses).length, 'forecaster')}`,
  ReputerSubmissionWindowOpened: (data) =>
    `epoch ${text(data.nonce_block_height)}: reputers report until block ${text(data.window_end_block)}`,
  InsertReputerPayload: (data, say) => `${say.name(text(data.reputer))} reports on epoch ${text(data.nonce)}`,
  ReputerSubmissionWindowClosed: (data) => `the reputer window of epoch ${text(data.nonce_block_height)} is closed`,
  NetworkLossSet: (data) => {
    const bundle = data.bundle as Data | undefined;
    return `epoch ${text(data.nonce)}: the network lost ${short(text(bundle?.combined_value))}, without forecasts ${short(text(bundle?.naive_value))}`;
  },
  ListeningCoefficientsSet: (data, say) =>
    `the network listens: ${perActor(list(data.addresses), list(data.coefficients), say, short)}`,
  ScoresSet: (data, say) => `scores of ${kind(data)}: ${perActor(list(data.addresses), list(data.scores), say, short)}`,
  RewardsSettled: (data, say) =>
    `rewards of ${kind(data)}: ${perActor(list(data.addresses), list(data.rewards), say, (reward) => say.amount(whole(reward)))}`,
};

/** What moves a topic: its state, what it weighs, who pays and stakes. */
const TOPIC: Readonly<Record<string, Sentence>> = {
  CreateNewTopic: () => 'the topic is created',
  TopicUpdated: () => 'the topic is changed',
  TopicStatusChanged: (data) => (data.is_active === true ? 'the topic is active' : 'the topic is no longer active'),
  TopicWeightUpdated: (data, say) =>
    `it weighs ${short(text(data.new_weight))}: a stake of ${say.amount(text(data.topic_stake))}, funds of ${say.amount(text(data.topic_fee_revenue))}`,
  TopicFeeRevenueDripped: (data, say) => `${say.amount(text(data.drip_amount))} of its funds are used up`,
  TopicRewardsSet: (data, say) => {
    const rewards = list(data.rewards);
    return list(data.topic_ids)
      .map((id, i) => `topic ${id} is given ${say.amount(whole(rewards[i] ?? '0'))}`)
      .join(', ');
  },
  FundTopic: (data, say) => `${say.name(text(data.funder))} pays ${say.amount(text(data.amount))}`,
  AddStake: (data, say) => `${staker(data, say)} stakes ${say.amount(text(data.amount))}${upon(data, say)}`,
  RequestStakeRemoval: (data, say) =>
    `${staker(data, say)} asks for ${say.amount(text(data.amount))} back${upon(data, say)}, paid from block ${text(data.completion_height)}`,
  CancelStakeRemoval: (data, say) => `${staker(data, say)} leaves its stake${upon(data, say)}`,
  RemoveStake: (data, say) =>
    `${staker(data, say)} gets ${say.amount(text(data.amount))} of stake back${upon(data, say)}`,
  RewardDelegateStake: (data, say) =>
    `${say.name(text(data.delegator))} claims ${say.amount(whole(text(data.amount)))} from ${say.name(text(data.reputer))}`,
  WorkerRegistered: (data, say) => `${say.name(text(data.worker))} registers as worker`,
  ReputerRegistered: (data, say) => `${say.name(text(data.reputer))} registers as reputer`,
  WorkerUnregistered: (data, say) => `${say.name(text(data.worker))} is no longer a worker`,
  ReputerUnregistered: (data, say) => `${say.name(text(data.reputer))} is no longer a reputer`,
};

const whole = (decimal: string): string =>
  Dec.parse(decimal || '0')
    .trunc()
    .toString();

function answer(data: Data): string {
  const labelled = Array.isArray(data.values) ? (data.values as Data[]) : [];
  const [only] = labelled;
  if (labelled.length > 1) return labelled.map((one) => `${text(one.label)} ${short(text(one.value))}`).join(', ');
  return short(text(only?.value) || text(data.value));
}

const staker = (data: Data, say: Narrator): string => say.name(text(data.delegator) || text(data.reputer));
const upon = (data: Data, say: Narrator): string =>
  ['', text(data.reputer)].includes(text(data.delegator)) ? '' : ` on ${say.name(text(data.reputer))}`;

/** One step of an epoch in words; undefined where the event is none. */
export const epochStep = (event: ReadEvent, say: Narrator): string | undefined =>
  EPOCH[event.name]?.(event.data, say) ?? undefined;

/** What happened to a topic in words; undefined where the event says nothing of the kind. */
export const topicNews = (event: ReadEvent, say: Narrator): string | undefined =>
  TOPIC[event.name]?.(event.data, say) ?? undefined;
