import type { AbciEvent, ConsensusParams, ExecTxResult, FinalizeBlockResponse } from '../../../chain/abci.ts';
import { merkleRoot } from './merkle.ts';
import { encodeConsensusParams } from './params.ts';
import { ProtoWriter } from './protowire.ts';
import { encodePublicKey } from './validator-set.ts';

/** What of a result is hashed: code, data and gas; texts and events may differ between nodes. */
function encodeDeterministic(result: ExecTxResult): Uint8Array {
  return new ProtoWriter()
    .varint(1, result.code)
    .bytes(2, result.data)
    .varint(5, result.gasWanted)
    .varint(6, result.gasUsed)
    .finish();
}

/** The hash of a block's results, which the next header carries as `last_results_hash`. */
export function resultsHash(results: readonly ExecTxResult[]): Uint8Array {
  return merkleRoot(results.map(encodeDeterministic));
}

/** Encoded attributes by their content: those of the payments that begin every block come again and again. */
const attributes = new Map<string, Uint8Array>();
const MOST_ATTRIBUTES = 1024;
const LONGEST_KEPT = 100;

function encodeAttribute({ key, value, index }: AbciEvent['attributes'][number]): Uint8Array {
  const content = `${index ? 1 : 0}${key}\0${value}`;
  const known = attributes.get(content);
  if (known) return known;
  const writer = new ProtoWriter().string(1, key).string(2, value);
  const bytes = writer.varint(3, index ? 1 : 0).finish();
  if (value.length > LONGEST_KEPT) return bytes;
  if (attributes.size >= MOST_ATTRIBUTES) attributes.clear();
  attributes.set(content, bytes);
  return bytes;
}

function encodeEvent(event: AbciEvent): Uint8Array {
  const writer = new ProtoWriter().string(1, event.type);
  for (const attribute of event.attributes) writer.message(2, encodeAttribute(attribute));
  return writer.finish();
}

/** tendermint.abci.ExecTxResult, whole. */
export function encodeExecTxResult(result: ExecTxResult): Uint8Array {
  const writer = new ProtoWriter()
    .varint(1, result.code)
    .bytes(2, result.data)
    .string(3, result.log)
    .string(4, result.info)
    .varint(5, result.gasWanted)
    .varint(6, result.gasUsed);
  for (const event of result.events) writer.message(7, encodeEvent(event));
  return writer.string(8, result.codespace).finish();
}

/** tendermint.abci.ResponseFinalizeBlock. */
export function encodeFinalizeBlock(response: FinalizeBlockResponse): Uint8Array {
  const events = response.events.map(encodeEvent);
  const writer = new ProtoWriter();
  for (const event of events) writer.message(1, event);
  for (const result of response.txResults) writer.message(2, encodeExecTxResult(result));
  for (const { pubKey, power } of response.validatorUpdates) {
    writer.message(3, new ProtoWriter().message(1, encodePublicKey(pubKey)).varint(2, power).finish());
  }
  const params: ConsensusParams | undefined = response.consensusParamUpdates;
  if (params) writer.message(4, encodeConsensusParams(params));
  return writer.bytes(5, response.appHash).finish();
}
