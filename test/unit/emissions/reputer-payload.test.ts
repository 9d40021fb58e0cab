import { describe, expect, test } from 'vitest';
import { reputerNonces, workerNonces } from '../../../src/chain/modules/emissions/epochs/open-nonces.ts';
import { state } from '../../../src/chain/modules/emissions/state.ts';
import { ann, ben, cem, NONCE, openReputers, rita, rolf } from './cast.ts';
import { codeOf, lossesFor, reputerMessage, type Workbench } from './workbench.ts';

const losses = (bench: Workbench) => lossesFor(state.networkInferences.get(bench.ctx, [1n, NONCE])!, () => '-1.5');

describe('reputer payload', () => {
  test('is stored, pays the fee and says so', () => {
    const bench = openReputers();
    bench.payReputer(reputerMessage(rita, NONCE, losses(bench)));
    expect(
      state.lossBundles.get(bench.ctx, [1n, rita.address])?.valueBundle?.infererValues.map(({ value }) => value),
    ).toEqual(['-1.5', '-1.5']);
    expect(bench.fees).toEqual([[rita.address, 10n]]);
    const attributes = Object.fromEntries(bench.events[0]!.attributes.map(({ key, value }) => [key, value]));
    expect(attributes).toMatchObject({ nonce: '"100"', reputer: JSON.stringify(rita.address), topic_id: '"1"' });
    expect(JSON.parse(attributes.bundle!)).toMatchObject({
      combined_value: '-1.5',
      inferer_addresses: [ann.address, ben.address],
      inferer_values: ['-1.5', '-1.5'],
    });
    expect(bench.takeEvents()).toEqual(['InsertReputerPayload']);
    expect(() => bench.payReputer(reputerMessage(rita, NONCE, losses(bench)))).toThrow('already submitted');
  });

  test.each<[string, (message: ReturnType<typeof reputerMessage>) => void, string]>([
    [
      'no bundle',
      (m) => {
        m.reputerValueBundle = undefined;
      },
      'sdk/18',
    ],
    [
      'no value bundle',
      (m) => {
        m.reputerValueBundle!.valueBundle = undefined;
      },
      'sdk/18',
    ],
    [
      'bad sender',
      (m) => {
        m.sender = '';
      },
      'sdk/7',
    ],
    [
      'public key is no hexadecimal',
      (m) => {
        m.reputerValueBundle!.pubkey = 'zz'.repeat(33);
      },
      'sdk/18',
    ],
    [
      'public key of another',
      (m) => {
        m.reputerValueBundle!.pubkey = rolf.pubkey;
      },
      'sdk/4',
    ],
    [
      'topic 0',
      (m) => {
        m.reputerValueBundle!.valueBundle!.topicId = 0n;
      },
      'sdk/29',
    ],
    [
      'no nonce',
      (m) => {
        m.reputerValueBundle!.valueBundle!.reputerRequestNonce = undefined;
      },
      'sdk/18',
    ],
    [
      'an empty nonce',
      (m) => {
        m.reputerValueBundle!.valueBundle!.reputerRequestNonce!.reputerNonce = undefined;
      },
      'sdk/29',
    ],
    [
      'nonce 0',
      (m) => {
        m.reputerValueBundle!.valueBundle!.reputerRequestNonce!.reputerNonce!.blockHeight = 0n;
      },
      'sdk/29',
    ],
    [
      'no inferer values',
      (m) => {
        m.reputerValueBundle!.valueBundle!.infererValues = [];
      },
      'sdk/18',
    ],
    [
      'bad inferer',
      (m) => {
        m.reputerValueBundle!.valueBundle!.infererValues[0]!.worker = 'nobody';
      },
      'sdk/7',
    ],
    [
      'NaN',
      (m) => {
        m.reputerValueBundle!.valueBundle!.combinedValue = 'NaN';
      },
      'undecodable',
    ],
    [
      'huge',
      (m) => {
        m.reputerValueBundle!.valueBundle!.infererValues[0]!.value = '1E+41';
      },
      'undecodable',
    ],
    [
      'tiny',
      (m) => {
        m.reputerValueBundle!.valueBundle!.naiveValue = '-1E-41';
      },
      'undecodable',
    ],
    [
      'broken signature',
      (m) => {
        m.reputerValueBundle!.signature[0]! ^= 1;
      },
      'sdk/18',
    ],
    [
      'no signature',
      (m) => {
        m.reputerValueBundle!.signature = new Uint8Array();
      },
      'sdk/18',
    ],
    [
      'changed loss',
      (m) => {
        m.reputerValueBundle!.valueBundle!.combinedValue = '-9';
      },
      'sdk/18',
    ],
  ])('%s: refused, nothing stored, no fee', (_, change, code) => {
    const bench = openReputers();
    const message = reputerMessage(rita, NONCE, losses(bench));
    change(message);
    expect(codeOf(() => bench.payReputer(message))).toBe(code);
    expect([...state.lossBundles.entries(bench.ctx)]).toEqual([]);
    expect(bench.fees).toEqual([]);
    expect(bench.takeEvents()).toEqual([]);
  });

  test('wants a known topic, a fulfilled worker nonce, an open reputer nonce, its window, a registration and stake', () => {
    const bench = openReputers();
    const insert = (nonce = NONCE, topicId = 1n, reputer = rita) =>
      codeOf(() => bench.payReputer(reputerMessage(reputer, nonce, losses(bench), topicId)));
    expect(insert(NONCE, 7n)).toBe('emissions/6');
    expect(insert(99n)).toBe('emissions/75');
    workerNonces.add(bench.ctx, 1n, 101n, 9n);
    expect(insert(101n)).toBe('emissions/45');
    expect(insert(NONCE, 1n, rolf)).toBe('emissions/13');
    bench.height = NONCE + 11n;
    expect(insert()).toBe('emissions/68');
    bench.height = NONCE + 25n;
    expect(insert()).toBe('emissions/68');
    bench.height = NONCE + 24n;
    bench.registerReputers(1n, [rita], 9_999n);
    expect(insert()).toBe('emissions/11');
    bench.registerReputers(1n, [rita], 10_000n);
    expect(insert()).toBe('ok');
  });

  test('wants permission where the topic lists its reputers', () => {
    const bench = openReputers();
    state.params.set(bench.ctx, {
      ...state.params.require(bench.ctx),
      globalWhitelistEnabled: true,
      globalReputerWhitelistEnabled: true,
    });
    state.topicReputerWhitelistEnabled.add(bench.ctx, 1n);
    expect(codeOf(() => bench.payReputer(reputerMessage(rita, NONCE, losses(bench))))).toBe('emissions/83');
  });

  test('names each worker of the network inferences once and nobody else, unless the check is switched off', () => {
    const bench = openReputers();
    const full = losses(bench);
    const extra = { worker: cem.address, value: '-1' };
    const cases = [
      { ...full, infererValues: full.infererValues!.slice(1) },
      { ...full, infererValues: [...full.infererValues!, full.infererValues![0]!] },
      { ...full, infererValues: [...full.infererValues!, extra] },
      { ...full, oneOutInfererValues: [] },
      { ...full, forecasterValues: [extra] },
      { ...full, oneInForecasterValues: [extra] },
      { ...full, oneOutForecasterValues: [extra] },
      { ...full, oneOutInfererForecasterValues: [{ forecaster: cem.address, oneOutInfererValues: [extra] }] },
    ];
    for (const given of cases)
      expect(codeOf(() => bench.payReputer(reputerMessage(rita, NONCE, given)))).toBe('emissions/72');
    bench.payReputer(reputerMessage(rita, NONCE, cases[1]!), false);
    expect(state.lossBundles.get(bench.ctx, [1n, rita.address])?.valueBundle?.infererValues).toHaveLength(3);
  });

  test('without network inferences there is nothing to compare with', () => {
    const bench = openReputers();
    const given = losses(bench);
    state.networkInferences.delete(bench.ctx, [1n, NONCE]);
    expect(codeOf(() => bench.payReputer(reputerMessage(rita, NONCE, given)))).toBe('emissions/76');
    expect(reputerNonces.has(bench.ctx, 1n, NONCE)).toBe(true);
  });
});
