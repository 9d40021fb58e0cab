import { create } from '@bufbuild/protobuf';
import type { ExecTxResult, FinalizeBlockResponse } from '../../../../src/chain/abci.ts';
import * as queries from '../../../../src/wire/gen/emissions/v10/query_pb.ts';
import { decode, encode } from '../../../../src/wire/index.ts';
import { Node } from './app.ts';
import { cast, Dice } from './cast.ts';
import { Coverage } from './coverage.ts';
import { historyGenesis } from './genesis.ts';
import { happenings } from './happenings.ts';
import { everyday } from './moves/everyday.ts';
import { changeLists, listInTurn } from './moves/lists.ts';
import { updateParams } from './moves/params.ts';
import { createTopics, settleIn } from './moves/setup.ts';
import { work } from './moves/work.ts';
import { byStranger, wrong } from './moves/wrong.ts';
import { signStep } from './signing.ts';
import type { Step } from './step.ts';
import { type Told, World } from './world.ts';

/** A transaction of a history. */
export interface Sent {
  readonly step: Step;
  readonly sequence: bigint;
  readonly bytes: Uint8Array;
  /** CheckTx took it: it pays and counts, whatever becomes of its messages. */
  readonly passed: boolean;
}

/** A block as it was made, and what came of it. */
export interface PlayedBlock {
  readonly height: bigint;
  readonly sent: readonly Sent[];
  readonly made: FinalizeBlockResponse;
  readonly told: readonly Told[];
}

/** One random history over the whole application. */
export class History {
  readonly seed: number;
  readonly genesis: Record<string, unknown>;
  /** Every uallo that there is, as text. */
  readonly began: string;
  readonly node: Node;
  readonly world: World;
  readonly coverage = new Coverage();
  readonly #dice: Dice;
  readonly #sequences = new Map<string, bigint>();

  constructor(seed: number) {
    this.seed = seed;
    this.#dice = new Dice(seed);
    // Two of three histories are those of a network in its senses.
    this.world = new World(seed % 3 === 0);
    this.genesis = historyGenesis(this.#dice);
    this.node = new Node(this.genesis);
    this.began = coinsOf(this.genesis);
  }

  /** Makes the next block. */
  next(): PlayedBlock {
    const sent = this.#steps().map((step) => this.#send(step));
    const height = this.world.height + 1n;
    const bytes = sent.map((one) => one.bytes);
    const made = this.node.block(height, bytes);
    const told = this.world.learn(made);
    this.world.height = height;
    this.#count(sent, made, told);
    return { height, sent, made, told };
  }

  #steps(): Step[] {
    const { world } = this;
    const dice = this.#dice;
    if (world.height === 0n) return createTopics(dice);
    if (world.height === 1n) return settleIn(dice);
    const steps = work(world, (topicId, nonce) => this.#bundle(topicId, nonce), dice);
    const moves = Array.from({ length: dice.int(0, 2) }, () => dice.pick(everyday));
    if (dice.chance(0.05)) moves.push(changeLists);
    if (dice.chance(world.wild ? 0.1 : 0.05)) moves.push(updateParams);
    const good = [...steps, ...moves.flatMap((move) => move(world, dice) ?? []), ...this.#lists()];
    if (!dice.chance(0.35)) return good;
    const more = [changeLists, updateParams, dice.pick(everyday), dice.pick(everyday)].map((move) => move(world, dice));
    const others = more.flatMap((step) => step ?? []);
    const bad = Array.from({ length: dice.int(1, 2) }, () =>
      wrong(dice.pick(steps.length > 0 && dice.chance(0.5) ? steps : others), dice),
    );
    return [...good, ...bad];
  }

  /** In every seventh block the admin changes a list, and a stranger tries. */
  #lists(): Step[] {
    const turn = Number(this.world.height);
    if (turn % 7 !== 0) return [];
    const dice = this.#dice;
    return [listInTurn(turn / 7, this.world, dice), byStranger(listInTurn(turn / 7 + 14, this.world, dice), dice)];
  }

  #send(step: Step): Sent {
    const { address } = step.signer;
    const sequence = this.#sequences.get(address) ?? 0n;
    const bytes = signStep(step, sequence);
    const passed = this.node.app.checkTx(bytes, false).code === 0;
    if (passed) this.#sequences.set(address, sequence + 1n);
    return { step, sequence, bytes, passed };
  }

  #bundle(topicId: bigint, blockHeightLastInference: bigint) {
    const request = create(queries.GetNetworkInferencesAtBlockRequestSchema, { topicId, blockHeightLastInference });
    const { code, value } = this.node.app.query({
      path: '/emissions.v10.QueryService/GetNetworkInferencesAtBlock',
      data: encode(queries.GetNetworkInferencesAtBlockRequestSchema, request),
      height: 0n,
      prove: false,
    });
    if (code !== 0) return undefined;
    return decode(queries.GetNetworkInferencesAtBlockResponseSchema, value).networkInferences;
  }

  #count(sent: readonly Sent[], made: FinalizeBlockResponse, told: readonly Told[]): void {
    const { coverage } = this;
    for (const [place, { code, codespace, log }] of made.txResults.entries()) {
      const messages = sent[place]?.step.messages ?? [];
      const names = messages.map(({ schema }) => schema.typeName);
      if (code === 0) for (const name of names) coverage.count('succeeded', name);
      else coverage.count('codes', `${codespace}/${code}`);
      const failing = /message index: (\d+)/.exec(log)?.[1];
      if (failing !== undefined) coverage.count('failed', names[Number(failing)] as string);
    }
    for (const { name } of told) coverage.count('events', name);
    for (const name of happenings(told, made)) coverage.count('happened', name);
  }
}

function coinsOf({ bank }: Record<string, unknown>): string {
  const { balances } = bank as { balances: { coins: { amount: string }[] }[] };
  return `${balances.flatMap(({ coins }) => coins).reduce((sum, { amount }) => sum + BigInt(amount), 0n)}`;
}

/** The message that says how to play a history again, up to where it failed. */
export function retold({ seed }: { readonly seed: number }, block: PlayedBlock, why: string): string {
  const lines = block.sent.map(({ step: { signer, messages, fault } }, place) => {
    const { code, codespace, log } = block.made.txResults[place] as ExecTxResult;
    const who = `actor ${cast.all.indexOf(signer)}${fault ? ` (wrong ${fault})` : ''}`;
    const what = messages.map(({ schema, message }) => `${schema.name} ${JSON.stringify(message, asText)}`).join('; ');
    return `  ${who}: ${what}\n    -> ${code === 0 ? 'ok' : `${codespace}/${code} ${log}`}`;
  });
  return [
    `history ${seed} breaks at height ${block.height}: ${why}`,
    `again: ALLOKIT_SEED=${seed} npx vitest run --project unit test/unit/emissions/histories.test.ts`,
    'its last block:',
    ...lines,
  ].join('\n');
}

function asText(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}`;
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
}
