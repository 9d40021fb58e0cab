import { create } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { clearActive, inferers } from '../../../src/chain/modules/emissions/payloads/admission.ts';
import { trimForecast } from '../../../src/chain/modules/emissions/payloads/forecast-trim.ts';
import { state } from '../../../src/chain/modules/emissions/state.ts';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import {
  InputForecastElementSchema,
  InputInferenceForecastBundleSchema,
} from '../../../src/wire/gen/emissions/v10/input_pb.ts';
import { encode, secp256k1, sha256 } from '../../../src/wire/index.ts';
import { ann, ben, cem, NONCE, openWorkers, rita } from './cast.ts';
import { codeOf, type Workbench, workerMessage } from './workbench.ts';

const submitted = (bench: Workbench) => [...state.inferences.entries(bench.ctx, { prefix: [1n] })];
describe('worker payload', () => {
  test('is stored with its canonical value, pays the fee and says so', () => {
    const bench = openWorkers();
    bench.payWorker(
      workerMessage(ann, { nonce: NONCE, labelled: [{ label: 'y', value: '12.50' }], sender: ben.address }),
    );
    expect(submitted(bench).map(([[, who], { values, blockHeight }]) => [who, values, blockHeight])).toEqual([
      [ann.address, ['12.50'], NONCE],
    ]);
    expect(bench.fees).toEqual([[ben.address, 10n]]);
    expect(bench.events[0]?.attributes.find(({ key }) => key === 'values')?.value).toBe(
      '[{"label":"y","value":"12.50"}]',
    );
    expect(bench.takeEvents()).toEqual(['InsertInfererPayload']);
  });

  test('may carry a forecast alone or beside an inference; only its first element about an inferer counts', () => {
    const bench = openWorkers();
    const forecast = [
      [ben.address, '-1'],
      [ben.address, '-9'],
      [cem.address, '-2'],
    ] as const;
    bench.payWorker(workerMessage(ann, { nonce: NONCE, value: '1', forecast }));
    bench.payWorker(workerMessage(ben, { nonce: NONCE, forecast }));
    expect(bench.takeEvents()).toEqual(['InsertInfererPayload', 'InsertForecasterPayload', 'InsertForecasterPayload']);
    const elements = state.forecasts.get(bench.ctx, [1n, ann.address])?.forecastElements;
    expect(elements?.map(({ inferer, value }) => [inferer, value])).toEqual([
      [ben.address, '-1'],
      [cem.address, '-2'],
    ]);
  });

  test('a labelled value beats the scalar; a topic with one label takes one value, named "y"', () => {
    const bench = openWorkers();
    const insert = (labelled: { label: string; value: string }[]) =>
      codeOf(() => bench.payWorker(workerMessage(ann, { nonce: NONCE, value: '7', labelled })));
    expect(insert([{ label: 'z', value: '1' }])).toBe('sdk/18');
    expect(insert([{ label: '', value: '1' }])).toBe('emissions/94');
    expect(
      insert([
        { label: 'y', value: '1' },
        { label: 'z', value: '1' },
      ]),
    ).toBe('emissions/95');
    expect(insert([{ label: ' Y ', value: '3' }])).toBe('ok');
    expect(submitted(bench)[0]?.[1].values).toEqual(['3']);
    expect(state.epochLabelRegistry.get(bench.ctx, [1n, NONCE])?.labels).toMatchObject([{ id: 1, name: 'y' }]);
  });

  test.each([
    ['NaN', 'undecodable'],
    ['Infinity', 'undecodable'],
    ['1E+41', 'undecodable'],
    ['-1E+41', 'undecodable'],
    ['1E-41', 'undecodable'],
    ['twelve', 'undecodable'],
    ['1E+40', 'ok'],
    ['-1E-40', 'ok'],
    ['0', 'ok'],
    ['0.00', 'ok'],
  ])('value %s: %s', (value, code) => {
    const bench = openWorkers();
    expect(codeOf(() => bench.payWorker(workerMessage(ann, { nonce: NONCE, value })))).toBe(code);
    expect(codeOf(() => bench.payWorker(workerMessage(ben, { nonce: NONCE, forecast: [[ann.address, value]] })))).toBe(
      code,
    );
  });

  test('the signature is over the canonical text, whatever the client wrote', () => {
    const bench = openWorkers();
    expect(codeOf(() => bench.payWorker(workerMessage(ann, { nonce: NONCE, value: '0.00000001' })))).toBe('sdk/4');
    expect(codeOf(() => bench.payWorker(workerMessage(ann, { nonce: NONCE, value: '1E-8' })))).toBe('ok');
  });

  test.each<[string, (message: ReturnType<typeof workerMessage>) => void, string]>([
    [
      'no bundle',
      (m) => {
        m.workerDataBundle = undefined;
      },
      'sdk/18',
    ],
    [
      'bad sender',
      (m) => {
        m.sender = 'allo1nonsense';
      },
      'sdk/7',
    ],
    [
      'bad worker',
      (m) => {
        m.workerDataBundle!.worker = 'cosmos1xyz';
      },
      'sdk/7',
    ],
    [
      'no nonce',
      (m) => {
        m.workerDataBundle!.nonce = undefined;
      },
      'sdk/18',
    ],
    [
      'nonce 0',
      (m) => {
        m.workerDataBundle!.nonce!.blockHeight = 0n;
      },
      'sdk/29',
    ],
    [
      'no public key',
      (m) => {
        m.workerDataBundle!.pubkey = '';
      },
      'sdk/18',
    ],
    [
      'public key too short',
      (m) => {
        m.workerDataBundle!.pubkey = 'ab';
      },
      'sdk/18',
    ],
    [
      'public key of another',
      (m) => {
        m.workerDataBundle!.pubkey = ben.pubkey;
      },
      'sdk/4',
    ],
    [
      'no signature',
      (m) => {
        m.workerDataBundle!.inferencesForecastsBundleSignature = new Uint8Array();
      },
      'sdk/18',
    ],
    [
      'broken signature',
      (m) => {
        m.workerDataBundle!.inferencesForecastsBundleSignature[9]! ^= 1;
      },
      'sdk/4',
    ],
    [
      'changed value',
      (m) => {
        m.workerDataBundle!.inferenceForecastsBundle!.inference!.value = '2';
      },
      'sdk/4',
    ],
    [
      'nothing inside',
      (m) => {
        m.workerDataBundle!.inferenceForecastsBundle!.inference = undefined;
      },
      'sdk/18',
    ],
    [
      'no inner bundle',
      (m) => {
        m.workerDataBundle!.inferenceForecastsBundle = undefined;
      },
      'sdk/18',
    ],
    [
      'bad inferer',
      (m) => {
        m.workerDataBundle!.inferenceForecastsBundle!.inference!.inferer = 'allo1';
      },
      'sdk/7',
    ],
    [
      'inferer is not the worker',
      (m) => {
        m.workerDataBundle!.inferenceForecastsBundle!.inference!.inferer = ben.address;
      },
      'sdk/4',
    ],
    [
      'worker is not the inferer',
      (m) => {
        m.workerDataBundle!.worker = ben.address;
      },
      'sdk/4',
    ],
    [
      'inference for topic 0',
      (m) => {
        m.workerDataBundle!.inferenceForecastsBundle!.inference!.topicId = 0n;
      },
      'sdk/29',
    ],
    [
      'inference for another topic',
      (m) => {
        m.workerDataBundle!.inferenceForecastsBundle!.inference!.topicId = 2n;
      },
      'sdk/18',
    ],
    [
      'inference for another nonce',
      (m) => {
        m.workerDataBundle!.inferenceForecastsBundle!.inference!.blockHeight = 99n;
      },
      'sdk/18',
    ],
  ])('%s: refused, nothing stored, no fee', (_, change, code) => {
    const bench = openWorkers();
    const message = workerMessage(ann, { nonce: NONCE, value: '1' });
    change(message);
    expect(codeOf(() => bench.payWorker(message))).toBe(code);
    expect(submitted(bench)).toEqual([]);
    expect(bench.fees).toEqual([]);
    expect(bench.takeEvents()).toEqual([]);
  });

  test('a high-s signature is refused', () => {
    const bench = openWorkers();
    const message = workerMessage(ann, { nonce: NONCE, value: '1' });
    const bundle = message.workerDataBundle!;
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const low = BigInt(`0x${Buffer.from(bundle.inferencesForecastsBundleSignature.slice(32)).toString('hex')}`);
    bundle.inferencesForecastsBundleSignature.set(Buffer.from((order - low).toString(16).padStart(64, '0'), 'hex'), 32);
    expect(codeOf(() => bench.payWorker(message))).toBe('sdk/4');
  });

  test('wants a known topic, an open nonce, its window and a registered worker, in this order', () => {
    const bench = openWorkers();
    const insert = (nonce: bigint, topicId = 1n, worker = ann) =>
      codeOf(() => bench.payWorker(workerMessage(worker, { nonce, topicId, value: '1' })));
    expect(insert(NONCE, 9n)).toBe('emissions/6');
    expect(insert(99n)).toBe('emissions/75');
    expect(insert(NONCE, 1n, rita)).toBe('emissions/13');
    bench.height = NONCE + 11n;
    expect(insert(NONCE)).toBe('emissions/67');
    bench.height = NONCE + 10n;
    expect(insert(NONCE)).toBe('ok');
  });

  test('wants permission where the topic lists its workers', () => {
    const bench = openWorkers({ globalWhitelistEnabled: true, globalWorkerWhitelistEnabled: true });
    state.topicWorkerWhitelistEnabled.add(bench.ctx, 1n);
    const insert = () => codeOf(() => bench.payWorker(workerMessage(ann, { nonce: NONCE, value: '1' })));
    expect(insert()).toBe('emissions/82');
    state.topicWorkerWhitelist.add(bench.ctx, [1n, ann.address]);
    expect(insert()).toBe('ok');
  });

  test('a message above max_serialized_msg_length is refused', () => {
    const bench = openWorkers({ maxSerializedMsgLength: 200n });
    expect(codeOf(() => bench.payWorker(workerMessage(ann, { nonce: NONCE, value: '1' })))).toBe('emissions/53');
  });

  test('counts once per window', () => {
    const bench = openWorkers();
    const insert = () => bench.payWorker(workerMessage(ann, { nonce: NONCE, value: '1' }));
    insert();
    expect(insert).toThrow('inference already submitted');
    clearActive(bench.ctx, inferers, 1n);
    expect(codeOf(insert)).toBe('emissions/78');
  });

  test('finding the active set full is no error: the fee is kept, the event says what was sent', () => {
    const bench = openWorkers({ maxTopInferersToReward: 2n });
    for (const worker of [ann, ben, cem]) bench.payWorker(workerMessage(worker, { nonce: NONCE, value: '1' }));
    expect(submitted(bench).map(([[, who]]) => who)).toEqual([ann.address, ben.address]);
    expect(bench.fees).toHaveLength(3);
    expect(bench.takeEvents()).toEqual(Array(3).fill('InsertInfererPayload'));
  });
});

