import { create } from '@bufbuild/protobuf';
import { SimulationResponseSchema } from '../wire/gen/cosmos/base/abci/v1beta1/abci_pb.ts';
import { AddressError, decode, encode, jsonText, requireRoom, toJson, WireError } from '../wire/index.ts';
import type { QueryRequest, QueryResponse } from './abci.ts';
import type { Context } from './context.ts';
import { failure } from './deliver.ts';
import { type ChainError, grpcErrors, sdkErrors } from './errors.ts';
import { type Simulate, simulationOf } from './modules/tx/index.ts';
import type { QueryRouter, Route } from './router.ts';
import { type ProofOp, prove as proofOf } from './store/proofs.ts';
import type { VersionedStore } from './store/versions.ts';

/** What queries are answered from. */
export interface QuerySources {
  readonly store: VersionedStore;
  readonly routes: QueryRouter;
  /** A read-only context at a kept height. */
  contextAt(height: bigint): Context;
  /** The answers that are not a module's: `/app/version`, `/app/simulate`. */
  readonly app: ReadonlyMap<string, (data: Uint8Array) => Uint8Array>;
  /** Names of the stores whose keys can be asked for. */
  readonly stores: ReadonlySet<string>;
}

/** The answers that are the application's own: docs/spec/chain.md §3.2. */
export function appPaths(version: string, simulate: Simulate): QuerySources['app'] {
  const text = (value: string) => new TextEncoder().encode(value);
  return new Map<string, (data: Uint8Array) => Uint8Array>([
    ['/app/version', () => text(version)],
    ['/app/simulate', (data) => text(jsonText(toJson(SimulationResponseSchema, simulationOf(simulate(data)))))],
  ]);
}

/** A queried height, 0 for the latest. Throws the SDK's errors for heights to come and heights forgotten. */
function heightOf(store: VersionedStore, height: bigint): bigint {
  const { latest } = store;
  if (height < 0n) throw sdkErrors.invalidRequest('cannot query with height < 0; please provide a valid height');
  if (height > latest.height) {
    throw sdkErrors.invalidHeight('cannot query with height in the future; please provide a valid height');
  }
  if (latest.height === 0n) throw sdkErrors.invalidHeight('the chain has no state yet; please wait for first block');
  const asked = height === 0n ? latest.height : height;
  if (!store.at(asked)) {
    throw sdkErrors.invalidRequest(
      `failed to load state at height ${asked}; version does not exist (latest height: ${latest.height})`,
    );
  }
  return asked;
}

function callMethod(ctx: Context, { method, handler }: Route, data: Uint8Array): Uint8Array {
  if (!handler) throw grpcErrors.unimplemented(`method ${method.name} not implemented`);
  requireRoom(method.input, data);
  const answer = handler(ctx, decode(method.input, data));
  return encode(method.output, create(method.output, answer));
}

/** What an answer carries besides its height. */
interface Answer {
  value: Uint8Array;
  proofOps?: ProofOp[];
}

function readStore({ store, stores }: QuerySources, { path, data, prove }: QueryRequest, height: bigint): Answer {
  const [, , name = '', what] = path.split('/');
  if (what !== 'key') throw sdkErrors.unknownRequest(`unexpected query path: ${path}`);
  if (!stores.has(name)) throw sdkErrors.unknownRequest(`no such store: ${name}`);
  if (prove && height <= 1n) {
    throw sdkErrors.invalidRequest('cannot query with proof when height <= 1; please provide a valid height');
  }
  const version = store.at(height)!;
  const key = Buffer.from(data).toString('latin1');
  const value = version.get(name, key) ?? new Uint8Array(0);
  return prove ? { value, proofOps: proofOf(version, name, key) } : { value };
}

function answerAt(sources: QuerySources, request: QueryRequest, height: bigint): Answer {
  const { path, data } = request;
  const route = sources.routes.find(path);
  if (route) return { value: callMethod(sources.contextAt(height), route, data) };
  const app = sources.app.get(path);
  if (app) return { value: app(data) };
  if (path.startsWith('/store/')) return readStore(sources, request, height);
  throw sdkErrors.unknownRequest('unknown query path');
}

/** A fault in answering, as the one who asked is told. */
function refusal(ctx: Context, path: string, error: unknown): ChainError {
  if (error instanceof WireError || error instanceof AddressError) return grpcErrors.invalidArgument(error.message);
  return failure(ctx, `the query ${path}`, error);
}

/** Answers a query: docs/spec/chain.md §3.2. Never throws. */
export function answer(sources: QuerySources, request: QueryRequest): QueryResponse {
  const empty = new Uint8Array(0);
  let { height } = sources.store.latest;
  try {
    height = heightOf(sources.store, request.height);
    const answer = answerAt(sources, request, height);
    const key = request.path.startsWith('/store/') ? request.data : empty;
    return { code: 0, log: '', codespace: '', key, height, ...answer };
  } catch (error) {
    const { code, codespace, message } = refusal(sources.contextAt(sources.store.latest.height), request.path, error);
    return { code, log: message, codespace, key: empty, value: empty, height };
  }
}
