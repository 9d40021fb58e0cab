import type { Context } from '../../context.ts';
import type { InsertReputerPayloadRequest } from '../../../wire/gen/emissions/v10/tx_pb.ts';
import type { PayFee } from './fees-port.ts';

/** `InsertReputerPayload`: docs/spec/emissions.md §6.7. */
export function insertReputerPayload(_ctx: Context, _msg: InsertReputerPayloadRequest, _payFee: PayFee): Record<string, never> {
  throw new Error('insertReputerPayload');
}
