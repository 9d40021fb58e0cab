import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A TLS certificate that signs itself, with its key; both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** DER: tag, length, content. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts);
const octets = (content: Uint8Array): Buffer => der(0x04, content);
const bits = (content: Uint8Array): Buffer => der(0x03, Buffer.from([0]), content);
const TRUE = der(0x01, Buffer.from([255]));

function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const base128 = (value: number): number[] =>
    value < 128 ? [value] : [...base128(value >> 7).map((b) => b | 128), value & 127];
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap((part) => base128(part))]));
}

/** `20260102030405Z` */
const time = (at: Date): Buffer => der(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));

const extension = (id: string, content: Buffer, critical = false): Buffer =>
  sequence(objectId(id), ...(critical ? [TRUE] : []), octets(content));

const ECDSA_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));
const DAY_MS = 86_400_000;

/** A certificate for 127.0.0.1, or for another name, that is valid until so many days from now. */
export function selfSigned({ name, days = 1 }: { name?: string; days?: number } = {}): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = sequence(der(0x31, sequence(objectId('2.5.4.3'), der(0x0c, Buffer.from('allokit test')))));
  // Context tags of a GeneralName: 2 is a DNS name, 7 an address.
  const subject = name === undefined ? der(0x87, Buffer.from([127, 0, 0, 1])) : der(0x82, Buffer.from(name));
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1, ...randomBytes(8)])),
    ECDSA_SHA256,
    issuer,
    sequence(time(new Date(Date.now() - 10 * DAY_MS)), time(new Date(Date.now() + days * DAY_MS))),
    issuer,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension('2.5.29.17', sequence(subject)), extension('2.5.29.19', sequence(TRUE), true))),
  );
  const signed = sequence(content, ECDSA_SHA256, bits(sign('sha256', content, privateKey)));
  const lines = signed.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}
