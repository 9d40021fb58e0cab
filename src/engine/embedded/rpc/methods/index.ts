import { abciMethods } from './abci.ts';
import { blockMethods } from './blocks.ts';
import { consensusMethods } from './consensus.ts';
import { infoMethods } from './info.ts';
import type { Method } from './method.ts';
import { txMethods } from './txs.ts';

/** Every method that HTTP and the websocket serve; subscriptions belong to a connection and are in `websocket.ts`. */
export const METHODS: ReadonlyMap<string, Method> = new Map(
  Object.entries({ ...infoMethods, ...blockMethods, ...txMethods, ...abciMethods, ...consensusMethods }),
);
