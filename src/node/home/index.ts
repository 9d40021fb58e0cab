/** Node homes (docs/node.md): CometBFT's own layout with our `node.json`, store and logs beside it. */
export { inUrl } from './config.ts';
export { initHome, initKeys } from './init.ts';
export { keyAddress, nodeId } from './keys.ts';
export { cometLog, nodeLog, readHome } from './read.ts';
export * from './types.ts';
