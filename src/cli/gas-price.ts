/** A price of gas (`0.5`, uallo for a unit) as the chain counts it: scaled by 10^18, what is finer is cut off. */
export function parseGasPrice(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole) * 10n ** 18n + BigInt(fraction.slice(0, 18).padEnd(18, '0'));
}
