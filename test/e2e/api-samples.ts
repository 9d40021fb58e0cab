import type { DescMethod } from '@bufbuild/protobuf';
import { accBytes, type JsonObject, valoperAddress } from '../../src/wire/index.ts';

/** Something of the right kind for a field of that name: what is there where something can be. */
function sample(name: string, address: string): string {
  if (/topic_id$/.test(name)) return '1';
  if (/height|block|nonce|^id$|account_id/.test(name)) return '1';
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
  const fields = method.input.fields.filter((field) => field.fieldKind === 'scalar' && field.scalar !== 8);
  return Object.fromEntries(fields.map(({ name }) => [name, sample(name, address)]));
}
