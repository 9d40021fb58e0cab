import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';

/** How a passphrase becomes a key: scrypt with these parameters, 32 bytes. */
export interface Kdf {
  readonly name: 'scrypt';
  /** Cost, a power of two; memory is 128 · n · r bytes. */
  readonly n: number;
  readonly r: number;
  readonly p: number;
  /** Base64. */
  readonly salt: string;
}

export interface Cipher {
  readonly name: 'aes-256-gcm';
  /** Base64, 12 bytes. */
  readonly nonce: string;
}

/** 128 MiB, about half a second. */
const COST = { n: 2 ** 17, r: 8, p: 1 } as const;
const TAG_BYTES = 16;

/** Parameters for a new secret: never used for another one. */
export function freshParameters(): { kdf: Kdf; cipher: Cipher } {
  return {
    kdf: { name: 'scrypt', ...COST, salt: randomBytes(16).toString('base64') },
    cipher: { name: 'aes-256-gcm', nonce: randomBytes(12).toString('base64') },
  };
}

/** True where parameters that a file names are ones that this machine should work with. */
export function areSound({ kdf, cipher }: { kdf: Kdf; cipher: Cipher }): boolean {
  const { name, n, r, p, salt } = kdf;
  const whole = [n, r, p].every((value) => Number.isSafeInteger(value) && value > 0);
  const within = whole && n >= 2 ** 14 && n <= 2 ** 20 && (n & (n - 1)) === 0 && r <= 16 && p <= 4;
  const texts = typeof salt === 'string' && typeof cipher.nonce === 'string';
  const sized = texts && bytes(salt).length >= 16 && bytes(cipher.nonce).length === 12;
  return name === 'scrypt' && cipher.name === 'aes-256-gcm' && within && sized;
}

/** Encrypts a text under a passphrase; what is `bound` to it is not secret, but cannot be changed without notice. */
export async function seal(
  text: string,
  passphrase: string,
  { kdf, cipher }: { kdf: Kdf; cipher: Cipher },
  bound: string,
): Promise<string> {
  const key = await derive(passphrase, kdf);
  const aes = createCipheriv('aes-256-gcm', key, bytes(cipher.nonce), { authTagLength: TAG_BYTES });
  aes.setAAD(Buffer.from(bound, 'utf8'));
  const sealed = Buffer.concat([aes.update(text, 'utf8'), aes.final(), aes.getAuthTag()]);
  key.fill(0);
  return sealed.toString('base64');
}

/** The text again; undefined where the passphrase is another one, or anything was changed. */
export async function open(
  sealed: string,
  passphrase: string,
  { kdf, cipher }: { kdf: Kdf; cipher: Cipher },
  bound: string,
): Promise<string | undefined> {
  const all = bytes(sealed);
  if (all.length < TAG_BYTES) return undefined;
  const key = await derive(passphrase, kdf);
  try {
    const aes = createDecipheriv('aes-256-gcm', key, bytes(cipher.nonce), { authTagLength: TAG_BYTES });
    aes.setAAD(Buffer.from(bound, 'utf8'));
    aes.setAuthTag(all.subarray(-TAG_BYTES));
    return Buffer.concat([aes.update(all.subarray(0, -TAG_BYTES)), aes.final()]).toString('utf8');
  } catch {
    return undefined;
  } finally {
    key.fill(0);
  }
}

const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');

function derive(passphrase: string, { n, r, p, salt }: Kdf): Promise<Buffer> {
  const options = { N: n, r, p, maxmem: 128 * n * r + 2 ** 20 };
  return new Promise((resolve, reject) => {
    scrypt(Buffer.from(passphrase.normalize('NFKC'), 'utf8'), bytes(salt), 32, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
