import { type AbciEvent, decodeTx, type JsonValue, messageSigners, toJson, typeUrl } from '../wire/index.ts';
import type { RpcTx } from './rpc-types.ts';

/** A committed transaction, decoded. Gas as text, messages as the gateway's JSON with their `@type`. */
export interface ShownTx {
  readonly hash: string;
  readonly height: number;
  readonly index: number;
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
  readonly gasWanted: string;
  readonly gasUsed: string;
  readonly signers: readonly string[];
  /** Such as `200uallo`; empty for none. */
  readonly fee: string;
  readonly memo: string;
  readonly messages: readonly JsonValue[];
  readonly events: readonly AbciEvent[];
}

export function showTx(found: RpcTx): ShownTx {
  const { body, authInfo, messages } = decodeTx(Buffer.from(found.tx, 'base64'));
  const result = found.tx_result;
  return {
    hash: found.hash,
    height: Number(found.height),
    index: found.index,
    code: result.code,
    codespace: result.codespace,
    log: result.log,
    gasWanted: result.gas_wanted,
    gasUsed: result.gas_used,
    signers: [...new Set(messages.flatMap(messageSigners))],
    fee: (authInfo.fee?.amount ?? []).map(({ amount, denom }) => `${amount}${denom}`).join(','),
    memo: body.memo,
    messages: messages.map(({ schema, message }) => ({
      '@type': typeUrl(schema),
      ...(toJson(schema, message) as { [key: string]: JsonValue }),
    })),
    events: result.events ?? [],
  };
}
