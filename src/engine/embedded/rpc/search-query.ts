import { type Condition, parseQuery, QueryError } from '../query/parse.ts';
import { internalError, invalidParams } from './jsonrpc.ts';

/** Reads a search or subscription query. @throws RpcError where it is missing, too long or malformed. */
export function readQuery(text: string | undefined, maxLength: number): Condition[] {
  if (text === undefined || text === '') throw internalError('query must not be empty');
  if (text.length > maxLength) throw internalError('maximum query length exceeded');
  try {
    return parseQuery(text);
  } catch (error) {
    if (error instanceof QueryError) throw internalError(`failed to parse query: ${error.message}`);
    throw error;
  }
}

/** Puts search results, found in the order of the chain, into the order asked for. */
export function ordered<T>(found: readonly T[], orderBy: string | undefined, fallback: 'asc' | 'desc'): readonly T[] {
  const order = orderBy === undefined || orderBy === '' ? fallback : orderBy;
  if (order !== 'asc' && order !== 'desc') {
    throw invalidParams('expected order_by to be either `asc` or `desc` or empty');
  }
  return order === 'asc' ? found : found.toReversed();
}
