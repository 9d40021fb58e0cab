import { Dec } from '../../../../protocol/decimal/index.ts';
import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import type { InputInference } from '../../../../wire/gen/emissions/v10/input_pb.ts';
import type { Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';
import type { Context } from '../../../context.ts';
import { sdkErrors } from '../../../errors.ts';
import { errors } from '../errors.ts';
import { canonicalLabel, quotedLabel } from './canonical.ts';
import { hasSeveralLabels, registerLabels, SINGLE_LABEL } from './registry.ts';

/** A submitted value under the canonical name of its label. */
interface Labelled {
  readonly label: string;
  readonly value: string;
}

/**
 * The labelled values of an inference under canonical names, in the order sent; what every submission is held to, admitted or not
 * (docs/spec/emissions.md §9.2). Errors, label by label: ErrTooManyLabelsPerSubmission, ErrInvalidLabelName (also for a name that
 * comes twice), ErrLabelNotInWhitelist; sdk 18 where a topic with one output is given another label than `y`.
 */
export function labelledValues(topic: Topic, params: Params, { values }: InputInference): Labelled[] {
  const several = hasSeveralLabels(topic);
  const limit = several ? topic.maxLabelsPerSubmission : 1n;
  if (BigInt(values.length) > limit) {
    throw errors.ErrTooManyLabelsPerSubmission(`${values.length} labels, topic ${topic.id} takes ${limit}`);
  }
  const allowed = new Set(topic.labelWhitelist);
  const seen = new Set<string>();
  const labelled = values.map(({ label: name, value }) => {
    const label = canonicalLabel(name, topic.labelCaseSensitive, params);
    if (seen.has(label)) throw errors.ErrInvalidLabelName(`label ${quotedLabel(label)} appears twice`);
    seen.add(label);
    if (allowed.size > 0 && !allowed.has(label)) {
      throw errors.ErrLabelNotInWhitelist(`label ${quotedLabel(label)} of topic ${topic.id}`);
    }
    return { label, value };
  });
  const [first] = labelled;
  if (!several && first && first.label !== SINGLE_LABEL) {
    throw sdkErrors.invalidRequest(`the label of a topic with one output is "y", not ${quotedLabel(first.label)}`);
  }
  return labelled;
}

/**
 * The vector that is stored of an admitted inference: one value per label of the epoch's registry, which learns the labels that are
 * new. Values equal to the topic's default are not counted as given (docs/spec/emissions.md §9.2).
 * Errors: sdk 18 without a labelled value, with none but defaults, and where unity is required and the sum of what was sent is not
 * 1 within the tolerance; ErrEpochLabelRegistrySaturated.
 */
export function denseValues(
  ctx: Context,
  topic: Topic,
  params: Params,
  nonce: bigint,
  { inference, labelled }: { readonly inference: InputInference; readonly labelled: readonly Labelled[] },
): string[] {
  if (!hasSeveralLabels(topic)) {
    registerLabels(ctx, topic.id, nonce, [SINGLE_LABEL], params);
    return [labelled[0]?.value ?? inference.value];
  }
  if (labelled.length === 0) throw sdkErrors.invalidRequest(`topic ${topic.id} wants labelled values`);
  const fallback = Dec.parse(topic.labelDefaultValue);
  const given = new Map(
    labelled.filter(({ value }) => !Dec.parse(value).eq(fallback)).map((one) => [one.label, one.value]),
  );
  if (given.size === 0) throw sdkErrors.invalidRequest(`every value is the topic's default ${topic.labelDefaultValue}`);
  const registry = registerLabels(ctx, topic.id, nonce, [...given.keys()], params);
  if (topic.requireUnity) requireUnity(topic, labelled);
  const filling = fallback.marshal();
  return registry.map((label) => given.get(label) ?? filling);
}

function requireUnity({ unityTolerance }: Topic, labelled: readonly Labelled[]): void {
  const sum = labelled.reduce((running, { value }) => running.add(Dec.parse(value)), Dec.ZERO);
  if (sum.sub(Dec.ONE).abs().gt(Dec.parse(unityTolerance))) {
    throw sdkErrors.invalidRequest(`the values add up to ${sum}, not to 1 within ${unityTolerance}`);
  }
}
