import { DecimalError } from '../../../../protocol/decimal/index.ts';
import { ProtocolError } from '../../../../protocol/errors.ts';
import type { Context } from '../../../context.ts';
import { ChainError } from '../../../errors.ts';

/**
 * Tells the operator why a step of one topic's epoch did not come about; the block goes on. A rule of the protocol that was not
 * met is everyday life (nobody submitted anything), anything else is a fault of ours.
 */
export function logFailure(ctx: Context, what: string, error: unknown): void {
  if (error instanceof ChainError || error instanceof ProtocolError || error instanceof DecimalError) {
    ctx.log('warn', `${what}: ${error.message}`);
  } else {
    ctx.log('error', `${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
