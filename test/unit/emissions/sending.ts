import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import type { AbciEvent } from '../../../src/chain/abci.ts';
import type { Chain } from './chain.ts';
import type { Actor } from './workbench.ts';

/** A message that somebody signs. */
export interface Sent {
  readonly signer: Actor;
  readonly schema: DescMessage;
  readonly message: object;
}

export const sent = <D extends DescMessage>(signer: Actor, schema: D, message: MessageInitShape<D>): Sent => ({
  signer,
  schema,
  message: message as object,
});

export interface Outcome {
  /** `codespace/code`, or `ok`. */
  readonly code: string;
  readonly events: readonly [name: string, attributes: Record<string, unknown>][];
}

/** Sends messages in one block, a transaction each. */
export function deliver(chain: Chain, ...messages: readonly Sent[]): Outcome[] {
  for (const { signer, schema, message } of messages) chain.add(signer, schema, message as never);
  return chain.block().map(({ code, codespace, events }) => ({
    code: code === 0 ? 'ok' : `${codespace}/${code}`,
    events: emissionsEvents(events),
  }));
}

/** The codes of messages that are sent in one block. */
export const codes = (chain: Chain, ...messages: readonly Sent[]): string[] =>
  deliver(chain, ...messages).map(({ code }) => code);

function emissionsEvents(events: readonly AbciEvent[]): Outcome['events'] {
  return events
    .filter(({ type }) => type.startsWith('emissions.v10.Event'))
    .map(({ type, attributes }) => [
      type.slice('emissions.v10.Event'.length),
      Object.fromEntries(
        attributes.filter(({ key }) => !OF_THE_TRANSACTION.has(key)).map(({ key, value }) => [key, JSON.parse(value)]),
      ),
    ]);
}

const OF_THE_TRANSACTION = new Set(['mode', 'msg_index']);
