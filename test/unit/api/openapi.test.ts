import { expect, it } from 'vitest';
import { services } from '../../../src/api/catalogue.ts';
import { openApi } from '../../../src/api/rest/openapi.ts';
import { Router } from '../../../src/api/rest/routes.ts';

interface Operation {
  operationId: string;
  parameters: { name: string; in: string }[];
  requestBody?: object;
}

const { routes } = new Router(services.flatMap(({ methods }) => methods));
const document = openApi(routes) as unknown as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { properties: Record<string, unknown> }> };
};

it('tells of every route, with its parameters', () => {
  expect(document.openapi).toBe('3.0.3');
  for (const { verb, path, template, method } of routes) {
    const operation = document.paths[path]?.[verb.toLowerCase()];
    expect(operation, `${verb} ${path}`).toBeDefined();
    const { parameters, requestBody } = operation as Operation;
    const inPath = template.pieces.flatMap((piece) => ('field' in piece ? [piece.field] : []));
    expect(parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(inPath);
    expect(requestBody !== undefined).toBe(verb === 'POST');
    const paged = method.input.fields.some(({ name }) => name === 'pagination');
    if (paged && verb === 'GET') expect(parameters.map(({ name }) => name)).toContain('pagination.count_total');
  }
});

it('refers to nothing that is not there', () => {
  const refs = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name ?? '',
  );
  expect(refs.length).toBeGreaterThan(routes.length);
  for (const name of new Set(refs)) expect(document.components.schemas[name], name).toBeDefined();
});

it('says how things are written', () => {
  const { schemas } = document.components;
  expect(schemas['cosmos.base.query.v1beta1.PageResponse']?.properties).toEqual({
    next_key: { type: 'string', format: 'byte', nullable: true },
    total: { type: 'string', format: 'int64' },
  });
  expect(schemas['cosmos.base.v1beta1.Coin']?.properties.amount).toEqual({ type: 'string', description: 'int' });
  expect(schemas['cosmos.auth.v1beta1.QueryAccountResponse']?.properties.account).toMatchObject({
    type: 'object',
    nullable: true,
  });
});
