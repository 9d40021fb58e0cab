import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ed25519, hex, sha256 } from '../../wire/index.ts';
import { NodeError } from '../errors.ts';

const SEED_BYTES = 32;
const ADDRESS_BYTES = 20;

export const randomSeed = (): Uint8Array => new Uint8Array(randomBytes(SEED_BYTES));

/** First 20 bytes of the key's SHA-256, in upper-case hexadecimal: a consensus address, and a node's name. */
export const keyAddress = (publicKey: Uint8Array): string =>
  hex(sha256(publicKey).subarray(0, ADDRESS_BYTES)).toUpperCase();

const base64 = (...bytes: Uint8Array[]): string => Buffer.concat(bytes).toString('base64');

/** What peers know the node of this key by: 40 lower-case hexadecimal digits. */
export const nodeId = (seed: Uint8Array): string => keyAddress(ed25519.publicKey(seed)).toLowerCase();

const privateKey = (seed: Uint8Array) => ({
  type: 'tendermint/PrivKeyEd25519',
  value: base64(seed, ed25519.publicKey(seed)),
});

/** `node_key.json` of CometBFT. */
export const nodeKeyFile = (seed: Uint8Array) => ({ priv_key: privateKey(seed) });

/** `priv_validator_key.json` of CometBFT. */
export function validatorKeyFile(seed: Uint8Array) {
  const publicKey = ed25519.publicKey(seed);
  return {
    address: keyAddress(publicKey),
    pub_key: { type: 'tendermint/PubKeyEd25519', value: base64(publicKey) },
    priv_key: privateKey(seed),
  };
}

/** The seed in one of CometBFT's key files; undefined where there is no such file. @throws NodeError `home-damaged` */
export function readSeed(path: string): Uint8Array | undefined {
  try {
    const { priv_key: key } = JSON.parse(readFileSync(path, 'utf8')) as {
      priv_key?: { type?: string; value?: string };
    };
    const bytes = Buffer.from(key?.value ?? '', 'base64');
    if (key?.type === 'tendermint/PrivKeyEd25519' && bytes.length === 2 * SEED_BYTES) {
      return new Uint8Array(bytes.subarray(0, SEED_BYTES));
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new NodeError('home-damaged', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  throw new NodeError('home-damaged', `${path} holds no ed25519 private key.`);
}
