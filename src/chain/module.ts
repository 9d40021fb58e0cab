import type { DescService, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type { ValidatorUpdate } from './abci.ts';
import type { Context } from './context.ts';

/** The handlers of a protobuf service, by its method's local name; a missing one is answered as unimplemented. */
export type ServiceImpl<S extends DescService> = {
  [M in keyof S['method']]?: (
    context: Context,
    request: MessageShape<S['method'][M]['input']>,
  ) => MessageInitShape<S['method'][M]['output']>;
};

export interface BoundService {
  readonly service: DescService;
  readonly methods: ReadonlyMap<string, (context: Context, request: never) => unknown>;
}

/** Ties handlers to the service they implement, checked by the compiler. */
export function implement<S extends DescService>(service: S, impl: ServiceImpl<S>): BoundService {
  const methods = new Map<string, (context: Context, request: never) => unknown>();
  for (const [name, handler] of Object.entries(impl)) {
    if (handler) methods.set(name, handler as (context: Context, request: never) => unknown);
  }
  return { service, methods };
}

/** What every module shows to the application: the same shape everywhere (docs/architecture.md). */
export interface Module {
  /** Module name, also the key of its part of the genesis. */
  readonly name: string;
  /** Name of its store (auth's is `acc`); absent for a module without state. */
  readonly storeKey?: string;
  /** Transaction services (`Msg` / `MsgService`). */
  readonly messages: readonly BoundService[];
  readonly queries: readonly BoundService[];
  /** `genesis` is the parsed JSON of the module's part of `app_state`. */
  initGenesis(context: Context, genesis: unknown): ValidatorUpdate[] | void;
  /** The default genesis, as the JSON that `initGenesis` takes. */
  defaultGenesis(): unknown;
  exportGenesis(context: Context): unknown;
  beginBlock?(context: Context): void;
  endBlock?(context: Context): ValidatorUpdate[] | void;
  /** What of the state must hold between blocks and does not, as text; reads much of it. */
  brokenInvariants?(context: Context): string[];
}
