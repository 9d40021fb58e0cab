import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Signer, signerFromKey } from '../../client/signer.ts';
import { ACCOUNT_NAMES } from '../../devnet/accounts.ts';
import { dataDirectory } from '../../devnet/paths.ts';
import { createPrivate, makePrivateDirectory } from '../../devnet/state-file.ts';
import { AlloError } from '../errors.ts';
import { areSound, type Cipher, freshParameters, type Kdf, open, seal } from './seal.ts';
import { type KeySecret, privateKeyOf } from './secret.ts';

/** A key of the keyring without its secret: what its file says in the clear (docs/keys.md). */
export interface KeyInfo {
  readonly name: string;
  readonly address: string;
  /** Compressed, lower-case hexadecimal. */
  readonly publicKey: string;
  /** Others know it: it never signs on a public network. */
  readonly test: boolean;
}

/** A file of the keyring that is no key, or none any more. */
export interface DamagedKey {
  readonly name: string;
  /** A sentence that names the file. */
  readonly reason: string;
}

/** A key file, as docs/keys.md describes it. */
interface KeyFile extends KeyInfo {
  readonly format: 'allokit-key';
  readonly version: 1;
  readonly kdf: Kdf;
  readonly cipher: Cipher;
  /** Base64: the encrypted secret and its tag. */
  readonly sealed: string;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Where key files lie. */
export const keysFolder = (): string => join(dataDirectory(), 'keys');

/** The file of a key. @throws AlloError badKeyName */
export function keyFile(name: string): string {
  if (!NAME.test(name) || name.startsWith('allo1') || ACCOUNT_NAMES.includes(name)) {
    throw new AlloError('badKeyName', `A key cannot be called "${name}".`);
  }
  return join(keysFolder(), `${name}.json`);
}

/** The keys of the keyring that can be read, by name. */
export const listKeys = (): KeyInfo[] => readKeys().keys;

/** The same, and what is wrong with the files that cannot be read: one damaged key takes none of the others away. */
export function readKeys(): { keys: KeyInfo[]; damaged: DamagedKey[] } {
  const keys: KeyInfo[] = [];
  const damaged: DamagedKey[] = [];
  for (const name of keyNames()) {
    try {
      keys.push(info(readKeyFile(name)));
    } catch (error) {
      if (!(error instanceof AlloError)) throw error;
      // One that was deleted meanwhile is not damaged.
      if (error.kind === 'badKeyFile') damaged.push({ name, reason: error.message });
    }
  }
  return { keys, damaged };
}

function keyNames(): string[] {
  if (!existsSync(keysFolder())) return [];
  const names = readdirSync(keysFolder()).flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []);
  return names.filter((name) => NAME.test(name) && !name.startsWith('allo1') && !ACCOUNT_NAMES.includes(name)).sort();
}

/** The key of that name or address; undefined where the keyring has none. */
export function findKey(nameOrAddress: string): KeyInfo | undefined {
  if (nameOrAddress.startsWith('allo1')) return listKeys().find(({ address }) => address === nameOrAddress);
  if (!NAME.test(nameOrAddress) || ACCOUNT_NAMES.includes(nameOrAddress)) return undefined;
  return existsSync(keyFile(nameOrAddress)) ? info(readKeyFile(nameOrAddress)) : undefined;
}

/** The same, where it must be there. @throws AlloError noKey */
export function getKey(nameOrAddress: string): KeyInfo {
  const key = findKey(nameOrAddress);
  if (key) return key;
  throw new AlloError('noKey', `The keyring has no key "${nameOrAddress}".`, {
    hint: 'List the keys with `allo keys list`.',
  });
}

/** Makes sure that a new key may have a name, before anybody types a secret. @throws AlloError badKeyName, keyExists */
export function requireFree(name: string): void {
  if (existsSync(keyFile(name))) throw taken(name);
}

const taken = (name: string): AlloError => new AlloError('keyExists', `There is a key "${name}" already.`);

/** Puts a key into the keyring, encrypted. @throws AlloError badKeyName, keyExists, badSecret */
export async function putKey(
  name: string,
  secret: KeySecret,
  passphrase: string,
  isTest: (secret: KeySecret, address: string) => Promise<boolean>,
): Promise<KeyInfo> {
  requireFree(name);
  const { address, publicKey } = signerFromKey(privateKeyOf(secret));
  const header = {
    ...({ format: 'allokit-key', version: 1, name, address } as const),
    ...{ publicKey: Buffer.from(publicKey).toString('hex'), test: await isTest(secret, address) },
    ...freshParameters(),
  };
  const sealed = await seal(JSON.stringify(secret), passphrase, header, bound(header));
  makePrivateDirectory(keysFolder());
  const text = `${JSON.stringify({ ...header, sealed } satisfies KeyFile, null, 2)}\n`;
  // Another command may have made one of that name meanwhile.
  if (!createPrivate(keyFile(name), text)) throw taken(name);
  return info(header);
}

/** The secret of a key. @throws AlloError noKey, badKeyFile, badPassphrase */
export async function openKey(name: string, passphrase: string): Promise<KeySecret> {
  const file = readKeyFile(name);
  const text = await open(file.sealed, passphrase, file, bound(file));
  if (text === undefined) {
    throw new AlloError('badPassphrase', `The passphrase of key "${name}" is wrong, or its file was changed.`);
  }
  return JSON.parse(text) as KeySecret;
}

/** The key as one that signs. @throws AlloError noKey, badKeyFile, badPassphrase */
export async function unlockKey(name: string, passphrase: string): Promise<Signer> {
  return signerFromKey(privateKeyOf(await openKey(name, passphrase)));
}

/** Removes a key for good. @throws AlloError noKey */
export function deleteKey(name: string): void {
  rmSync(keyFile(getKey(name).name));
}

/** What the encryption covers beside the secret, as docs/keys.md writes it. */
function bound({ format, version, name, address, publicKey, test, kdf, cipher }: Omit<KeyFile, 'sealed'>): string {
  const { n, r, p, salt } = kdf;
  return JSON.stringify([
    format,
    version,
    name,
    address,
    publicKey,
    test,
    kdf.name,
    n,
    r,
    p,
    salt,
    cipher.name,
    cipher.nonce,
  ]);
}

const info = ({ name, address, publicKey, test }: KeyInfo): KeyInfo => ({ name, address, publicKey, test });

function readKeyFile(name: string): KeyFile {
  const path = keyFile(name);
  const wrong = (what: string) => new AlloError('badKeyFile', `${path} ${what}.`);
  let file: Partial<KeyFile> | null;
  try {
    file = JSON.parse(readFileSync(path, 'utf8')) as Partial<KeyFile> | null;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new AlloError('noKey', `The keyring has no key "${name}".`);
    throw wrong(code === undefined ? 'is not a key file' : `cannot be read (${code})`);
  }
  if (file?.format !== 'allokit-key') throw wrong('is not a key file');
  if (file.version !== 1) throw wrong(`is of version ${String(file.version)}, which this allo does not know`);
  const { address, publicKey, test, kdf, cipher, sealed } = file;
  const whole = [address, publicKey, sealed].every((text) => typeof text === 'string') && typeof test === 'boolean';
  if (!whole || !kdf || !cipher || !areSound({ kdf, cipher })) throw wrong('is damaged');
  if (file.name !== name) throw wrong(`is that of key "${String(file.name)}": a key file keeps its name`);
  return file as KeyFile;
}
