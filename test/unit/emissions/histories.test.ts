import { describe, expect, test } from 'vitest';
import * as events from '../../../src/wire/gen/emissions/v10/events_pb.ts';
import { rounds } from '../../support/rounds.ts';
import { Node } from './histories/app.ts';
import { cast } from './histories/cast.ts';
import { Coverage, MESSAGES } from './histories/coverage.ts';
import { History } from './histories/history.ts';
import { playHistory } from './histories/play.ts';
import { FEE, signNothing } from './histories/signing.ts';
import { step } from './histories/step.ts';

/** ALLOKIT_SEED plays one history alone. */
const given = process.env.ALLOKIT_SEED;
const seeds = given === undefined ? Array.from({ length: rounds(10, 500) }, (_, place) => place + 1) : [Number(given)];

const reached = new Map<number, Coverage>();
/** What a history reached; plays it once. */
function coverageOf(seed: number): Coverage {
  const coverage = reached.get(seed) ?? playHistory(seed);
  reached.set(seed, coverage);
  return coverage;
}

describe('random histories', { timeout: 300_000 }, () => {
  test.each(seeds)(
    'history %i keeps the invariants and every coin, fails without a trace and survives an export',
    (seed) => {
      coverageOf(seed);
    },
  );
});

describe.runIf(given === undefined)('together the histories reach', { timeout: 3_600_000 }, () => {
  /** The first ten are enough, and are what every machine plays. */
  const together = () => {
    const all = new Coverage();
    for (const seed of seeds.slice(0, 10)) all.add(coverageOf(seed));
    return all;
  };

  test('every message, succeeding and failing', () => {
    const { succeeded, failed } = together();
    expect(MESSAGES).toHaveLength(44);
    expect(MESSAGES.filter((name) => !succeeded.has(name))).toEqual([]);
    expect(MESSAGES.filter((name) => !failed.has(name))).toEqual([]);
    const send = 'cosmos.bank.v1beta1.MsgSend';
    expect([succeeded.has(send), failed.has(send)]).toEqual([true, true]);
  });

  test('every event', () => {
    const { events: seen } = together();
    const all = events.file_emissions_v10_events.messages.map(({ name }) => name.replace(/^Event/, ''));
    // The bundle is a part of an event and none itself.
    expect(all.filter((name) => name !== 'ValueBundle' && !seen.has(name))).toEqual([]);
  });

  test('rewards of all kinds, evictions, stake coming and going, topics losing their place', () => {
    const { happened } = together();
    const kinds = ['inferers', 'forecasters', 'reputers'];
    const wanted = [
      ...kinds.flatMap((kind) => [
        `rewards of ${kind}`,
        `scores of ${kind}`,
        `initial scores of ${kind}`,
        `${kind} stay out`,
        `${kind} are pushed out`,
      ]),
      ...['own', 'delegated'].flatMap((whose) => [`${whose} stake paid back`, `removal of ${whose} stake cancelled`]),
      'topic active',
      'topic inactivated',
      'several labels frozen',
      'outlier-resistant inferences',
      'reward redirected',
    ];
    expect(wanted.filter((what) => !happened.has(what))).toEqual([]);
  });
});

test('a history played again, transaction by transaction, is the same', () => {
  const history = new History(3);
  const again = new Node(history.genesis);
  for (let height = 1n; height <= 80n; height++) {
    const { sent, made } = history.next();
    const bytes = sent.map((one) => one.bytes);
    expect(again.block(height, bytes)).toEqual(made);
  }
});

test('a transaction that fails for want of coins takes the fee and the sequence of its signer, and changes nothing else', () => {
  const history = new History(5);
  for (let blocks = 0; blocks < 40; blocks++) history.next();
  const state = history.node.app.exportGenesis();
  const [payer] = cast.delegators;
  const { sequence, balance } = placeOf(state, payer!.address);
  const nothing = signNothing(step(payer!, events.EventAddStakeSchema, {}), sequence);

  const [quiet, paid] = [[], [nothing]].map((txs) => {
    const node = new Node(state, 40n);
    const { txResults } = node.block(41n, txs);
    expect(txResults.map(({ codespace, code }) => `${codespace}/${code}`)).toEqual(txs.map(() => 'sdk/5'));
    return node.app;
  });
  const entries = (app: typeof quiet) =>
    new Map([...app!.changesAt(41n)!].map((one) => [`${one.store} ${one.key}`, one]));
  const [before, after] = [entries(quiet), entries(paid)];
  const differing = [...after].filter(([place, { value }]) => !same(before.get(place)?.value, value));
  expect(before.size).toBe(after.size);
  expect(differing.map(([, { store }]) => store).sort()).toEqual(['acc', 'bank', 'bank']);
  expect(placeOf(paid!.exportGenesis(), payer!.address)).toEqual({ sequence: sequence + 1n, balance: balance - FEE });
});

const same = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  one !== undefined && other !== undefined && Buffer.compare(one, other) === 0;

/** An account's sequence and its uallo in an exported state. */
function placeOf(state: Record<string, unknown>, address: string): { sequence: bigint; balance: bigint } {
  const { accounts } = state.auth as { accounts: { address?: string; sequence: string }[] };
  const { balances } = state.bank as { balances: { address: string; coins: { amount: string }[] }[] };
  return {
    sequence: BigInt(accounts.find((account) => account.address === address)!.sequence),
    balance: BigInt(balances.find((held) => held.address === address)!.coins[0]!.amount),
  };
}
