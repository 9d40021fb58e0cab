import {
  type InputReputerValueBundle,
  type InputValueBundle,
  InputValueBundleSchema,
} from '../../../../wire/gen/emissions/v9/input_pb.ts';
import { accountAddress } from '../../../addresses.ts';
import { sdkErrors } from '../../../errors.ts';
import { payloadKey, signs } from './signature.ts';

/**
 * Checks a reputer's bundle by itself, without the state, in the order of docs/spec/emissions.md §8.3, and returns
 * the value bundle and its nonce. Errors: sdk 18 for what is missing and for a wrong signature, 4 for a foreign key, 29 for a
 * topic 0 or an impossible nonce, 7 for an address.
 */
export function validateReputerBundle(bundle: InputReputerValueBundle): { values: InputValueBundle; nonce: bigint } {
  const values = bundle.valueBundle;
  if (!values) throw sdkErrors.invalidRequest('value bundle is missing');
  const key = payloadKey(bundle.pubkey);
  if (values.reputer !== key.address) {
    throw sdkErrors.unauthorized(`reputer ${values.reputer} does not match the public key of ${key.address}`);
  }
  const nonce = validateValueBundle(values);
  if (!signs(key, InputValueBundleSchema, values, bundle.signature)) {
    throw sdkErrors.invalidRequest('signature verification failed');
  }
  return { values, nonce };
}

function validateValueBundle(values: InputValueBundle): bigint {
  if (values.topicId === 0n) throw sdkErrors.invalidType('topic id 0 is reserved');
  if (!values.reputerRequestNonce) throw sdkErrors.invalidRequest('value bundle has no nonce');
  const nonce = values.reputerRequestNonce.reputerNonce;
  if (!nonce) throw sdkErrors.invalidType("the value bundle's nonce is empty");
  if (nonce.blockHeight <= 0n) throw sdkErrors.invalidType('nonce must be greater than 0');
  accountAddress(values.reputer, 'reputer');
  if (values.infererValues.length === 0) throw sdkErrors.invalidRequest('value bundle has no inferer values');
  validateWorkers(values.infererValues, 'inferer');
  validateWorkers(values.forecasterValues, 'forecaster');
  validateWorkers(values.oneOutInfererValues, 'one-out inferer');
  validateWorkers(values.oneOutForecasterValues, 'one-out forecaster');
  validateWorkers(values.oneInForecasterValues, 'one-in forecaster');
  for (const row of values.oneOutInfererForecasterValues) {
    accountAddress(row.forecaster, 'one-out-inferer forecaster');
    if (row.oneOutInfererValues.length === 0)
      throw sdkErrors.invalidType(`forecaster ${row.forecaster} has no one-out inferer values`);
    validateWorkers(row.oneOutInfererValues, 'one-out-inferer forecaster inferer');
  }
  return nonce.blockHeight;
}

function validateWorkers(entries: readonly { worker: string }[], what: string): void {
  for (const entry of entries) accountAddress(entry.worker, what);
}
