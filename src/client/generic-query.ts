import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { decode, encode, fromJson, type JsonValue, toJson } from '../wire/index.ts';
import { queryServices } from '../wire/services.ts';
import type { AlloraClient } from './client.ts';
import { ClientError } from './errors.ts';
import { nameIn } from './v9/version.ts';

/** Names that people use for a query service: `emissions`, `bank`, or the full `cosmos.bank.v1beta1.Query`. */
export function serviceName(service: DescService): string {
  const parts = service.typeName.split('.');
  const module = parts[0] === 'cosmos' ? parts.slice(1) : parts;
  return module[0] === 'base' ? module[1]! : module[0]!;
}

/** The query service of that name, or undefined. */
export function findService(name: string): DescService | undefined {
  return queryServices.find((service) => service.typeName === name || serviceName(service) === name);
}

/** The method of that name, whatever its capitals: `GetTopic`, `getTopic`, `get-topic`. */
export function findMethod(service: DescService, name: string): DescMethod | undefined {
  const plain = (text: string): string => text.replace(/[-_]/g, '').toLowerCase();
  return service.methods.find((method) => plain(method.name) === plain(name));
}

/** A query service in the version that a network serves: the emissions module has two. */
export async function serviceIn(client: AlloraClient, service: DescService): Promise<DescService> {
  if (nameIn('v9', service.typeName) === service.typeName || (await client.emissions()) === 'v10') return service;
  return (await import('../wire/gen/emissions/v9/query_pb.ts')).QueryService;
}

export const allServices: readonly DescService[] = queryServices;

/**
 * Asks any query of the chain: JSON in (protobuf's names, camel or snake case), the gateway's JSON out.
 * @throws WireError where the JSON does not fit the request; ClientError as the chain answers
 */
export async function queryJson(
  client: AlloraClient,
  method: DescMethod,
  request: JsonValue,
  height?: bigint,
): Promise<JsonValue> {
  const data = encode(method.input, fromJson(method.input, request));
  const name = `${method.parent.typeName}/${method.name}`;
  const answer = await client.queryRaw(`/${name}`, data, height).catch((error: unknown) => {
    if (!(error instanceof ClientError) || !/unknown (query path|service)/.test(error.message)) throw error;
    throw new ClientError('query', `this network does not answer ${name}`, { cause: error });
  });
  return toJson(method.output, decode(method.output, answer));
}
