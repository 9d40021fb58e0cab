import type { Context } from '../../../context.ts';

/**
 * The fee helper of docs/spec/emissions.md §6.1 as the payload handlers see it: `fee` uallo go from `payer` to `ecosystem` and to the
 * topic's revenue, then the topic is activated if its weight suffices. Throws insufficient funds (sdk 5).
 */
export type PayFee = (ctx: Context, payer: string, topicId: bigint, fee: bigint) => void;
