import type { Dec } from '../../../protocol/decimal/index.ts';
import type { Context } from '../../context.ts';

/**
 * EndBlock step 4 (docs/spec/emissions.md §5.5): opens worker nonces of the topics that churn at this height and closes their due
 * reputer nonces. `weights`: topic id → weight (§5.4). An error in one topic is logged and ends that topic only.
 */
export function updateNonces(_ctx: Context, _weights: ReadonlyMap<bigint, Dec>): void {
  throw new Error('updateNonces');
}
