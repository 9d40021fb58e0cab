import {
  type InputForecast,
  InputInferenceForecastBundleSchema,
  type InputWorkerDataBundle,
} from '../../../../wire/gen/emissions/v10/input_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import { sdkErrors } from '../../../errors.ts';
import { payloadKey, signs } from './signature.ts';

/** What an inference and a forecast have in common, under the name of their author. */
interface Authored {
  readonly topicId: bigint;
  readonly blockHeight: bigint;
  readonly author: string;
}

/**
 * Checks a worker's bundle by itself, without the state, in the order of docs/spec/emissions.md §8.2, and returns
 * its nonce. Errors: sdk 18 for what is missing or does not fit, 29 for a topic 0 or an impossible height, 7 for an address,
 * 4 for a foreign key or a wrong signature.
 */
export function validateWorkerBundle(bundle: InputWorkerDataBundle): bigint {
  if (!bundle.nonce) throw sdkErrors.invalidRequest('worker data bundle has no nonce');
  if (bundle.nonce.blockHeight <= 0n) throw sdkErrors.invalidType('nonce must be greater than 0');
  if (bundle.worker === '') throw sdkErrors.invalidRequest('worker is empty');
  if (bundle.pubkey === '') throw sdkErrors.invalidRequest('public key is empty');
  const key = payloadKey(bundle.pubkey);
  if (bundle.inferencesForecastsBundleSignature.length === 0) throw sdkErrors.invalidRequest('signature is empty');
  const inner = bundle.inferenceForecastsBundle;
  if (!inner) throw sdkErrors.invalidRequest('bundle of inference and forecast is missing');
  if (!inner.inference && !inner.forecast) throw sdkErrors.invalidRequest('neither inference nor forecast');
  if (inner.inference) {
    const { topicId, blockHeight, inferer } = inner.inference;
    validateContents(topicId, inferer, blockHeight, 'inferer');
    validateAuthor(bundle, { topicId, blockHeight, author: inferer }, key.address, 'inferer');
  }
  if (inner.forecast) {
    const { topicId, blockHeight, forecaster } = inner.forecast;
    validateForecast(inner.forecast);
    validateAuthor(bundle, { topicId, blockHeight, author: forecaster }, key.address, 'forecaster');
  }
  if (!signs(key, InputInferenceForecastBundleSchema, inner, bundle.inferencesForecastsBundleSignature)) {
    throw sdkErrors.unauthorized('signature verification failed');
  }
  return bundle.nonce.blockHeight;
}

function validateForecast(forecast: InputForecast): void {
  validateContents(forecast.topicId, forecast.forecaster, forecast.blockHeight, 'forecaster');
  if (forecast.forecastElements.length === 0) throw sdkErrors.invalidRequest('a forecast needs at least one element');
  for (const element of forecast.forecastElements) accountAddress(element.inferer, 'forecast element inferer');
}

function validateContents(topicId: bigint, author: string, blockHeight: bigint, role: string): void {
  if (topicId === 0n) throw sdkErrors.invalidType('topic id 0 is reserved');
  accountAddress(author, role);
  if (blockHeight < 0n) throw sdkErrors.invalidType('block height is negative');
}

function validateAuthor(bundle: InputWorkerDataBundle, part: Authored, keyAddress: string, role: string): void {
  if (part.author !== keyAddress)
    throw sdkErrors.unauthorized(`${role} ${part.author} does not match the public key of ${keyAddress}`);
  if (part.author !== bundle.worker)
    throw sdkErrors.unauthorized(`${role} ${part.author} is not the worker ${bundle.worker}`);
  if (part.topicId !== bundle.topicId) {
    throw sdkErrors.invalidRequest(`${role}'s topic ${part.topicId} is not the bundle's topic ${bundle.topicId}`);
  }
  if (part.blockHeight !== bundle.nonce?.blockHeight) {
    throw sdkErrors.invalidRequest(
      `${role}'s block height ${part.blockHeight} is not the bundle's nonce ${bundle.nonce?.blockHeight}`,
    );
  }
}
