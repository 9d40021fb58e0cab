/** Nanoseconds since the Unix epoch as RFC 3339 with nine digits, as CometBFT's RPC writes times but for trailing zeros. */
export function rfc3339(nanoseconds: bigint): string {
  const seconds = new Date(Number(nanoseconds / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${(nanoseconds % 1_000_000_000n).toString().padStart(9, '0')}Z`;
}
