import type { Dec } from '../decimal/index.ts';

/** Parameters that a loss function knows, by name; those not given take their defaults. */
export type LossParameters = { readonly [name: string]: Dec };

/** A loss function bound to its parameters: how bad is `inference` when `truth` came to pass. */
export type Loss = (truth: Dec, inference: Dec) => Dec;

/** A loss function as a topic names it. */
export interface LossFunction {
  /** The name on the chain. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** Whether losses can be negative, so that their logarithm cannot be submitted. */
  readonly mayBeNegative: boolean;
  /** Binds the parameters. Errors: 52 for a parameter that is missing, unknown or out of range. */
  readonly bind: (parameters: LossParameters) => Loss;
}
