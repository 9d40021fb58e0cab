import { Dec, isWieldy } from '../../../../protocol/decimal/index.ts';
import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import type { CreateNewTopicRequest, UpdateTopicRequest } from '../../../../wire/gen/emissions/v10/tx_pb.ts';
import { type Topic, TopicOutputArity, TopicType } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import { type ChainError, sdkErrors } from '../../../errors.ts';
import { decimalOf, LONGEST } from '../params.ts';

const HUNDRED = Dec.of(100);
const MAX_UNITY_TOLERANCE = Dec.parse('0.01');
const MAX_LABELS_PER_SUBMISSION = 1024n;

type Fail = (detail: string) => ChainError;

/**
 * The rules of docs/spec/emissions.md §4.2 for a new topic, in the reference's order; the first broken one is thrown, as sdk 18,
 * those about type, arity, unity and default value as sdk 29. Bounds with error codes of their own and the labels come later.
 */
export function validateNewTopic(topic: CreateNewTopicRequest, params: Params): void {
  const check = checks(sdkErrors.invalidRequest);
  check.lossMethod(topic, params);
  check.cadence(topic);
  check.regret(topic);
  check.epsilon(topic);
  check.metadata(topic, params);
  check.sortition(topic);
  check.quantiles(topic);
  checkOutput(topic);
  check.labels(topic, params);
}

/** The rules for what an update replaces, in the reference's order, as sdk 18 (docs/spec/emissions.md §6.2). */
export function validateTopicUpdate(msg: UpdateTopicRequest, params: Params): void {
  const check = checks(sdkErrors.invalidRequest);
  check.lossMethod(msg, params);
  check.regret(msg);
  check.metadata(msg, params);
  check.sortition(msg);
  check.wieldy('label default value', msg.labelDefaultValue);
  check.labels(msg, params);
}

/** All rules for a whole record, thrown as sdk 29; demanded of every topic that enters the state. */
export function validateTopic(topic: Topic, params: Params): void {
  const fail = sdkErrors.invalidType;
  const check = checks(fail);
  if (topic.id === 0n) throw fail('topic id 0 is reserved');
  check.lossMethod(topic, params);
  check.metadata(topic, params);
  if (topic.epochLastEnded < 0n) throw fail('the end of the last epoch must not be negative');
  if (topic.epochLength < params.minEpochLength) throw fail('epoch length is below the minimum');
  check.cadence(topic);
  check.regret(topic);
  check.epsilon(topic);
  check.sortition(topic);
  check.quantiles(topic);
  checkOutput(topic);
  check.labels(topic, params);
}

