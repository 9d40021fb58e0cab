import { type DescField, type DescMethod, ScalarType } from '@bufbuild/protobuf';
import { accBytes, type JsonObject, valoperAddress } from '../../src/wire/index.ts';

const NUMBERS = new Set([ScalarType.INT64, ScalarType.UINT64, ScalarType.INT32, ScalarType.UINT32]);

/** Something of the right kind for a field of that name: what is there where something can be. */
function sample({ name, scalar }: DescField, address: string): string {
  if (NUMBERS.has(scalar as ScalarType)) return '1';
  if (/validator|_addr$/.test(name) && !/delegator/.test(name)) return valoperAddress(accBytes(address));
  if (/denom/.test(name)) return 'uallo';
  if (/hash/.test(name)) return 'AB'.repeat(32);
  if (/bytes/.test(name)) return Buffer.from(accBytes(address)).toString('base64');
  if (name === 'name') return 'mint';
  if (name === 'query') return 'tx.height=1';
  return address;
}

/** A request of a method with everything filled in that is one text. */
export function sampleRequest(method: DescMethod, address: string): JsonObject {
  const fields = method.input.fields.filter(
    (field) => field.fieldKind === 'scalar' && field.scalar !== ScalarType.BOOL,
  );
  return Object.fromEntries(fields.map((field) => [field.name, sample(field, address)]));
}
