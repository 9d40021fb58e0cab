/** The version that is installed, and that everything is tested with. */
export const COMETBFT_VERSION = '0.38.26';

export interface CometBft {
  readonly path: string;
  /** As it says itself, e.g. `0.38.26`. */
  readonly version: string;
  /** Named by ALLO_COMETBFT, on PATH, or in the tool's cache. */
  readonly from: 'environment' | 'path' | 'cache';
}
