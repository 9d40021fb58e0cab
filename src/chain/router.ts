import { create, type DescMethod } from '@bufbuild/protobuf';
import type { Typed } from '../wire/index.ts';
import type { Context } from './context.ts';
import { sdkErrors } from './errors.ts';
import type { BoundService, Module } from './module.ts';

type Handler = (context: Context, request: unknown) => Record<string, unknown>;

/** A method of a bound service; without a handler it is known but not implemented. */
export interface Route {
  method: DescMethod;
  handler: Handler | undefined;
}

function routesOf(service: BoundService): Route[] {
  return service.service.methods.map((method) => ({
    method,
    handler: service.methods.get(method.localName) as Handler | undefined,
  }));
}

/** Finds the handler of a message by its type URL. */
export class MessageRouter {
  readonly #routes = new Map<string, Route>();

  constructor(modules: readonly Module[]) {
    for (const route of modules.flatMap(({ messages }) => messages).flatMap(routesOf)) {
      this.#routes.set(route.method.input.typeName, route);
    }
  }

  /** Throws `sdk/6` when no module handles the message. */
  require(typeName: string): { route: Route; handler: Handler } {
    const route = this.#routes.get(typeName);
    if (!route?.handler) throw sdkErrors.unknownRequest(`no message handler found for /${typeName}`);
    return { route, handler: route.handler };
  }

  /** Runs a message; its answer. */
  handle(ctx: Context, { schema, message }: Typed): Typed {
    const { route, handler } = this.require(schema.typeName);
    const answer = handler(ctx, message);
    return { schema: route.method.output, message: create(route.method.output, answer) };
  }
}

/** Finds the handler of a query by its gRPC path, `/cosmos.bank.v1beta1.Query/Balance`. */
export class QueryRouter {
  readonly #routes = new Map<string, Route>();

  constructor(services: readonly BoundService[]) {
    for (const route of services.flatMap(routesOf)) {
      this.#routes.set(`/${route.method.parent.typeName}/${route.method.name}`, route);
    }
  }

  find(path: string): Route | undefined {
    return this.#routes.get(path);
  }
}
