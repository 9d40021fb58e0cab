import { create } from '@bufbuild/protobuf';
import { Dec, DecimalError, isWieldy } from '../../../protocol/decimal/index.ts';
import { type Params, ParamsSchema } from '../../../wire/gen/emissions/v9/params_pb.ts';
import { ChainError, sdkErrors } from '../../errors.ts';
import { coinsOf } from './amounts.ts';
import { errors } from './errors.ts';

type ParamName = Exclude<keyof Params, '$typeName' | '$unknown'>;

/** What a value must be: `unit` is [0, 1], `open unit` is (0, 1). */
type Rule = 'any' | 'version' | 'at least 0' | 'at least 1' | 'above 0' | 'unit' | 'open unit';

/** Names whose text is an integer amount of uallo; every other text but `version` is a decimal. */
const AMOUNTS = new Set<ParamName>(['requiredMinimumStake', 'createTopicFee', 'registrationFee', 'dataSendingFee']);

/**
 * Default and rule of every parameter, in the order of the fields (docs/spec/emissions.md §3). Heights and lags are blocks,
 * amounts uallo. The specification's names are these in snake case.
 */
const TABLE: { readonly [N in ParamName]: readonly [value: Params[N], rule: Rule] } = {
  version: ['v10', 'version'],
  maxSerializedMsgLength: [1_000_000n, 'at least 0'],
  minTopicWeight: ['100', 'at least 0'],
  requiredMinimumStake: ['10000', 'at least 0'],
  removeStakeDelayWindow: [604_800n, 'at least 0'],
  minEpochLength: [12n, 'at least 1'],
  betaEntropy: ['0.25', 'unit'],
  learningRate: ['0.05', 'open unit'],
  maxGradientThreshold: ['0.001', 'open unit'],
  minStakeFraction: ['0.5', 'unit'],
  maxUnfulfilledWorkerRequests: [100n, 'any'],
  maxUnfulfilledReputerRequests: [100n, 'any'],
  topicRewardStakeImportance: ['0.5', 'unit'],
  topicRewardFeeRevenueImportance: ['0.5', 'unit'],
  topicRewardAlpha: ['0.5', 'open unit'],
  taskRewardAlpha: ['0.1', 'open unit'],
  validatorsVsAlloraPercentReward: ['0.25', 'unit'],
  maxSamplesToScaleScores: [10n, 'above 0'],
  maxTopInferersToReward: [32n, 'any'],
  maxTopForecastersToReward: [6n, 'any'],
  maxTopReputersToReward: [6n, 'any'],
  createTopicFee: ['75000', 'at least 0'],
  gradientDescentMaxIters: [10n, 'above 0'],
  registrationFee: ['200', 'at least 0'],
  defaultPageLimit: [100n, 'any'],
  maxPageLimit: [1000n, 'any'],
  minEpochLengthRecordLimit: [3n, 'at least 0'],
  blocksPerMonth: [864_000n, 'above 0'],
  pRewardInference: ['3', 'above 0'],
  pRewardForecast: ['3', 'above 0'],
  pRewardReputer: ['1', 'above 0'],
  cRewardInference: ['0.75', 'above 0'],
  cRewardForecast: ['0.75', 'above 0'],
  cNorm: ['0.75', 'any'],
  epsilonReputer: ['0.01', 'above 0'],
  halfMaxProcessStakeRemovalsEndBlock: [40n, 'above 0'],
  epsilonSafeDiv: ['1E-7', 'above 0'],
  dataSendingFee: ['10', 'at least 0'],
  maxElementsPerForecast: [12n, 'any'],
  maxActiveTopicsPerBlock: [1n, 'any'],
  maxStringLength: [255n, 'any'],
  initialRegretQuantile: ['0.25', 'unit'],
  pNormSafeDiv: ['8.25', 'above 0'],
  globalWhitelistEnabled: [true, 'any'],
  topicCreatorWhitelistEnabled: [true, 'any'],
  minExperiencedWorkerRegrets: [10n, 'any'],
  inferenceOutlierDetectionThreshold: ['11', 'at least 0'],
  inferenceOutlierDetectionAlpha: ['0.2', 'unit'],
  lambdaInitialScore: ['2', 'at least 0'],
  globalWorkerWhitelistEnabled: [true, 'any'],
  globalReputerWhitelistEnabled: [true, 'any'],
  globalAdminWhitelistAppended: [true, 'any'],
  maxWhitelistInputArrayLength: [2000n, 'any'],
  minWeightThresholdForStdnorm: ['0.000001', 'at least 0'],
  maxCanonicalLabelByteLength: [64n, 'above 0'],
  maxTopicLabelWhitelistSize: [256n, 'above 0'],
  maxEpochLabelRegistrySize: [32_768n, 'above 0'],
};

