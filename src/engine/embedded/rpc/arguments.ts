import { invalidParams } from './jsonrpc.ts';

/** How an argument is written: `bytes` is base64 in JSON, `hex` is hexadecimal; both are 0x… in a URI. */
export type ArgumentKind = 'string' | 'int' | 'bool' | 'bytes' | 'hex';

export type ArgumentSpec = Readonly<Record<string, ArgumentKind>>;

interface ArgumentTypes {
  string: string;
  int: bigint;
  bool: boolean;
  bytes: Uint8Array;
  hex: Uint8Array;
}

/** The arguments of a method; those not given are undefined. */
export type Arguments<S extends ArgumentSpec> = { readonly [K in keyof S]: ArgumentTypes[S[K]] | undefined };

const INTEGER = /^-?\d{1,19}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const HEX = /^(?:[0-9a-fA-F]{2})*$/;
const MAX_INT64 = (1n << 63n) - 1n;

function readInt(name: string, text: string): bigint {
  const value = INTEGER.test(text) ? BigInt(text) : undefined;
  if (value === undefined || value > MAX_INT64 || value < -MAX_INT64 - 1n) {
    throw invalidParams(`error converting argument ${name}: not a 64-bit integer`);
  }
  return value;
}

function readJson(name: string, kind: ArgumentKind, value: unknown): ArgumentTypes[ArgumentKind] {
  const wrong = (wanted: string): never => {
    throw invalidParams(`error converting argument ${name}: expected ${wanted}`);
  };
  switch (kind) {
    case 'string':
      return typeof value === 'string' ? value : wrong('a string');
    case 'bool':
      return typeof value === 'boolean' ? value : wrong('true or false');
    case 'int':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
      return typeof value === 'string' ? readInt(name, value) : wrong('an integer');
    case 'bytes':
      if (typeof value !== 'string' || value.length % 4 !== 0 || !BASE64.test(value)) return wrong('base64');
      return Buffer.from(value, 'base64');
    case 'hex':
      return typeof value === 'string' && HEX.test(value) ? Buffer.from(value, 'hex') : wrong('hexadecimal');
  }
}

/** A URI's argument: numbers and booleans bare, text in double quotes, bytes as 0x… (or as quoted text). */
function readUri(name: string, kind: ArgumentKind, text: string): ArgumentTypes[ArgumentKind] {
  if (/^0[xX]/.test(text) && kind !== 'int' && kind !== 'bool') {
    if (!HEX.test(text.slice(2))) throw invalidParams(`error converting argument ${name}: expected hexadecimal`);
    const bytes = Buffer.from(text.slice(2), 'hex');
    return kind === 'string' ? bytes.toString() : bytes;
  }
  if (kind === 'int') return readInt(name, text.replace(/^"(.*)"$/, '$1'));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const wanted =
      kind === 'bool' ? 'true or false' : kind === 'string' ? 'text in double quotes' : '0x and hexadecimal';
    throw invalidParams(`error converting argument ${name}: expected ${wanted}`);
  }
  if ((kind === 'bytes' || kind === 'hex') && typeof value === 'string') return Buffer.from(value);
  return readJson(name, kind, value);
}

/** Reads the arguments of a JSON request, by name or by position. @throws RpcError -32602 */
export function jsonArguments<S extends ArgumentSpec>(
  spec: S,
  params: Readonly<Record<string, unknown>> | readonly unknown[],
): Arguments<S> {
  const names = Object.keys(spec);
  if (Array.isArray(params) && params.length !== 0 && params.length !== names.length) {
    throw invalidParams(`expected ${names.length} parameters (${names.join(', ')}), got ${params.length}`);
  }
  const given = (name: string, i: number): unknown =>
    Array.isArray(params) ? params[i] : (params as Record<string, unknown>)[name];
  const read: Record<string, unknown> = {};
  names.forEach((name, i) => {
    const value = given(name, i);
    if (value !== undefined && value !== null) read[name] = readJson(name, spec[name]!, value);
  });
  return read as Arguments<S>;
}

/** Reads the arguments of a GET request. @throws RpcError -32602 */
export function uriArguments<S extends ArgumentSpec>(spec: S, query: URLSearchParams): Arguments<S> {
  const read: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(spec)) {
    const text = query.get(name);
    if (text !== null && text !== '') read[name] = readUri(name, kind, text);
  }
  return read as Arguments<S>;
}
