import type { DescMessage } from '@bufbuild/protobuf';
import { create } from '@bufbuild/protobuf';
import type { TsProtoGeneratedType } from '@cosmjs/proto-signing';
import { typeUrl } from './codec/any.ts';
import { decode } from './codec/decode.ts';
import { encode } from './codec/encode.ts';
import { registry } from './messages.ts';

/**
 * The types that cosmjs's `Registry` wants, made from our descriptors: every message that can stand in an Any. Objects are the
 * usual ones of cosmjs: camel-case names, bigint for 64-bit integers, strings for decimals.
 */
export function cosmjsRegistryTypes(): [string, TsProtoGeneratedType][] {
  return registry.messages().map((schema) => [typeUrl(schema), cosmjsType(schema)]);
}

function cosmjsType(schema: DescMessage): TsProtoGeneratedType {
  const type = {
    fromPartial: (init: object) => create(schema, init as never),
    encode: (message: object) => ({ finish: () => encode(schema, create(schema, message as never)) }),
    decode: (bytes: Uint8Array) => decode(schema, bytes),
  };
  return type as unknown as TsProtoGeneratedType;
}