/** The rules in groups; `fail` makes the error of a broken one. */
function checks(fail: Fail) {
  const { demand, wieldy, within } = demands(fail);
  return {
    wieldy,
    lossMethod({ lossMethod }: Pick<Topic, 'lossMethod'>, { maxStringLength }: Params) {
      const length = BigInt(Buffer.byteLength(lossMethod));
      demand(length > 0n, 'loss method must not be empty');
      demand(length <= maxStringLength, `loss method is longer than ${maxStringLength}`);
    },
    metadata({ metadata }: Pick<Topic, 'metadata'>, { maxStringLength }: Params) {
      demand(BigInt(Buffer.byteLength(metadata)) <= maxStringLength, `metadata is longer than ${maxStringLength}`);
    },
    cadence(topic: Pick<Topic, 'epochLength' | 'groundTruthLag' | 'workerSubmissionWindow'>) {
      const { epochLength, groundTruthLag, workerSubmissionWindow } = topic;
      demand(epochLength > 0n, 'epoch length must be greater than zero');
      demand(workerSubmissionWindow > 0n, 'worker submission window must be greater than zero');
      demand(groundTruthLag >= epochLength, 'ground truth lag must not be below the epoch length');
      demand(workerSubmissionWindow <= epochLength, 'worker submission window must not exceed the epoch length');
      demand(
        epochLength <= LONGEST && groundTruthLag <= LONGEST,
        `epoch length and ground truth lag must not exceed ${LONGEST} blocks`,
      );
    },
    regret({ alphaRegret, pNorm, cNorm }: Pick<Topic, 'alphaRegret' | 'pNorm' | 'cNorm'>) {
      demand(!within('alpha regret', alphaRegret, Dec.ZERO, Dec.ONE).isZero(), 'alpha regret must be greater than 0');
      within('p-norm', pNorm, Dec.ONE, Dec.TEN);
      within('c-norm', cNorm, HUNDRED.neg(), HUNDRED);
    },
    epsilon({ epsilon }: Pick<Topic, 'epsilon'>) {
      demand(wieldy('epsilon', epsilon).gt(Dec.ZERO), 'epsilon must be greater than 0');
    },
    sortition({ meritSortitionAlpha }: Pick<Topic, 'meritSortitionAlpha'>) {
      const alpha = within('merit sortition alpha', meritSortitionAlpha, Dec.ZERO, Dec.ONE);
      demand(!alpha.eq(Dec.ONE), 'merit sortition alpha must be below 1');
    },
    quantiles(topic: Pick<Topic, 'activeInfererQuantile' | 'activeForecasterQuantile' | 'activeReputerQuantile'>) {
      within('active inferer quantile', topic.activeInfererQuantile, Dec.ZERO, Dec.ONE);
      within('active forecaster quantile', topic.activeForecasterQuantile, Dec.ZERO, Dec.ONE);
      within('active reputer quantile', topic.activeReputerQuantile, Dec.ZERO, Dec.ONE);
    },
    labels(topic: Pick<Topic, 'maxLabelsPerSubmission' | 'labelWhitelist'>, params: Params) {
      const most = topic.maxLabelsPerSubmission;
      demand(
        most >= 1n && most <= MAX_LABELS_PER_SUBMISSION,
        `labels per submission must be between 1 and ${MAX_LABELS_PER_SUBMISSION}`,
      );
      const size = params.maxTopicLabelWhitelistSize;
      demand(BigInt(topic.labelWhitelist.length) <= size, `label whitelist is longer than ${size}`);
    },
  };
}

type OutputFields = Pick<Topic, 'topicType' | 'outputArity' | 'requireUnity' | 'unityTolerance' | 'labelDefaultValue'>;

/** What a topic's values look like: type, arity, unity and the default of a label; sdk 29 wherever it is asked. */
function checkOutput(topic: OutputFields): void {
  const { demand, wieldy } = demands(sdkErrors.invalidType);
  demand(topic.topicType in TYPES, 'topic type must be regression or classification');
  demand(topic.outputArity in ARITIES, 'output arity must be single or multi');
  demand(
    !(topic.outputArity === TopicOutputArity.SINGLE && topic.requireUnity),
    'a topic with a single output cannot require unity',
  );
  const tolerance = wieldy('unity tolerance', topic.unityTolerance);
  demand(
    !topic.requireUnity || (!tolerance.isNegative() && tolerance.lte(MAX_UNITY_TOLERANCE)),
    'unity tolerance must be between 0 and 0.01',
  );
  const defaultValue = wieldy('label default value', topic.labelDefaultValue);
  demand(!topic.requireUnity || defaultValue.isZero(), 'a topic that requires unity needs the default value 0');
}

const TYPES = { [TopicType.REGRESSION]: true, [TopicType.CLASSIFICATION]: true };
const ARITIES = { [TopicOutputArity.SINGLE]: true, [TopicOutputArity.MULTI]: true };

/** Demands on values: `wieldy` a decimal that can be calculated with, `within` one between two bounds, both included. */
function demands(fail: Fail) {
  const demand = (holds: boolean, rule: string) => {
    if (!holds) throw fail(rule);
  };
  const wieldy = (name: string, text: string) => {
    const value = decimalOf(name, text, fail);
    demand(isWieldy(value), `${name} must have at most 100 digits and an exponent within 100`);
    return value;
  };
  const within = (name: string, text: string, low: Dec, high: Dec) => {
    const value = wieldy(name, text);
    demand(value.gte(low) && value.lte(high), `${name} must be between ${low} and ${high}`);
    return value;
  };
  return { demand, wieldy, within };
}
