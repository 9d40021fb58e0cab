import { MsgSendSchema } from '../../../../../src/wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import type { Typed } from '../../../../../src/wire/index.ts';
import { cast, type Dice } from '../cast.ts';
import { changed, type Fault, fieldsOf, type Step } from '../step.ts';

type Fields = Record<string, unknown>;

/** Makes one message wrong; undefined where it has nothing of the kind. */
type Spoil = (fields: Fields, dice: Dice) => Fields | undefined;

const set =
  (name: string, ...values: readonly unknown[]): Spoil =>
  (fields, dice) =>
    name in fields && !Array.isArray(fields[name]) ? { [name]: dice.pick(values) } : undefined;

const setList =
  (name: string, ...lists: readonly (readonly unknown[])[]): Spoil =>
  (fields, dice) =>
    Array.isArray(fields[name]) ? { [name]: [...dice.pick(lists)] } : undefined;

const coins = (amount: string, denom = 'uallo') => [{ denom, amount }];

const NOBODY = [
  '',
  'nobody',
  'allo1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqn3y5yw',
  'cosmos1fl48vsnmsdzcv85q5d2q4z5ajdha8yu34mf0eh',
];
const LIST = ['allo', ...NOBODY];

const inBundle =
  (spoil: Spoil): Spoil =>
  (fields, dice) => {
    const name = 'workerDataBundle' in fields ? 'workerDataBundle' : 'reputerValueBundle';
    const bundle = fields[name] as Fields | undefined;
    const spoilt = bundle && spoil(bundle, dice);
    return spoilt && { [name]: { ...fieldsOf(bundle), ...spoilt } };
  };

const flipped = (name: string): Spoil =>
  inBundle((bundle) => {
    const bytes = bundle[name] as Uint8Array | undefined;
    return bytes && { [name]: bytes.map((byte, place) => (place === 40 ? byte ^ 1 : byte)) };
  });

const SPOILS: readonly Spoil[] = [
  set('topicId', 0n, 99n, 1n << 63n),
  set('amount', '0', '-1', '1.5', '', `${10n ** 30n}`),
  set('address', ...NOBODY),
  setList('amount', coins(`${10n ** 30n}`), coins('0'), coins('1', 'nocoin'), []),
  setList('addresses', LIST, Array(2001).fill(cast.admin.address)),
  set('owner', ...NOBODY),
  set('newOwner', ...NOBODY),
  set('reputer', ...NOBODY, cast.relayer.address),
  set('params', { betaEntropy: ['2'] }, { minEpochLength: [0n] }, { learningRate: ['NaN'] }, { version: [''] }),
  set('epochLength', 0n, 4n),
  set('lossMethod', '', 'x'.repeat(300)),
  set('groundTruthLag', 0n, 10_000n),
  set('pNorm', '0', 'NaN', '11', ''),
  set('alphaRegret', '0', '1e200'),
  setList('labelWhitelist', ['up', 'Up '], ['\u0007']),
  inBundle(set('pubkey', '', 'zz', cast.poor.pubkey)),
  inBundle(set('topicId', 0n, 98n)),
  inBundle(set('nonce', undefined, { blockHeight: 0n }, { blockHeight: 1n })),
  inBundle(set('worker', cast.relayer.address, '')),
  flipped('signature'),
  flipped('inferencesForecastsBundleSignature'),
];

/** A stranger says it: the permission is missing, or what it is about. */
export function byStranger({ messages }: Step, dice: Dice): Step {
  const signer = dice.pick(cast.strangers.slice(0, 2));
  const said = messages.map(({ schema, message }) => {
    const name = schema.typeName.endsWith('CreateNewTopicRequest') ? 'creator' : 'sender';
    const field = schema.typeName === MsgSendSchema.typeName ? 'fromAddress' : name;
    return changed({ schema, message } as Typed, { [field]: signer.address });
  });
  return { signer, messages: said };
}

/** One message of a step spoilt, after those before it and none of those behind it. */
function spoilt(good: Step, dice: Dice): Step {
  const place = dice.int(0, good.messages.length - 1);
  const message = good.messages[place] as Typed;
  const ways = SPOILS.map((spoil) => spoil(fieldsOf(message.message), dice)).filter((way) => way !== undefined);
  if (ways.length === 0) return byStranger(good, dice);
  return { ...good, messages: [...good.messages.slice(0, place), changed(message, dice.pick(ways))] };
}

const FAULTS: readonly Fault[] = ['chain', 'sequence', 'fee', 'gas', 'gas', 'timeout', 'bytes'];

/** A step that would be good, made wrong: in its envelope, in one message, by who says it, by being said twice. */
export function wrong(good: Step, dice: Dice): Step {
  const roll = dice.real();
  if (roll < 0.12) return { ...good, fault: dice.pick(FAULTS) };
  if (roll < 0.4) return byStranger(good, dice);
  if (roll < 0.5) return { ...good, messages: [...good.messages, ...good.messages] };
  return spoilt(good, dice);
}
