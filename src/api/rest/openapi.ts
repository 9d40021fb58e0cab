import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { fieldFacts } from '../../wire/codec/fields.ts';
import type { JsonObject, JsonValue } from '../../wire/index.ts';
import type { Route } from './routes.ts';

/** Messages that JSON writes in a form of their own. */
const WELL_KNOWN: Readonly<Record<string, JsonObject>> = {
  'google.protobuf.Timestamp': { type: 'string', format: 'date-time' },
  'google.protobuf.Duration': { type: 'string', example: '1.5s' },
  'google.protobuf.Any': {
    type: 'object',
    properties: { '@type': { type: 'string' } },
    additionalProperties: true,
    nullable: true,
  },
};

const INTEGERS = new Set([ScalarType.INT32, ScalarType.UINT32, ScalarType.SINT32]);

function scalarSchema(field: DescField): JsonObject {
  const { custom } = fieldFacts(field);
  if (custom === 'decArray') return { type: 'array', items: { type: 'string' } };
  if (custom === 'decMatrix') return { type: 'array', items: { type: 'array', items: { type: 'string' } } };
  if (custom !== undefined) return { type: 'string', description: custom };
  switch (field.scalar) {
    case ScalarType.STRING:
      return { type: 'string' };
    case ScalarType.BYTES:
      return { type: 'string', format: 'byte', nullable: true };
    case ScalarType.BOOL:
      return { type: 'boolean' };
    default: {
      const small = INTEGERS.has(field.scalar as ScalarType);
      return small ? { type: 'integer', format: 'int32' } : { type: 'string', format: 'int64' };
    }
  }
}

/** The schema of one value of a field; messages that it refers to are handed to `refer`. */
function valueSchema(field: DescField, refer: (message: DescMessage) => JsonObject): JsonObject {
  if (field.message) return WELL_KNOWN[field.message.typeName] ?? refer(field.message);
  if (field.enum) return { type: 'string', enum: field.enum.values.map(({ name }) => name) };
  return scalarSchema(field);
}

function fieldSchema(field: DescField, refer: (message: DescMessage) => JsonObject): JsonObject {
  const one = valueSchema(field, refer);
  if (field.fieldKind === 'list') return { type: 'array', items: one };
  return field.fieldKind === 'map' ? { type: 'object', additionalProperties: one } : one;
}

/** The schemas of messages, and of all that they refer to, by name. */
class Schemas {
  readonly all: JsonObject = {};

  readonly refer = (message: DescMessage): JsonObject => {
    this.#add(message);
    return { $ref: `#/components/schemas/${message.typeName}` };
  };

  #add(message: DescMessage): void {
    if (message.typeName in this.all) return;
    const properties: JsonObject = {};
    this.all[message.typeName] = { type: 'object', properties };
    for (const field of message.fields) properties[field.name] = fieldSchema(field, this.refer);
  }
}

const DEPTH = 3;

/** The query parameters that a request may have: its fields, those of its messages with a dot between. */
function queryParameters(message: DescMessage, taken: ReadonlySet<string>, prefix = '', depth = 0): JsonObject[] {
  if (depth >= DEPTH) return [];
  return message.fields.flatMap((field): JsonObject[] => {
    const name = `${prefix}${field.name}`;
    if (taken.has(name) || field.fieldKind === 'map') return [];
    const inner = field.fieldKind === 'message' && WELL_KNOWN[field.message.typeName] === undefined;
    if (inner) return queryParameters(field.message, taken, `${name}.`, depth + 1);
    if (field.fieldKind === 'list' && field.message) return [];
    return [{ name, in: 'query', schema: fieldSchema(field, () => ({ type: 'object' })) }];
  });
}

const HEIGHT: JsonObject = {
  name: 'x-cosmos-block-height',
  in: 'header',
  description: 'Height to ask at; the latest where it is left out.',
  schema: { type: 'string' },
};

function operationOf({ template, body, method }: Route, schemas: Schemas): JsonObject {
  const inPath = template.pieces.flatMap((piece) => ('field' in piece ? [piece.field] : []));
  const path = inPath.map((name): JsonObject => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const inQuery = body === '*' ? [] : queryParameters(method.input, new Set([...inPath, body]));
  const content = (schema: JsonObject): JsonObject => ({ 'application/json': { schema } });
  const service = method.parent.typeName;
  return {
    operationId: `${service}.${method.name}`,
    tags: [service],
    parameters: [...path, ...inQuery, HEIGHT],
    ...(body !== '' && { requestBody: { required: true, content: content(schemas.refer(method.input)) } }),
    responses: {
      200: { description: 'The answer.', content: content(schemas.refer(method.output)) },
      default: { description: 'Why there is none.', content: content({ $ref: '#/components/schemas/Error' }) },
    },
  };
}

const ERROR: JsonObject = {
  type: 'object',
  properties: {
    code: { type: 'integer', description: 'Status of gRPC.' },
    message: { type: 'string' },
    details: { type: 'array', items: { type: 'object' } },
  },
};

/** The OpenAPI document of all routes, out of the descriptors. */
export function openApi(routes: readonly Route[]): JsonValue {
  const schemas = new Schemas();
  schemas.all.Error = ERROR;
  const paths: Record<string, JsonObject> = {};
  for (const route of routes) {
    const path = route.path.replace(/=\*\*?\}/g, '}');
    paths[path] = { ...paths[path], [route.verb.toLowerCase()]: operationOf(route, schemas) };
  }
  const sorted = Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    openapi: '3.0.3',
    info: {
      title: 'Allora network',
      version: 'v10',
      description: 'Queries and transactions over HTTP, as the gateway of the Cosmos SDK has them.',
    },
    servers: [{ url: '/' }],
    paths: sorted,
    components: { schemas: schemas.all },
  };
}
