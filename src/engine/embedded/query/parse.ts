import { parseTime } from '../types/time.ts';

export type Operator = '=' | '<' | '<=' | '>' | '>=' | 'CONTAINS' | 'EXISTS';

/** What a value is compared with: numbers as exact decimals, times as nanoseconds. */
export type Operand =
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly value: Decimal }
  | { readonly kind: 'time'; readonly time: bigint };

export interface Condition {
  /** Event type and attribute key, joined by a dot. */
  readonly tag: string;
  readonly operator: Operator;
  /** Absent for EXISTS alone. */
  readonly operand?: Operand;
}

/** A decimal of any size, `digits` × 10^-`scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

export class QueryError extends Error {
  override readonly name = 'QueryError';
}

const TOKEN =
  /\s*(?:(<=|>=|<|>|=)|'([^']*)'|TIME\s+([^\s']+)|DATE\s+(\d{4}-\d{2}-\d{2})(?![\w.-])|(-?\d+(?:\.\d+)?)(?![\w.-])|([\p{L}\p{N}_./-]+))/uy;

type Token =
  | { readonly kind: 'operator' | 'word'; readonly text: string }
  | { readonly kind: 'operand'; readonly operand: Operand };

function tokens(query: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (query.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(query);
    if (!match) throw new QueryError(`unexpected text at position ${at}: ${query.slice(at, at + 20)}`);
    at = TOKEN.lastIndex;
    const [, operator, text, time, date, number, word] = match;
    if (operator !== undefined) found.push({ kind: 'operator', text: operator });
    else if (text !== undefined) found.push({ kind: 'operand', operand: { kind: 'string', text } });
    else if (number !== undefined) {
      found.push({ kind: 'operand', operand: { kind: 'number', value: parseDecimal(number)! } });
    } else if (word !== undefined) found.push({ kind: 'word', text: word });
    else found.push({ kind: 'operand', operand: { kind: 'time', time: readTime(time ?? `${date}T00:00:00Z`) } });
  }
  return found;
}

function readTime(text: string): bigint {
  const time = parseTime(text);
  if (time === undefined) throw new QueryError(`invalid time or date: ${text}`);
  return time;
}

/** Reads a decimal number at the start of `text`, as CometBFT does with values like `100stake`. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = /^(-?\d+)(?:\.(\d+))?/.exec(text);
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

/**
 * Reads a query of CometBFT's language: conditions `tag operator operand` joined by AND; operators = < <= > >=
 * CONTAINS EXISTS; operands 'text', numbers, `TIME <RFC 3339>`, `DATE <yyyy-mm-dd>`.
 * @throws QueryError
 */
export function parseQuery(query: string): Condition[] {
  const stream = tokens(query);
  const conditions: Condition[] = [];
  let at = 0;
  do {
    const tag = stream[at++];
    if (tag?.kind !== 'word') throw new QueryError('expected an event attribute such as tx.height');
    const operator = stream[at++];
    if (operator?.kind === 'word' && operator.text === 'EXISTS') {
      conditions.push({ tag: tag.text, operator: 'EXISTS' });
      continue;
    }
    const contains = operator?.kind === 'word' && operator.text === 'CONTAINS';
    if (!contains && operator?.kind !== 'operator') throw new QueryError(`expected an operator after ${tag.text}`);
    const operand = stream[at++];
    if (operand?.kind !== 'operand') throw new QueryError(`expected a value after ${tag.text} ${operator.text}`);
    if (operand.operand.kind === 'string' ? !contains && operator.text !== '=' : contains) {
      throw new QueryError(`${operator.text} does not go with a ${operand.operand.kind}`);
    }
    conditions.push({ tag: tag.text, operator: operator.text as Operator, operand: operand.operand });
  } while (isAnd(stream[at++]));
  if (at <= stream.length) throw new QueryError('expected AND between conditions');
  return conditions;
}

function isAnd(token: Token | undefined): boolean {
  return token?.kind === 'word' && token.text === 'AND';
}
