import type { DescMethod, DescService, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { pathOf } from '../catalogue.ts';
import type { Upstream } from '../upstream.ts';

/** What a call comes with besides its request. */
export interface Call {
  readonly upstream: Upstream;
  /** The height that is asked at; the latest where absent. */
  readonly height: bigint | undefined;
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}

/** Answers a method: message in, message out. */
export type Handler = (request: unknown, call: Call) => Promise<Record<string, unknown>>;

/** Handlers of a service that is answered above the node, by the local names of its methods. */
type Handlers<S extends DescService> = {
  [M in keyof S['method']]?: (
    request: MessageShape<S['method'][M]['input']>,
    call: Call,
  ) => Promise<MessageInitShape<S['method'][M]['output']>>;
};

/** Ties handlers to the paths of their service's methods, checked by the compiler. */
export function handle<S extends DescService>(service: S, handlers: Handlers<S>): [path: string, handler: Handler][] {
  return Object.entries(handlers).map(([name, handler]) => {
    return [pathOf(service.method[name] as DescMethod), handler as Handler];
  });
}
