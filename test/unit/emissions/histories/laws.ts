import { create } from '@bufbuild/protobuf';
import {
  QuerySupplyOfRequestSchema,
  QuerySupplyOfResponseSchema,
} from '../../../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { decode, encode } from '../../../../src/wire/index.ts';
import { Node } from './app.ts';
import type { History, PlayedBlock } from './history.ts';
import { signNothing } from './signing.ts';

/** Every uallo that there is, as text. */
function supply({ app }: Node): string | undefined {
  const { value } = app.query({
    path: '/cosmos.bank.v1beta1.Query/SupplyOf',
    data: encode(QuerySupplyOfRequestSchema, create(QuerySupplyOfRequestSchema, { denom: 'uallo' })),
    height: 0n,
    prove: false,
  });
  return decode(QuerySupplyOfResponseSchema, value).amount?.amount;
}

/** What may be where a bound was lowered while more was there (docs/spec/emissions.md §14, 6). */
const LOWERED = /has \d+ members$|topics churn at \d+, \d+ may$/;

/**
 * What must hold after every block: the invariants of docs/spec/emissions.md §14 and of the bank, all coins there, no fault of the program,
 * and nobody whom CheckTx refused has got anything.
 */
export function* brokenLaws({ node, began, world }: History, { sent, made }: PlayedBlock): Generator<string> {
  const broken = node.app.brokenInvariants();
  yield* world.wild ? broken.filter((what) => !LOWERED.test(what)) : broken;
  yield* node.faults.splice(0);
  const coins = supply(node);
  if (coins !== began) yield `there are ${coins} uallo, there were ${began}`;
  for (const [place, { code, log }] of made.txResults.entries()) {
    if (code === 0 && !sent[place]?.passed) yield `transaction ${place} was refused by CheckTx and succeeded`;
    if (/internal error/.test(log)) yield `transaction ${place}: ${log}`;
  }
}

/**
 * The same history in a second application in which every transaction that fails is another one, which costs the same and does nothing, and
 * those that cannot even pay are not there. The state is the same at every height: for what succeeds as the network is deterministic, for
 * what fails as it changes nothing but fees and sequences.
 */
export class Replica {
  readonly #node: Node;

  constructor({ genesis }: History) {
    this.#node = new Node(genesis);
  }

  *differences({ height, sent, made }: PlayedBlock): Generator<string> {
    const result = (place: number) => made.txResults[place]!;
    const replayed = [...sent.keys()].filter((place) => sent[place]!.passed);
    const txs = replayed.map((place) => {
      const { step, sequence, bytes } = sent[place]!;
      return result(place).code === 0 ? bytes : signNothing(step, sequence);
    });
    const again = this.#node.block(height, txs);
    if (Buffer.compare(again.appHash, made.appHash) !== 0)
      yield 'the app hash is another where failing transactions do nothing';
    if (JSON.stringify(again.events) !== JSON.stringify(made.events)) yield 'the block emits other events';
    for (const [index, place] of replayed.entries()) {
      const [first, second] = [result(place), again.txResults[index]!];
      if ((first.code === 0) !== (second.code === 0)) yield `transaction ${place} has another outcome`;
      if (first.code === 0 && JSON.stringify(first.events) !== JSON.stringify(second.events))
        yield `transaction ${place} emits other events`;
    }
  }
}
