import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  type SimulationResponse,
  SimulationResponseSchema,
} from '../../../wire/gen/cosmos/base/abci/v1beta1/abci_pb.ts';
import { Service } from '../../../wire/gen/cosmos/tx/v1beta1/service_pb.ts';
import { AuthInfoSchema, TxBodySchema, type Tx as TxMessage } from '../../../wire/gen/cosmos/tx/v1beta1/tx_pb.ts';
import { encode, packAny, txMsgData, txRaw } from '../../../wire/index.ts';
import type { Outcome } from '../../deliver.ts';
import { grpcErrors } from '../../errors.ts';
import { type BoundService, implement } from '../../module.ts';

/** Tries a transaction on the state that CheckTx sees. */
export type Simulate = (bytes: Uint8Array) => Outcome;

/** What a simulation found. Throws gRPC `Unknown` with the transaction's error and the gas used until then. */
export function simulationOf({ gasWanted, gasUsed, events, responses, error }: Outcome): SimulationResponse {
  if (error) throw grpcErrors.unknown(`${error.message} with gas used: '${gasUsed}'`);
  const init: MessageInitShape<typeof SimulationResponseSchema> = {
    gasInfo: { gasWanted, gasUsed },
    result: {
      data: txMsgData(responses),
      events,
      msgResponses: responses.map(({ schema, message }) => packAny(schema, message)),
    },
  };
  return create(SimulationResponseSchema, init);
}

function bytesOf({ body, authInfo, signatures }: TxMessage): Uint8Array {
  if (!body || !authInfo) throw grpcErrors.invalidArgument('empty txBytes is not allowed');
  return txRaw({ bodyBytes: encode(TxBodySchema, body), authInfoBytes: encode(AuthInfoSchema, authInfo), signatures });
}

/** The transaction service as far as an application can answer it; finding transactions is for what keeps the blocks. */
export function txService(simulate: Simulate): BoundService {
  return implement(Service, {
    simulate(_ctx, { txBytes, tx }) {
      if (txBytes.length === 0 && !tx) throw grpcErrors.invalidArgument('empty txBytes is not allowed');
      const { gasInfo, result } = simulationOf(simulate(txBytes.length > 0 ? txBytes : bytesOf(tx!)));
      return { gasInfo, result };
    },
  });
}
