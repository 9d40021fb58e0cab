import { type DescField, ScalarType } from '@bufbuild/protobuf';
import { ParamsSchema } from '../wire/gen/emissions/v9/params_pb.ts';
import { QueryService } from '../wire/gen/emissions/v10/query_pb.ts';
import { OptionalParamsSchema } from '../wire/gen/emissions/v10/tx_pb.ts';
import type { ParamChanges } from './actions/update-params.ts';
import type { AlloraClient } from './client.ts';

/** The parameters of the emissions module under their protocol names, as text (`docs/spec/emissions.md` §3). */
export async function emissionsParams(client: AlloraClient): Promise<Record<string, string>> {
  const { params } = await client.query(QueryService.method.getParams, {});
  const values = params as unknown as Record<string, unknown>;
  return Object.fromEntries(ParamsSchema.fields.map(({ name, localName }) => [name, `${values[localName]}`]));
}

/** The field of a parameter that can be changed, by its protocol name. */
export const changeableParam = (name: string): DescField | undefined =>
  OptionalParamsSchema.fields.find((field) => field.name === name);

/**
 * Changes as the message takes them, from names and texts.
 * @throws SyntaxError where a text is no whole number, or neither true nor false, and its parameter is one
 */
export function paramChanges(texts: Readonly<Record<string, string>>): ParamChanges {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => {
      const field = changeableParam(name);
      return field ? [[field.localName, [readValue(field, text)]]] : [];
    }),
  );
}

function readValue(field: DescField, text: string): string | bigint | boolean {
  const scalar = field.fieldKind === 'list' && field.listKind === 'scalar' ? field.scalar : ScalarType.STRING;
  if (scalar === ScalarType.STRING) return text;
  if (scalar !== ScalarType.BOOL) return BigInt(text);
  if (text === 'true' || text === 'false') return text === 'true';
  throw new SyntaxError(`${text} is neither true nor false`);
}
