import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { FinalizeBlockRequest } from '../../../chain/abci.ts';
import { readFinalize, writeFinalize } from '../../../node/abci/values.ts';
import { RequestFinalizeBlockSchema } from '../../../wire/gen/tendermint/abci/types_pb.ts';

/** tendermint.abci.RequestFinalizeBlock. */
export function encodeRequest(request: FinalizeBlockRequest): Uint8Array {
  return toBinary(RequestFinalizeBlockSchema, create(RequestFinalizeBlockSchema, writeFinalize(request)));
}

/** Reads tendermint.abci.RequestFinalizeBlock. */
export function decodeRequest(bytes: Uint8Array): FinalizeBlockRequest {
  return readFinalize(fromBinary(RequestFinalizeBlockSchema, bytes));
}
