import { expect, it } from 'vitest';
import { services } from '../../../src/api/catalogue.ts';
import { Router, routesOf } from '../../../src/api/rest/routes.ts';
import { matchTemplate, parseTemplate } from '../../../src/api/rest/template.ts';

const methods = services.flatMap((service) => service.methods);
const router = new Router(methods);
const match = (template: string, path: string) => matchTemplate(parseTemplate(template), path.slice(1).split('/'));

it.each(methods.map((method) => [`${method.parent.typeName}/${method.name}`, method] as const))(
  'reads every route of %s',
  (_name, method) => {
    const routes = routesOf(method);
    expect(routes.length).toBeGreaterThan(0);
    for (const { path, template, verb, body } of routes) {
      expect(['GET', 'POST']).toContain(verb);
      expect(body).toBe(verb === 'POST' ? '*' : '');
      // What stands in the path is a field of the request, and one that a text can be.
      for (const piece of template.pieces) {
        if ('literal' in piece) continue;
        const field = method.input.fields.find(({ name }) => name === piece.field);
        expect(field?.fieldKind, `${piece.field} of ${path}`).toMatch(/scalar|enum/);
      }
      expect(router.find(path.replace(/[{}]/g, '')).map((found) => found.route)).toContainEqual(
        expect.objectContaining({ path, verb }),
      );
    }
  },
);

it('takes one segment for a variable, and unescapes it', () => {
  expect(match('/a/{b}/c', '/a/x%2Fy%20z/c')).toEqual(new Map([['b', 'x/y z']]));
  expect(match('/a/{b}/c', '/a/x/y/c')).toBeUndefined();
  expect(match('/a/{b}/c', '/a/x')).toBeUndefined();
  expect(match('/a/{b}', '/a/100%')).toEqual(new Map([['b', '100%']]));
  expect(match('/a', '/a/')).toBeUndefined();
});

it('takes all that is left for two stars, and tells verbs after a colon', () => {
  expect(match('/denoms/{denom=**}', '/denoms/ibc/27A6%2F1')).toEqual(new Map([['denom', 'ibc/27A6/1']]));
  expect(match('/tasks/{id}:cancel', '/tasks/7:cancel')).toEqual(new Map([['id', '7']]));
  expect(match('/tasks/{id}:cancel', '/tasks/7')).toBeUndefined();
  expect(() => parseTemplate('/a/{b=shelves/*}')).toThrow(/not understood/);
});

it('has the more exact route before the others', () => {
  const [first] = router.find('/cosmos/base/tendermint/v1beta1/blocks/latest');
  expect(first?.route.method.name).toBe('GetLatestBlock');
  expect(router.find('/cosmos/base/tendermint/v1beta1/blocks/1')).toHaveLength(1);
});

it('finds nothing where nothing is, and both routes that are written alike', () => {
  expect(router.find('/nothing/here')).toEqual([]);
  expect(router.find('/')).toEqual([]);
  const names = router.find('/emissions/v10/stake_removal/1/allo1x').map(({ route }) => route.method.name);
  expect(names.toSorted()).toEqual(['GetStakeRemovalForReputerAndTopicId', 'GetStakeRemovalInfo']);
});
