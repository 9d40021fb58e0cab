import {
  create,
  type DescMethod,
  type DescMethodUnary,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { pathOf } from '../../src/api/catalogue.ts';
import { type Api, serveApi } from '../../src/api/serve.ts';
import { localUpstream } from '../../src/api/upstream.ts';
import { createTopic } from '../../src/client/actions/create-topic.ts';
import { AlloraClient } from '../../src/client/client.ts';
import { send } from '../../src/client/send.ts';
import { type Signer, signerFromKey } from '../../src/client/signer.ts';
import { devnetKey } from '../../src/devnet/accounts.ts';
import type { EmbeddedEngine } from '../../src/engine/embedded/index.ts';
import { decode, encode, type JsonValue } from '../../src/wire/index.ts';
import { startChain } from './rpc-network.ts';

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: JsonValue;
}

export interface GrpcAnswer<T> {
  readonly message: T;
  readonly height: string | undefined;
}

/** A chain with one topic, and gRPC and REST above it. */
export interface ApiNetwork {
  readonly engine: EmbeddedEngine;
  readonly api: Api;
  readonly client: AlloraClient;
  readonly alice: Signer;
  readonly bob: Signer;
  /** Faults of our own that were reported; tests expect none. */
  readonly faults: unknown[];
  readonly restUrl: string;
  readonly grpc: Client;
  get(path: string, headers?: Record<string, string>): Promise<RestAnswer>;
  post(path: string, body: unknown): Promise<RestAnswer>;
  call<M extends DescMethod>(
    method: M,
    request: MessageInitShape<M['input']>,
    headers?: Record<string, string>,
  ): Promise<GrpcAnswer<MessageShape<M['output']>>>;
  close(): Promise<void>;
}

export const asBytes = (bytes: Buffer): Buffer => bytes;

export async function apiNetwork(): Promise<ApiNetwork> {
  const engine = await startChain('instant');
  const faults: unknown[] = [];
  const upstream = localUpstream((method, params) => engine.call(method, params));
  const onError = (error: unknown) => faults.push(error);
  const api = await serveApi({ host: '127.0.0.1', grpcPort: 0, restPort: 0, upstream, onError });
  const client = new AlloraClient(engine.rpcUrl);
  const alice = signerFromKey(await devnetKey(null, 'alice'));
  const bob = signerFromKey(await devnetKey(null, 'bob'));
  await send(client, alice, [createTopic(alice.address, { metadata: 'tested by its API' })]);
  const grpc = new Client(`127.0.0.1:${api.grpcPort}`, credentials.createInsecure());
  const restUrl = `http://127.0.0.1:${api.restPort}`;
  const ask = async (path: string, init: RequestInit): Promise<RestAnswer> => {
    const response = await fetch(`${restUrl}${path}`, init);
    return { status: response.status, headers: response.headers, json: (await response.json()) as JsonValue };
  };
  return {
    engine,
    api,
    client,
    alice,
    bob,
    faults,
    restUrl,
    grpc,
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, body) => ask(path, { method: 'POST', body: JSON.stringify(body) }),
    call<M extends DescMethod>(method: M, request: MessageInitShape<M['input']>, headers: Record<string, string> = {}) {
      const { input, output } = method as DescMethodUnary;
      const bytes = Buffer.from(encode(input, create(input, request) as never));
      const metadata = new Metadata();
      for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
      return new Promise<GrpcAnswer<MessageShape<M['output']>>>((resolve, reject) => {
        let height: string | undefined;
        const done = (error: ServiceError | null, answer?: Buffer) => {
          if (error) reject(error);
          else resolve({ message: decode(output, answer as Buffer) as MessageShape<M['output']>, height });
        };
        const sent = grpc.makeUnaryRequest(pathOf(method), asBytes, asBytes, bytes, metadata, done);
        sent.on('metadata', (found: Metadata) => {
          height = found.get('x-cosmos-block-height')[0]?.toString();
        });
      });
    },
    async close() {
      grpc.close();
      await api.close();
      await engine.stop();
    },
  };
}
