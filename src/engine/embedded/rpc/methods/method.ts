import type { ArgumentSpec, Arguments } from '../arguments.ts';
import type { RpcNode } from '../node.ts';

/** One RPC method: its arguments in CometBFT's order, and what it answers. */
export interface Method {
  readonly spec: ArgumentSpec;
  call(node: RpcNode, args: Arguments<ArgumentSpec>): unknown;
}

/** Ties a method's arguments to their types. */
export function method<const S extends ArgumentSpec>(
  spec: S,
  call: (node: RpcNode, args: Arguments<S>) => unknown,
): Method {
  return { spec, call: call as Method['call'] };
}

export type Methods = Readonly<Record<string, Method>>;