/** Longest delay, epoch or lag in blocks: more than a thousand years at one a second, and far from where heights overflow. */
export const LONGEST = 1n << 40n;

const NAMES = Object.keys(TABLE) as ParamName[];

/** The parameters of a network that changed none. */
export function defaultParams(): Params {
  return create(ParamsSchema, Object.fromEntries(NAMES.map((name) => [name, TABLE[name][0]])));
}

/**
 * The parameters with every decimal and amount in its canonical text, or the error of the first field that breaks its rule:
 * 58 or 59 (version), 61 (between zero and one), 62 (too small), sdk 29 (no finite number, an amount that is negative or no
 * integer, or beyond a guard), `undefined/1` (no blocks per month). Every field is checked, in the order of the table (docs/spec/emissions.md §3).
 */
export function validatedParams(params: Params): Params {
  const checked: Record<string, unknown> = {};
  for (const name of NAMES) {
    const value = params[name];
    const rule = TABLE[name][1];
    if (rule === 'version') {
      checkVersion(params.version);
      checked[name] = value;
    } else if (typeof value === 'boolean') {
      checked[name] = value;
    } else {
      if (name === 'removeStakeDelayWindow' && params[name] > LONGEST) {
        throw sdkErrors.invalidType(`${name} exceeds ${LONGEST} blocks`);
      }
      const number = numberOf(name, value);
      const broken = brokenRule(name, number, rule);
      if (broken) throw broken(name);
      checked[name] = typeof value === 'bigint' ? value : number.marshal();
    }
  }
  return create(ParamsSchema, checked);
}

function checkVersion(version: string): void {
  if (version === '') throw errors.ErrValidationVersionEmpty();
  if (Buffer.byteLength(version) > 32) throw errors.ErrValidationVersionTooLong();
}

function numberOf(name: ParamName, value: string | bigint): Dec {
  if (typeof value === 'bigint') return Dec.of(value);
  if (AMOUNTS.has(name)) return Dec.of(coinsOf(value, true, () => sdkErrors.invalidType(`${name} is not an amount`)));
  const decimal = decimalOf(name, value, sdkErrors.invalidType);
  if (!isWieldy(decimal)) throw sdkErrors.invalidType(`${name} has more than 100 digits, or an exponent beyond 100`);
  return decimal;
}

function finite(text: string): Dec | undefined {
  try {
    const value = Dec.parse(text);
    return value.isNaN() ? undefined : value;
  } catch (error) {
    if (error instanceof DecimalError) return undefined;
    throw error;
  }
}

function brokenRule(name: ParamName, value: Dec, rule: Rule): ((detail: string) => ChainError) | undefined {
  if (name === 'blocksPerMonth') return value.isZero() ? noBlocks : undefined;
  switch (rule) {
    case 'at least 0':
      return value.isNegative() ? errors.ErrValidationMustBeGreaterthanZero : undefined;
    case 'at least 1':
      return value.lt(Dec.ONE) ? errors.ErrValidationMustBeGreaterthanZero : undefined;
    case 'above 0':
      return value.lte(Dec.ZERO) ? errors.ErrValidationMustBeGreaterthanZero : undefined;
    case 'unit':
      return value.isNegative() || value.gt(Dec.ONE) ? errors.ErrValidationMustBeBetweenZeroAndOne : undefined;
    case 'open unit':
      return value.lte(Dec.ZERO) || value.gte(Dec.ONE) ? errors.ErrValidationMustBeBetweenZeroAndOne : undefined;
    default:
      return undefined;
  }
}

/** An error without a code of its own in the reference. */
const noBlocks = () => new ChainError('undefined', 1, 'blocks per month must be positive: 0');

/** A decimal that a message carries as text; anything but a finite number fails, by default as the request's fault (sdk 18). */
export function decimalOf(
  name: string,
  text: string,
  fail: (detail: string) => ChainError = sdkErrors.invalidRequest,
): Dec {
  const value = finite(text);
  if (!value) throw fail(`${name} is not a finite number`);
  return value;
}
