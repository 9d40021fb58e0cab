import { create } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertReputerPayload, type ReputerLosses } from '../../src/client/actions/insert-reputer-payload.ts';
import { insertWorkerPayload } from '../../src/client/actions/insert-worker-payload.ts';
import type { Signer } from '../../src/client/signer.ts';
import { Dec } from '../../src/protocol/decimal/index.ts';
import { MsgSendSchema } from '../../src/wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import { PubKeySchema as Ed25519 } from '../../src/wire/gen/cosmos/crypto/ed25519/keys_pb.ts';
import { AuthInfoSchema, TxRawSchema } from '../../src/wire/gen/cosmos/tx/v1beta1/tx_pb.ts';
import { QueryService } from '../../src/wire/gen/emissions/v10/query_pb.ts';
import * as emissions from '../../src/wire/gen/emissions/v10/tx_pb.ts';
import { decode, encode, packAny, type Typed, txRaw } from '../../src/wire/index.ts';
import { judgeEpoch } from '../../src/worker/judge.ts';
import { sandbox } from './allo.ts';
import { Probe, typed, type Wrong } from './probe.ts';
import { quietDevnet } from './quiet-devnet.ts';

/** So long that the epoch, once opened, has room for everything below. */
const EPOCH = 600n;
const WINDOW = 300n;

const box = sandbox();
let probe: Probe;
let nonce: bigint;
let alice: Signer;
let bob: Signer;
let carol: Signer;
let grace: Signer;
let heidi: Signer;

beforeAll(async () => {
  probe = new Probe(await quietDevnet(box));
  [alice, bob, carol, grace, heidi] = (await Promise.all(
    ['alice', 'bob', 'carol', 'grace', 'heidi'].map((name) => probe.signer(name)),
  )) as [Signer, Signer, Signer, Signer, Signer];
  const epoch = [
    '--epoch-length',
    `${EPOCH}`,
    '--ground-truth-lag',
    `${EPOCH}`,
    '--worker-submission-window',
    `${WINDOW}`,
  ];
  await box.json('topic', 'create', ...epoch);
  await probe.advance(1);
  const commands = [
    ...['bob', 'carol'].map((name) => ['worker', 'register', '1', '--from', name]),
    ...['grace', 'heidi'].map((name) => ['reputer', 'register', '1', '--from', name]),
    ['topic', 'fund', '1', '--amount', '1000allo'],
  ];
  await Promise.all(commands.map((command) => box.json(...command)));
  await probe.advance(1);
  await box.json('stake', 'add', '1', '--amount', '100allo', '--from', 'grace');
  nonce = BigInt((await box.json<{ height: number }>('devnet', 'advance', '--epochs', '1', '--topic', '1')).height);
});
afterAll(() => box.close());

const sendOf = (from: Signer, to: Signer, amount = '1', denom = 'uallo') =>
  typed(MsgSendSchema, { fromAddress: from.address, toAddress: to.address, amount: [{ denom, amount }] });

const good = (wrong: Wrong = {}) => probe.tx(alice, [sendOf(alice, bob)], wrong);

/** The same bytes with one text in place of another, as nobody's encoder would write it. */
function respelled(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const at = Buffer.from(bytes).indexOf(from);
  if (at < 0 || from.length !== to.length) throw new Error(`${from} cannot become ${to}`);
  return Uint8Array.from(Buffer.concat([bytes.subarray(0, at), Buffer.from(to), bytes.subarray(at + from.length)]));
}

/** A transaction with other signer infos or fee than it was signed with. */
function altered(
  bytes: Uint8Array,
  change: (info: ReturnType<typeof create<typeof AuthInfoSchema>>) => void,
): Uint8Array {
  const raw = decode(TxRawSchema, bytes);
  const info = decode(AuthInfoSchema, raw.authInfoBytes);
  change(info);
  return txRaw({ ...raw, authInfoBytes: encode(AuthInfoSchema, info) });
}

const inferenceTx = (value: string) =>
  probe.tx(bob, [asTyped(insertWorkerPayload(bob, { topicId: 1n, nonce, inference: value }))]);

function asTyped(message: { $typeName: string }): Typed {
  const schema = Object.values(emissions).find(
    (one) => typeof one === 'object' && 'typeName' in one && one.typeName === message.$typeName,
  );
  return { schema, message } as unknown as Typed;
}