describe('forecast trimming', () => {
  test('keeps what is about the best inferers beyond the limit, in the order sent', () => {
    const elements = ['d', 'b', 'e', 'a', 'b', 'c'].map((inferer, place) =>
      create(InputForecastElementSchema, { inferer, value: `${place}` }),
    );
    const trimmed = (scoreOf: (inferer: string) => Dec) =>
      trimForecast(elements, 3n, scoreOf).map(({ inferer, value }) => inferer + value);
    expect(trimmed(() => Dec.ZERO)).toEqual(['b1', 'a3', 'c5']);
    // By score, the higher the better; equal scores to the lower address.
    expect(trimmed((inferer) => Dec.of(inferer === 'b' ? -1 : 0))).toEqual(['d0', 'a3', 'c5']);
  });
});

test('the signed bytes are those of the reference: ascending fields, the scalar always there', () => {
  const inner = workerMessage(ann, { nonce: 1n, labelled: [{ label: 'y', value: '5' }] }).workerDataBundle!
    .inferenceForecastsBundle!;
  const bytes = Buffer.from(encode(InputInferenceForecastBundleSchema, inner)).toString('latin1');
  const inference = `\x08\x01\x10\x01\x1a${String.fromCharCode(ann.address.length)}${ann.address}\x22\x010\x3a\x06\x0a\x01y\x12\x015`;
  expect(bytes).toBe(`\x0a${String.fromCharCode(inference.length)}${inference}`);
  expect(secp256k1.sign(sha256(Buffer.from(bytes, 'latin1')), ann.secret)).toHaveLength(64);
});
