/** Writes a safe integer that is not negative as a base-128 varint; the offset after it. */
export function putVarint(out: Buffer, at: number, value: number): number {
  let offset = at;
  let rest = value;
  while (rest >= 128) {
    out[offset++] = (rest % 128) | 128;
    rest = rest < 0x8000_0000 ? rest >>> 7 : Number(BigInt(rest) >> 7n);
  }
  out[offset++] = rest;
  return offset;
}
