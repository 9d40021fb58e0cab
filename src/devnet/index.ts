/** `allokit/devnet`: a whole network for programs and tests. `start` is where to begin. */
export { TEST_MNEMONIC } from './accounts.ts';
export { DevnetError, type DevnetErrorKind } from './errors.ts';
export { Devnet, type Position } from './library/devnet.ts';
export type { StartOptions } from './library/options.ts';
export { start } from './library/start.ts';
export type { DevnetAccount, Endpoints } from './types.ts';
