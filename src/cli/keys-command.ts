import { string } from '@oclif/core/args';
import { BaseCommand } from './base-command.ts';
import type { KeyInfo } from './keyring/keyring.ts';
import { type SecretSources, SecretsIn } from './keyring/secrets-in.ts';
import { keyValues } from './output.ts';

/** `<name>`: a key of the keyring. */
export const keyArg = { name: string({ description: 'Name of the key', required: true }) };

/** A command about the keyring. Only `export` ever prints a secret. */
export abstract class KeysCommand extends BaseCommand {
  // The manifest follows base classes only as far as each has a static property of its own.
  static override enableJsonFlag = true;

  protected secrets(sources: SecretSources): SecretsIn {
    return new SecretsIn(sources, this.plain, (text) => this.note(text));
  }

  protected tellKey({ name, address, publicKey, test }: KeyInfo): void {
    this.log(
      keyValues([
        ['name', name],
        ['address', address],
        ['public key', publicKey],
        ...(test ? [['TEST KEY', 'others know it; it never signs on a public network'] as const] : []),
      ]),
    );
  }
}
