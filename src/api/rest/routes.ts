import { type DescMethod, getOption } from '@bufbuild/protobuf';
import { http } from '../../wire/gen/google/api/annotations_pb.ts';
import type { HttpRule } from '../../wire/gen/google/api/http_pb.ts';
import { compareTemplates, matchTemplate, parseTemplate, type Template } from './template.ts';

/** One way to call a method over HTTP. */
export interface Route {
  readonly verb: string;
  /** As the .proto file writes it. */
  readonly path: string;
  readonly template: Template;
  /** What of the request the body holds: `*` for all, a field, or nothing. */
  readonly body: string;
  readonly method: DescMethod;
}

/** The routes of a method: its binding and the additional ones. */
export function routesOf(method: DescMethod): Route[] {
  if (!method.proto.options) return [];
  const rule = getOption(method, http);
  return [rule, ...rule.additionalBindings].flatMap((one) => routeOf(one, method) ?? []);
}

function routeOf({ pattern, body }: HttpRule, method: DescMethod): Route | undefined {
  if (pattern.case === undefined) return undefined;
  const path = pattern.value;
  return { verb: pattern.case.toUpperCase(), path, template: parseTemplate(path), body, method };
}

/** A route that a request fits, with the values in its path. */
export interface Found {
  readonly route: Route;
  readonly values: ReadonlyMap<string, string>;
}

/** Finds routes by their path, the most exact first. */
export class Router {
  readonly #routes: readonly Route[];

  constructor(methods: Iterable<DescMethod>) {
    const routes = [...methods].flatMap(routesOf);
    this.#routes = routes.sort((a, b) => compareTemplates(a.template, b.template));
  }

  get routes(): readonly Route[] {
    return this.#routes;
  }

  /** The routes that a path fits, whatever their verb. @param path still escaped */
  find(path: string): Found[] {
    const segments = path.slice(1).split('/');
    return this.#routes.flatMap((route) => {
      const values = matchTemplate(route.template, segments);
      return values ? [{ route, values }] : [];
    });
  }
}