describe('what the mempool refuses', () => {
  it.each<[string, [codespace: string, code: number, log: RegExp], () => Promise<Uint8Array>]>([
    ['nothing at all', ['sdk', 18, /at least one message/], async () => new Uint8Array(0)],
    [
      'random bytes',
      ['sdk', 2, /tx parse error/],
      async () => Uint8Array.from(Buffer.from('f00dcafe'.repeat(40), 'hex')),
    ],
    ['a truncated transaction', ['sdk', 2, /tx parse error/], async () => (await good()).subarray(0, 150)],
    [
      'bytes behind its end',
      ['sdk', 2, /tx parse error/],
      async () => Buffer.concat([await good(), Buffer.from('7a026869', 'hex')]),
    ],
    [
      'an unknown message',
      ['sdk', 2, /unable to resolve type URL \/cosmos\.bank\.v1beta1\.MsgSenD/],
      async () => respelled(await good(), 'bank.v1beta1.MsgSend', 'bank.v1beta1.MsgSenD'),
    ],
    ['a broken signature', ['sdk', 4, /signature verification failed/], async () => flipped(await good())],
    ['the signature of another key', ['sdk', 8, /pubKey does not match signer address/], () => good({ signer: bob })],
    [
      'a sequence to come',
      ['sdk', 32, /account sequence mismatch, expected \d+, got \d+/],
      () => good({ sequence: 3n }),
    ],
    [
      'another chain id',
      ['sdk', 4, /verify account number .* chain-id \(localnet\)/],
      () => good({ chainId: 'allora-1' }),
    ],
    ['another account number', ['sdk', 4, /signature verification failed/], () => good({ accountNumber: 99n })],
    ['a gas limit of 0', ['sdk', 11, /gasWanted: 0/], () => good({ gas: 0n })],
    ['too little gas for its own size', ['sdk', 11, /out of gas/], () => good({ gas: 1_000n })],
    ['more gas than there is', ['sdk', 18, /invalid gas supplied/], () => good({ gas: (1n << 64n) - 1n })],
    ['a fee in another coin', ['sdk', 10, /not in uallo/], () => good({ fee: [{ denom: 'uatom', amount: '5' }] })],
    [
      'two fees',
      ['feemarket', 2, /Only one fee coin/],
      () =>
        good({
          fee: [
            { denom: 'uallo', amount: '5' },
            { denom: 'uatom', amount: '5' },
          ],
        }),
    ],
    [
      'a fee beyond its means',
      ['sdk', 5, /insufficient/],
      () => good({ fee: [{ denom: 'uallo', amount: `1${'0'.repeat(30)}` }] }),
    ],
    ['a negative fee', ['sdk', 13, /fee/], () => good({ fee: [{ denom: 'uallo', amount: '-5' }] })],
    ['too long a memo', ['sdk', 12, /maximum number of characters is 256/], () => good({ memo: 'x'.repeat(257) })],
    ['a height that has passed', ['sdk', 30, /timeout height: 1/], () => good({ timeoutHeight: 1n })],
    ['no message', ['sdk', 18, /must contain at least one message/], () => probe.tx(alice, [])],
    [
      'no signature',
      ['sdk', 15, /no signatures supplied/],
      async () => txRaw({ ...decode(TxRawSchema, await good()), signatures: [] }),
    ],
    [
      'a key of another kind',
      ['sdk', 8, /unrecognized public key type/],
      async () =>
        altered(await good(), ({ signerInfos }) => {
          signerInfos[0]!.publicKey = packAny(Ed25519, create(Ed25519, { key: new Uint8Array(32) }));
        }),
    ],
    ['an inference NaN', ['sdk', 2, /tx parse error/], async () => respelled(await inferenceTx('123'), '123', 'NaN')],
    [
      'an inference Infinity',
      ['sdk', 2, /tx parse error/],
      async () => respelled(await inferenceTx('12345678'), '12345678', 'Infinity'),
    ],
    [
      'an inference that is no number',
      ['sdk', 2, /tx parse error/],
      async () => respelled(await inferenceTx('12345678'), '12345678', 'ten+fish'),
    ],
    [
      'a huge inference',
      ['sdk', 2, /tx parse error/],
      async () => respelled(await inferenceTx('12345'), '12345', '1E+41'),
    ],
    [
      'a tiny inference',
      ['sdk', 2, /tx parse error/],
      async () => respelled(await inferenceTx('12345'), '12345', '1E-41'),
    ],
    [
      'an inference of astronomic size',
      ['sdk', 2, /tx parse error/],
      async () => respelled(await inferenceTx('123456789012'), '123456789012', '1E+999999999'),
    ],
  ])('%s', async (_, [codespace, code, log], build) => {
    const before = await probe.appHash();
    const refused = await probe.check(await build());
    expect(refused).toMatchObject({ codespace, code, log: expect.stringMatching(log) });
    await probe.advance(1);
    expect(await probe.appHash()).toBe(before);
  });

  it('a transaction that it has already', async () => {
    const bytes = await good();
    expect((await probe.check(bytes)).code).toBe(0);
    await expect(probe.check(bytes)).rejects.toThrow('tx already exists in cache');
    await probe.advance(1);
    await expect(probe.check(bytes)).rejects.toThrow('tx already exists in cache');
  });
});

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[copy.length - 5]! ^= 1;
  return copy;
}

