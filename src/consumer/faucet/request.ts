import { accBytes } from '../../wire/index.ts';
import { Refusal } from '../refusal.ts';

/** What somebody asks a faucet for. */
export interface FaucetRequest {
  readonly chain: string;
  readonly address: string;
}

/** Bytes of a request: a chain id and an address are far shorter. */
const MOST_BYTES = 4_096;

/** Reads a request, as a form or as JSON, by its content type. @throws Refusal 400, 413 */
export function faucetRequest(contentType: string | undefined, body: Buffer): FaucetRequest {
  if (body.length > MOST_BYTES) throw new Refusal(413, `a request may have ${MOST_BYTES} bytes`);
  const text = body.toString('utf8');
  const read = /^application\/(.+\+)?json\b/i.test(contentType ?? '') ? ofJson(text) : ofForm(text);
  return { chain: field(read, 'chain'), address: field(read, 'address') };
}

/** @throws Refusal 400 where it is for another chain, or for no account */
export function checkRequest({ chain, address }: FaucetRequest, chainId: string): void {
  if (chain !== chainId) throw new Refusal(400, `this faucet serves the chain ${chainId} only`);
  try {
    accBytes(address);
  } catch (error) {
    throw new Refusal(400, `address: ${(error as Error).message}`);
  }
}

type Fields = (name: string) => unknown;

function ofForm(text: string): Fields {
  const form = new URLSearchParams(text);
  return (name) => form.get(name);
}

function ofJson(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(400, 'the body is not JSON');
  }
  if (typeof value !== 'object' || value === null) throw new Refusal(400, 'the body is not a JSON object');
  return (name) => (Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined);
}

function field(read: Fields, name: string): string {
  const value = read(name);
  if (typeof value !== 'string' || value === '') throw new Refusal(400, `${name} is missing`);
  return value;
}
