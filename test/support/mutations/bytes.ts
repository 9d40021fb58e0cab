import { oneOf, type Pick, several } from './random.ts';

/** One to four things that happen to bytes on bad lines and in bad hands. @param others what pieces are taken from */
export function mutatedBytes(bytes: Uint8Array, others: readonly Uint8Array[], pick: Pick): Uint8Array {
  let result = Buffer.from(bytes);
  for (let left = 1 + pick(4); left > 0 && result.length > 0; left--) {
    const at = pick(result.length);
    const length = 1 + pick(12);
    const other = oneOf(pick, others);
    switch (pick(7)) {
      case 0:
        result[at]! ^= 1 << pick(8);
        break;
      case 1:
        result[at] = oneOf(pick, [0, 1, 0x7f, 0x80, 0xff]);
        break;
      case 2:
        result = Buffer.concat([result.subarray(0, at), result.subarray(at + length)]);
        break;
      case 3:
        result = Buffer.concat([result.subarray(0, at), result.subarray(at, at + length), result.subarray(at)]);
        break;
      case 4:
        result = Buffer.from(result.subarray(0, at));
        break;
      case 5:
        result = Buffer.concat([result.subarray(0, at), other.subarray(pick(other.length))]);
        break;
      default:
        result = Buffer.concat([
          result.subarray(0, at),
          Buffer.from(several(length, () => pick(256))),
          result.subarray(at),
        ]);
    }
  }
  return Uint8Array.from(result);
}
