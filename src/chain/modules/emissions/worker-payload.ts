import type { Context } from '../../context.ts';
import type { InsertWorkerPayloadRequest } from '../../../wire/gen/emissions/v10/tx_pb.ts';
import type { PayFee } from './fees-port.ts';

/** `InsertWorkerPayload`: docs/spec/emissions.md §6.6. */
export function insertWorkerPayload(_ctx: Context, _msg: InsertWorkerPayloadRequest, _payFee: PayFee): Record<string, never> {
  throw new Error('insertWorkerPayload');
}
