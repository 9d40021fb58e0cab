import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import type { Any } from '@bufbuild/protobuf/wkt';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { WireError } from '../errors.ts';
import { decode } from './decode.ts';
import { encode } from './encode.ts';
import { registry } from './registry.ts';

/** The type URL of a message: '/' and its full name. */
export const typeUrl = (schema: DescMessage): string => `/${schema.typeName}`;

/** A message together with its descriptor, for where its type is known only when running. */
export interface Typed<Desc extends DescMessage = DescMessage> {
  schema: Desc;
  message: MessageShape<Desc>;
}

export function packAny<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): Any {
  return create(AnySchema, { typeUrl: typeUrl(schema), value: encode(schema, message) });
}

/** @throws WireError when the registry does not know the type, or the bytes are not such a message */
export function unpackAny(any: Any): Typed {
  const schema = registry.message(any.typeUrl);
  if (schema === undefined) throw new WireError(`unable to resolve type URL ${any.typeUrl}`);
  return { schema, message: decode(schema, any.value) };
}
