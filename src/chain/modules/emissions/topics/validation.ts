import { Dec, isWieldy } from '../../../../protocol/decimal/index.ts';
import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import { type Topic, TopicOutputArity, TopicType } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import { type ChainError, sdkErrors } from '../../../errors.ts';
import { decimalOf } from '../params.ts';
import { canonicalLabels } from './labels.ts';

/** What a request for a new topic and a stored topic have in common. */
export type TopicFields = Omit<Topic, '$typeName' | '$unknown' | 'id' | 'creator' | 'epochLastEnded' | 'initialRegret'>;

/** Longest epoch or lag, in blocks: more than a thousand years at one a second, and far from where heights overflow. */
const LONGEST = 1n << 40n;
const HUNDRED = Dec.of(100);
const MAX_UNITY_TOLERANCE = Dec.parse('0.01');
const MAX_LABELS_PER_SUBMISSION = 1024n;

type Fail = (detail: string) => ChainError;

/**
 * The rules of docs/spec/emissions.md §4.2, in their order; the first broken one is thrown as sdk 18, labels as
 * `ErrInvalidLabelName`. Epoch and lag bounds that have error codes of their own are the handler's.
 */
export function validateTopicFields(topic: TopicFields, params: Params, fail: Fail = sdkErrors.invalidRequest): void {
  const demand = (holds: boolean, rule: string) => {
    if (!holds) throw fail(rule);
  };
  const wieldy = (name: string, text: string) => {
    const value = decimalOf(name, text);
    demand(isWieldy(value), `${name} must have at most 100 digits and an exponent within 100`);
    return value;
  };
  const within = (name: string, text: string, low: Dec, high: Dec) => {
    const value = wieldy(name, text);
    demand(value.gte(low) && value.lte(high), `${name} must be between ${low} and ${high}`);
    return value;
  };

  const lossMethodLength = BigInt(Buffer.byteLength(topic.lossMethod));
  demand(lossMethodLength > 0n, 'loss method must not be empty');
  demand(lossMethodLength <= params.maxStringLength, `loss method is longer than ${params.maxStringLength}`);
  demand(
    BigInt(Buffer.byteLength(topic.metadata)) <= params.maxStringLength,
    `metadata is longer than ${params.maxStringLength}`,
  );
  demand(topic.epochLength > 0n, 'epoch length must be greater than zero');
  demand(topic.workerSubmissionWindow > 0n, 'worker submission window must be greater than zero');
  demand(
    topic.workerSubmissionWindow <= topic.epochLength,
    'worker submission window must not exceed the epoch length',
  );
  demand(
    topic.epochLength <= LONGEST && topic.groundTruthLag <= LONGEST,
    `epoch length and ground truth lag must not exceed ${LONGEST} blocks`,
  );
  demand(topic.groundTruthLag >= topic.epochLength, 'ground truth lag must not be below the epoch length');
  demand(!within('alpha regret', topic.alphaRegret, Dec.ZERO, Dec.ONE).isZero(), 'alpha regret must be greater than 0');
  within('p-norm', topic.pNorm, Dec.ONE, Dec.TEN);
  within('c-norm', topic.cNorm, HUNDRED.neg(), HUNDRED);
  demand(wieldy('epsilon', topic.epsilon).gt(Dec.ZERO), 'epsilon must be greater than 0');
  demand(
    !within('merit sortition alpha', topic.meritSortitionAlpha, Dec.ZERO, Dec.ONE).eq(Dec.ONE),
    'merit sortition alpha must be below 1',
  );
  within('active inferer quantile', topic.activeInfererQuantile, Dec.ZERO, Dec.ONE);
  within('active forecaster quantile', topic.activeForecasterQuantile, Dec.ZERO, Dec.ONE);
  within('active reputer quantile', topic.activeReputerQuantile, Dec.ZERO, Dec.ONE);
  validateOutput(topic, demand, wieldy);
  demand(BigInt(topic.labelWhitelist.length) <= params.maxTopicLabelWhitelistSize, 'label whitelist is too long');
  canonicalLabels(topic.labelWhitelist, topic.labelCaseSensitive, params);
}

/** What a topic's values look like: kind, arity, unity and labels. */
function validateOutput(
  topic: TopicFields,
  demand: (holds: boolean, rule: string) => void,
  wieldy: (name: string, text: string) => Dec,
): void {
  demand(topic.topicType in TYPES, 'topic type must be regression or classification');
  demand(topic.outputArity in ARITIES, 'output arity must be single or multi');
  demand(
    !(topic.outputArity === TopicOutputArity.SINGLE && topic.requireUnity),
    'a topic with a single output cannot require unity',
  );
  const defaultValue = wieldy('label default value', topic.labelDefaultValue);
  const tolerance = wieldy('unity tolerance', topic.unityTolerance);
  if (topic.requireUnity) {
    demand(!tolerance.isNegative() && tolerance.lte(MAX_UNITY_TOLERANCE), 'unity tolerance must be between 0 and 0.01');
    demand(defaultValue.isZero(), 'a topic that requires unity needs the default value 0');
  }
  const labels = topic.maxLabelsPerSubmission;
  demand(
    labels >= 1n && labels <= MAX_LABELS_PER_SUBMISSION,
    `labels per submission must be between 1 and ${MAX_LABELS_PER_SUBMISSION}`,
  );
}

const TYPES = { [TopicType.REGRESSION]: true, [TopicType.CLASSIFICATION]: true };
const ARITIES = { [TopicOutputArity.SINGLE]: true, [TopicOutputArity.MULTI]: true };

/** The same rules for a whole record, thrown as sdk 29; demanded of every topic that enters the state. */
export function validateTopic(topic: Topic, params: Params): void {
  const fail = sdkErrors.invalidType;
  if (topic.id === 0n) throw fail('topic id 0 is reserved');
  if (topic.epochLastEnded < 0n) throw fail('the end of the last epoch must not be negative');
  if (topic.epochLength < params.minEpochLength) throw fail('epoch length is below the minimum');
  validateTopicFields(topic, params, fail);
}
