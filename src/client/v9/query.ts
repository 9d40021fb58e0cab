import { create, type DescMethodUnary, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf';
import { QueryService } from '../../wire/gen/emissions/v9/query_pb.ts';
import { decode, encode, recast } from '../../wire/index.ts';
import { ClientError } from '../errors.ts';
import { ANSWERS, COMPLETED, OLDER_NAMES } from './answers.ts';

/**
 * Asks a network of emissions v9 a query of v10: requests and answers are recast by their bytes, and where that is not
 * enough, values become vectors of the one label `y`.
 * @param ask path and bytes in, bytes out
 * @throws ClientError `query` where v9 has no such query
 */
export async function queryV9<M extends DescMethodUnary>(
  ask: (path: string, data: Uint8Array) => Promise<Uint8Array>,
  method: M,
  request: MessageInitShape<M['input']>,
): Promise<MessageShape<M['output']>> {
  const name = method.localName;
  const older = (QueryService.method as Record<string, DescMethodUnary>)[OLDER_NAMES[name] ?? name];
  if (!older) throw new ClientError('query', `this network speaks emissions v9, which has no query ${method.name}`);
  const data = encode(older.input, recast(method.input, request, older.input));
  const answer = decode(older.output, await ask(`/${older.parent.typeName}/${older.name}`, data));
  const convert = ANSWERS[name];
  if (convert) {
    // The defaults of absent custom types come with decoding.
    const init = convert(answer as never) as MessageInitShape<M['output']>;
    return decode<M['output']>(
      method.output,
      encode(method.output, create(method.output, init) as MessageShape<M['output']>),
    );
  }
  const recasted = recast(older.output, answer as MessageInitShape<DescMethodUnary['output']>, method.output);
  COMPLETED[name]?.(recasted as never);
  return recasted as MessageShape<M['output']>;
}
