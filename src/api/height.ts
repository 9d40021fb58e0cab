import { ApiError } from './status.ts';

/** Tells and is told the height of a query, over gRPC and over HTTP. */
export const HEIGHT = 'x-cosmos-block-height';

/** The height that a caller asks at; undefined for the latest. @throws ApiError */
export function heightOf(headers: Readonly<Record<string, string | string[] | undefined>>): bigint | undefined {
  const text = String(headers[HEIGHT] ?? '');
  if (text === '' || text === '0') return undefined;
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new ApiError('InvalidArgument', `the header ${HEIGHT} is not a height`);
}
