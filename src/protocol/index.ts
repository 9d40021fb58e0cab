export * from './decimal/index.ts';
export { ProtocolError, type ProtocolErrorName, protocolCodes } from './errors.ts';
export * from './loss-functions/index.ts';
export * from './losses/index.ts';
export * from './rewards/index.ts';
export * from './scores/index.ts';
export * from './synthesis/index.ts';
