import { createReadStream, statSync } from 'node:fs';
import { AlloError } from '../errors.ts';
import { askSecret } from './ask-secret.ts';

/** Where secrets come from, as flags say; none of them is ever an argument or a variable. */
export interface SecretSources {
  /** Path of a file whose first line is the passphrase; `-` is standard input. */
  readonly 'passphrase-file'?: string | undefined;
  /** The same as an open file descriptor. */
  readonly 'passphrase-fd'?: number | undefined;
}

/** No passphrase, mnemonic or key is longer. */
const LIMIT = 4_096;
/** Shorter ones are found by trying. */
const LEAST = 8;

/** Reads secrets: from files and descriptors, from standard input, or by asking on the terminal. */
export class SecretsIn {
  readonly #sources: SecretSources;
  /** Nothing may be asked. */
  readonly #plain: boolean;
  readonly #note: (text: string) => void;
  /** What is left of standard input, once it was read. */
  #input: string | undefined;

  constructor(sources: SecretSources, plain: boolean, note: (text: string) => void) {
    this.#sources = sources;
    this.#plain = plain || !process.stdin.isTTY;
    this.#note = note;
  }

  /** The passphrase of a key that is there. @throws AlloError notInteractive, badValue */
  async passphrase(name: string): Promise<string> {
    return (await this.#given()) ?? askSecret(`Passphrase of key "${name}"`);
  }

  /** One for a new key, asked for twice. @throws AlloError notInteractive, badValue */
  async newPassphrase(name: string): Promise<string> {
    const given = await this.#given();
    const passphrase = given ?? (await askSecret(`New passphrase for key "${name}"`));
    if (passphrase.length < LEAST) {
      throw new AlloError('badValue', `The passphrase has fewer than ${LEAST} characters.`, {
        hint: 'Choose a longer one.',
      });
    }
    if (given === undefined && (await askSecret('The same again')) !== passphrase) {
      throw new AlloError('badValue', 'The two passphrases differ.', { hint: 'Nothing was changed; try again.' });
    }
    return passphrase;
  }

  /** A mnemonic or private key: asked for, or all that is left of standard input. @throws AlloError notInteractive */
  async secret(): Promise<string> {
    if (process.stdin.isTTY) {
      if (this.#plain)
        throw needed('The mnemonic or private key is read from standard input.', 'Redirect it from a file.');
      return askSecret('Mnemonic or private key (not shown)');
    }
    const text = (await this.#standardInput()).trim();
    this.#input = '';
    if (text === '') throw needed('Standard input holds no mnemonic or private key.', 'Redirect it from a file.');
    return text;
  }

  /** The passphrase that flags lead to; undefined where it is to be asked for. */
  async #given(): Promise<string | undefined> {
    const { 'passphrase-file': path, 'passphrase-fd': fd } = this.#sources;
    if (path === '-' || fd === 0) return this.#firstInputLine();
    if (path !== undefined) {
      this.#warnOfReaders(path);
      return firstLine(await textOf('--passphrase-file', createReadStream(path)));
    }
    if (fd !== undefined) return firstLine(await textOf('--passphrase-fd', createReadStream('', { fd })));
    if (this.#plain) {
      throw needed(
        'A passphrase is needed, and nothing can be asked here.',
        'Give --passphrase-file or --passphrase-fd.',
      );
    }
    return undefined;
  }

  async #firstInputLine(): Promise<string> {
    const text = await this.#standardInput();
    const line = firstLine(text);
    const end = text.indexOf('\n');
    this.#input = end === -1 ? '' : text.slice(end + 1);
    return line;
  }

  async #standardInput(): Promise<string> {
    this.#input ??= await textOf('standard input', process.stdin);
    return this.#input;
  }

  #warnOfReaders(path: string): void {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() && (stat.mode & 0o077) !== 0)
      this.#note(`Others may read ${path}: \`chmod 600\` keeps it yours.`);
  }
}

const needed = (message: string, hint: string): AlloError => new AlloError('notInteractive', message, { hint });

const firstLine = (text: string): string => text.split(/\r?\n/, 1)[0] ?? '';

async function textOf(what: string, stream: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  try {
    for await (const chunk of stream) {
      text += chunk.toString();
      if (text.length > LIMIT) break;
    }
  } catch (cause) {
    const { code = 'an unknown reason' } = cause as NodeJS.ErrnoException;
    throw new AlloError('badValue', `${what} cannot be read: ${code}.`);
  }
  if (text.length > LIMIT) throw new AlloError('badValue', `${what} holds more than a secret.`);
  return text;
}
