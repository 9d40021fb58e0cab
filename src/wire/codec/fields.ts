import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { getOption } from '@bufbuild/protobuf';
import { dont_omitempty, encoding, field_name } from '../gen/amino/amino_pb.ts';
import { accepts_interface } from '../gen/cosmos_proto/cosmos_pb.ts';
import { castrepeated, customtype, embed, nullable, stdtime } from '../gen/gogoproto/gogo_pb.ts';

/**
 * What the text of a field with a gogoproto custom type holds.
 * - `int` base-10 integer, `dec` decimal text, `bounded` decimal text of a bounded size (user input)
 * - `legacyDec` base-10 text of value × 10^18
 * - `decArray`, `decMatrix` a JSON array (of arrays) of decimal texts
 * - `text` a plain string with a name of its own
 */
export type CustomType = 'int' | 'dec' | 'bounded' | 'legacyDec' | 'decArray' | 'decMatrix' | 'text';

export interface FieldFacts {
  custom: CustomType | undefined;
  /** false: present even when empty. */
  nullable: boolean;
  stdtime: boolean;
  amino: { keepEmpty: boolean; name: string; encoding: string; embed: boolean };
  /** The repeated field is a list of coins (amino writes an empty one as `[]`). */
  coins: boolean;
  /** The interface that an Any in this field must implement. */
  accepts: string;
}

const CUSTOM: Record<string, CustomType> = {
  'cosmossdk.io/math.Int': 'int',
  'cosmossdk.io/math.LegacyDec': 'legacyDec',
  'github.com/allora-network/allora-chain/math.Dec': 'dec',
  'github.com/allora-network/allora-chain/math.BoundedExp40Dec': 'bounded',
  'github.com/allora-network/allora-chain/math.DecArray': 'decArray',
  'github.com/allora-network/allora-chain/math.DecMatrix': 'decMatrix',
};

const known = new WeakMap<DescField, FieldFacts>();

/** The facts of a field that its options state. Plain proto3 fields are nullable and have no custom type. */
export function fieldFacts(field: DescField): FieldFacts {
  let facts = known.get(field);
  if (facts === undefined) {
    facts = read(field);
    known.set(field, facts);
  }
  return facts;
}

const PLAIN: FieldFacts = {
  custom: undefined,
  nullable: true,
  stdtime: false,
  amino: { keepEmpty: false, name: '', encoding: '', embed: false },
  coins: false,
  accepts: '',
};

function read(field: DescField): FieldFacts {
  if (field.proto.options?.$unknown === undefined) return PLAIN;
  const type = getOption(field, customtype);
  return {
    custom: type === '' ? undefined : (CUSTOM[type] ?? 'text'),
    nullable: !field.proto.options.$unknown.some((entry) => entry.no === nullable.number) || getOption(field, nullable),
    stdtime: getOption(field, stdtime),
    amino: {
      keepEmpty: getOption(field, dont_omitempty),
      name: getOption(field, field_name),
      encoding: getOption(field, encoding),
      embed: getOption(field, embed),
    },
    coins: getOption(field, castrepeated).endsWith('types.Coins'),
    accepts: getOption(field, accepts_interface),
  };
}

/** The text of an empty value: what the reference writes for its zero. */
export function zeroText(custom: CustomType): string {
  if (custom === 'text') return '';
  return custom === 'decArray' || custom === 'decMatrix' ? '[]' : '0';
}

const byNumber = new WeakMap<DescMessage, ReadonlyMap<number, DescField>>();

/** A message's field by its number on the wire. */
export function fieldByNumber(schema: DescMessage, number: number): DescField | undefined {
  let fields = byNumber.get(schema);
  if (fields === undefined) {
    fields = new Map(schema.fields.map((field) => [field.number, field]));
    byNumber.set(schema, fields);
  }
  return fields.get(number);
}
