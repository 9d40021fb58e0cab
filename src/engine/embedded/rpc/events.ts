import type { AbciEvent } from '../../../chain/abci.ts';
import type { CommittedBlock } from '../committed-block.ts';
import type { EventValues } from '../query/match.ts';
import { addressOf, base64 } from '../types/hash.ts';
import {
  blockIdJson,
  blockJson,
  briefTxResultJson,
  eventsJson,
  finalizeBlockJson,
  headerJson,
  validatorJson,
} from './json.ts';

/** Something that subscribers may be told. The JSON is written only if somebody listens. */
export interface ChainEvent {
  readonly name: 'NewBlock' | 'NewBlockHeader' | 'NewBlockEvents' | 'Tx' | 'ValidatorSetUpdates';
  readonly values: EventValues;
  data(): object;
}

function valuesOf(events: readonly AbciEvent[], own: Readonly<Record<string, string>>): EventValues {
  const values = new Map<string, string[]>();
  const put = (key: string, value: string): void => {
    const list = values.get(key);
    if (list) list.push(value);
    else values.set(key, [value]);
  };
  for (const { type, attributes } of events) {
    for (const { key, value } of attributes) if (type !== '' && key !== '') put(`${type}.${key}`, value);
  }
  for (const [key, value] of Object.entries(own)) put(key, value);
  return values;
}

const typed = (type: string, value: object): object => ({ type: `tendermint/event/${type}`, value });

/** What a committed block announces, in CometBFT's order. */
export function eventsOf(block: CommittedBlock): ChainEvent[] {
  const { header, blockId, response, txs, txHashes } = block;
  const height = String(header.height);
  const event = (
    name: ChainEvent['name'],
    events: readonly AbciEvent[],
    own: Readonly<Record<string, string>>,
    data: () => object,
  ): ChainEvent => ({ name, values: valuesOf(events, { 'tm.event': name, ...own }), data });
  const announced = [
    event('NewBlock', response.events, {}, () =>
      typed('NewBlock', {
        block: blockJson(block),
        block_id: blockIdJson(blockId),
        result_finalize_block: finalizeBlockJson(response),
      }),
    ),
    event('NewBlockHeader', [], {}, () => typed('NewBlockHeader', { header: headerJson(header) })),
    event('NewBlockEvents', response.events, {}, () =>
      typed('NewBlockEvents', { height, events: eventsJson(response.events), num_txs: String(txs.length) }),
    ),
    ...response.txResults.map((result, index) =>
      event('Tx', result.events, { 'tx.hash': txHashes[index]!, 'tx.height': height }, () =>
        typed('Tx', {
          TxResult: {
            height,
            ...(index !== 0 && { index }),
            tx: base64(txs[index]!),
            result: briefTxResultJson(result),
          },
        }),
      ),
    ),
  ];
  if (response.validatorUpdates.length > 0) {
    announced.push(
      event('ValidatorSetUpdates', [], {}, () =>
        typed('ValidatorSetUpdates', {
          validator_updates: response.validatorUpdates.map(({ pubKey, power }) =>
            validatorJson({ address: addressOf(pubKey), pubKey, power, priority: 0n }),
          ),
        }),
      ),
    );
  }
  return announced;
}
