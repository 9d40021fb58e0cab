import type { DescMethod, DescService } from '@bufbuild/protobuf';
import type { AlloraClient } from '../client/client.ts';
import { allServices, findMethod, findService, serviceIn, serviceName } from '../client/generic-query.ts';
import type { JsonValue } from '../wire/index.ts';
import { AlloError } from './errors.ts';
import { parseRequest } from './request-json.ts';

/** The query service that a person names. @throws AlloError badValue */
export function namedService(module: string): DescService {
  const service = findService(module);
  if (service) return service;
  const known = allServices.map(serviceName).join(', ');
  throw new AlloError('badValue', `There is no module "${module}" to query; there are ${known}.`);
}

/**
 * A query by the names of its module and method, in the version that the network serves, and its request.
 * @throws AlloError badValue
 */
export async function namedQuery(
  client: AlloraClient,
  module: string,
  name: string,
  request: string | undefined,
): Promise<{ method: DescMethod; request: JsonValue }> {
  const service = await serviceIn(client, namedService(module));
  const method = findMethod(service, name);
  if (!method) {
    throw new AlloError('badValue', `${service.typeName} has no query "${name}".`, {
      hint: `List them with \`allo query ${module}\`.`,
    });
  }
  return { method, request: parseRequest(method.input, request ?? '{}') };
}
