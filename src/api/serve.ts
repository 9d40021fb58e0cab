import { serveGrpc } from './grpc/server.ts';
import { Budget, LIMITS } from './limits.ts';
import type { Listening } from './listen.ts';
import type { ServedMethod } from './methods.ts';
import { serveRest } from './rest/server.ts';
import type { Upstream } from './upstream.ts';

/** What either server is made of. */
export interface ServerOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly upstream: Upstream;
  readonly budget: Budget;
  /** Every method by its path; loaded when the first call comes, because the descriptors of all of them take a while. */
  readonly methods: () => Promise<ReadonlyMap<string, ServedMethod>>;
  /** Told of faults of our own, of which callers are told nothing. */
  readonly onError: (error: unknown) => void;
}

export interface ApiOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly grpcPort: number;
  readonly restPort: number;
  readonly upstream: Upstream;
  readonly onError: (error: unknown) => void;
}

/** gRPC and REST of one node. */
export interface Api {
  readonly grpcPort: number;
  readonly restPort: number;
  close(): Promise<void>;
}

/** Serves gRPC and REST above the RPC of a node. @throws what listening fails with; nothing listens then */
export async function serveApi({ host, grpcPort, restPort, upstream, onError }: ApiOptions): Promise<Api> {
  let loading: Promise<ReadonlyMap<string, ServedMethod>> | undefined;
  const methods = () => {
    loading ??= import('./methods.ts').then(({ servedMethods }) => servedMethods());
    return loading;
  };
  const shared = { host, upstream, budget: new Budget(LIMITS.heldBytes), methods, onError };
  const open: Listening[] = [];
  const close = async () => {
    await Promise.all(open.map((server) => server.close()));
    upstream.close();
  };
  try {
    const grpc = await serveGrpc({ ...shared, port: grpcPort });
    open.push(grpc);
    const rest = await serveRest({ ...shared, port: restPort });
    open.push(rest);
    return { grpcPort: grpc.port, restPort: rest.port, close };
  } catch (error) {
    await close();
    throw error;
  }
}