/** Delivers a message that fails, and makes sure that it took nothing but the sequence. */
async function fails(signer: Signer, message: Typed, expected: readonly [string, number, RegExp], wrong?: Wrong) {
  const submitted = () =>
    Promise.all([
      probe.client.query(QueryService.method.getTopic, { topicId: 1n }),
      probe.client.query(QueryService.method.getTopicFeeRevenue, { topicId: 1n }),
      probe.client.query(QueryService.method.getTopicStake, { topicId: 1n }),
      probe.client.query(QueryService.method.getNextTopicId, {}),
      probe.balance(signer.address),
    ]);
  const before = await submitted();
  const result = await probe.deliver(await probe.tx(signer, [message], wrong));
  const [codespace, code, log] = expected;
  expect(result).toMatchObject({ codespace, code, log: expect.stringMatching(log) });
  expect(await submitted()).toEqual(before);
}

describe('what fails in its block and changes nothing', () => {
  it.each<[string, readonly [string, number, RegExp], () => Typed, Wrong?]>([
    ['a wrong nonce', ['emissions', 75, /worker nonce 5 of topic 1/], () => worker(bob, { nonce: 5n })],
    ['a nonce 0', ['sdk', 29, /nonce must be greater than 0/], () => worker(bob, { nonce: 0n })],
    ['a nonce below 0', ['sdk', 29, /nonce must be greater than 0/], () => worker(bob, { nonce: -7n })],
    ['a topic that does not exist', ['emissions', 6, /9/], () => worker(bob, { topicId: 9n })],
    ['a worker who is not registered', ['emissions', 13, /not registered/], () => worker(grace, {})],
    [
      'a payload whose signature is broken',
      ['sdk', 4, /signature verification failed/],
      () =>
        worker(bob, {}, (w) => {
          w.inferencesForecastsBundleSignature[9]! ^= 1;
        }),
    ],
    [
      'a payload signed for another value',
      ['sdk', 4, /signature verification failed/],
      () =>
        worker(bob, {}, (w) => {
          w.inferenceForecastsBundle!.inference!.values[0]!.value = '11';
        }),
    ],
    [
      "a payload with another worker's key",
      ['sdk', 4, /does not match the public key/],
      () =>
        worker(bob, {}, (w) => {
          w.pubkey = Buffer.from(carol.publicKey).toString('hex');
        }),
    ],
    [
      'a payload with half a key',
      ['sdk', 18, /invalid pubkey/],
      () =>
        worker(bob, {}, (w) => {
          w.pubkey = w.pubkey.slice(0, 40);
        }),
    ],
    [
      'a payload without content',
      ['sdk', 18, /neither inference nor forecast/],
      () =>
        worker(bob, {}, (w) => {
          w.inferenceForecastsBundle!.inference = undefined;
        }),
    ],
    [
      'a payload whose parts name another nonce',
      ['sdk', 18, /is not the bundle's nonce/],
      () =>
        worker(bob, {}, (w) => {
          w.nonce!.blockHeight += 1n;
        }),
    ],
    ['losses before the truth is known', ['emissions', 45, /worker nonce/], () => reputer(grace, nonce, LOSSES())],
    ['losses for an unknown nonce', ['emissions', 75, /reputer nonce 5/], () => reputer(grace, 5n, LOSSES())],
    [
      'a second registration',
      ['emissions', 8, /already registered/],
      () => typed(emissions.RegisterRequestSchema, { sender: bob.address, topicId: 1n, owner: bob.address }),
    ],
    [
      'stake without registration',
      ['emissions', 10, /not registered/],
      () => typed(emissions.AddStakeRequestSchema, { sender: bob.address, topicId: 1n, amount: '5' }),
    ],
    [
      'more stake than there is',
      ['sdk', 5, /insufficient funds/],
      () =>
        typed(emissions.AddStakeRequestSchema, { sender: grace.address, topicId: 1n, amount: `1${'0'.repeat(30)}` }),
    ],
    [
      'delegation to oneself',
      ['sdk', 18, /cannot delegate to oneself/],
      () =>
        typed(emissions.DelegateStakeRequestSchema, {
          sender: grace.address,
          topicId: 1n,
          reputer: grace.address,
          amount: '5',
        }),
    ],
    [
      'funds for a topic that does not exist',
      ['sdk', 22, /topic 9/],
      () => typed(emissions.FundTopicRequestSchema, { sender: bob.address, topicId: 9n, amount: '5' }),
    ],
    [
      'coins to nobody',
      ['sdk', 7, /address/],
      () =>
        typed(MsgSendSchema, {
          fromAddress: bob.address,
          toAddress: 'allo1nobody',
          amount: [{ denom: 'uallo', amount: '1' }],
        }),
    ],
    ['coins that do not exist', ['sdk', 5, /insufficient funds/], () => sendOf(bob, carol, '1', 'uatom')],
    ['no coins', ['sdk', 10, /coins/], () => sendOf(bob, carol, '0')],
    ['too little gas for its message', ['sdk', 11, /out of gas/], () => sendOf(bob, carol), { gas: 40_000n }],
  ])('%s', async (_, expected, build, wrong) => {
    const message = build();
    const name = (message.message as unknown as { sender?: string; fromAddress?: string }).sender;
    await fails([grace].find(({ address }) => address === name) ?? bob, message, expected, wrong);
  });

  it('payloads out of their windows, and losses that do not fit', async () => {
    const inferences = [worker(bob, {}), worker(carol, {})];
    expect((await probe.deliver(await probe.tx(bob, inferences.slice(0, 1)))).code).toBe(0);
    expect((await probe.deliver(await probe.tx(carol, inferences.slice(1)))).code).toBe(0);
    const { height } = await probe.client.status();
    await probe.advance(Number(nonce + WINDOW - height));
    await fails(bob, worker(bob, {}), ['emissions', 75, /no such unfulfilled nonce|worker nonce/]);
    const losses = await judgeEpoch(probe.client, 1n, nonce, { value: Dec.parse('9'), floor: Dec.parse('0.01') });
    await fails(grace, reputer(grace, nonce, losses), ['emissions', 68, /is outside \d+ to \d+ of topic 1/]);

    await probe.advance(Number(EPOCH - WINDOW));
    await fails(heidi, reputer(heidi, nonce, losses), ['emissions', 11, /0 uallo behind/]);
    await fails(grace, reputer(grace, nonce, { ...losses, infererValues: losses.infererValues!.slice(1) }), [
      'emissions',
      72,
      /lack/,
    ]);
    await fails(
      grace,
      reputer(grace, nonce, {
        ...losses,
        infererValues: [...losses.infererValues!, { worker: heidi.address, value: '1' }],
      }),
      ['emissions', 72, /not in the network inferences/],
    );
    const foreign = reputer(grace, nonce, losses);
    (foreign.message as emissions.InsertReputerPayloadRequest).reputerValueBundle!.signature[3]! ^= 1;
    await fails(grace, foreign, ['sdk', 18, /signature verification failed/]);
    expect((await probe.deliver(await probe.tx(grace, [reputer(grace, nonce, losses)]))).code).toBe(0);
  });

  it('and whoever does it right still gets through', async () => {
    expect((await probe.deliver(await good())).code).toBe(0);
    const { stdout } = await box.allo('devnet', 'logs', '--json');
    const levels = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { level: string }).level);
    expect(levels).not.toContain('error');
  });
});

type Bundle = NonNullable<emissions.InsertWorkerPayloadRequest['workerDataBundle']>;

function worker(
  signer: Signer,
  other: { topicId?: bigint; nonce?: bigint },
  spoil: (bundle: Bundle) => void = () => {},
): Typed {
  const payload = insertWorkerPayload(signer, { topicId: 1n, nonce, inference: '10', ...other });
  spoil(payload.workerDataBundle!);
  return asTyped(payload);
}

const reputer = (signer: Signer, at: bigint, losses: ReputerLosses): Typed =>
  asTyped(insertReputerPayload(signer, 1n, at, losses));

const LOSSES = (): ReputerLosses => ({
  combinedValue: '-1',
  naiveValue: '-1',
  infererValues: [{ worker: bob.address, value: '-1' }],
});
