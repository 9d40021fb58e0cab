import { createHash } from 'node:crypto';
import { LABELS } from './client.ts';

/** What the parts of one devnet are called in Docker: by its name, and by its home where two have one name. */
export class Names {
  readonly #name: string;
  readonly #home: string;

  constructor(name: string, home: string) {
    this.#name = name;
    this.#home = home;
  }

  get network(): string {
    const id = createHash('sha256').update(this.#home).digest('hex').slice(0, 8);
    return `allokit-${this.#name.toLowerCase()}-${id}`;
  }

  container(role: string): string {
    return `${this.network}-${role}`;
  }

  labels(role?: string): Record<string, string> {
    return {
      [LABELS.devnet]: this.#name,
      [LABELS.home]: this.#home,
      ...(role !== undefined && { [LABELS.role]: role }),
    };
  }

  /** Finds everything of it. */
  get filter(): { label: string[] } {
    return { label: [`${LABELS.home}=${this.#home}`] };
  }
}
