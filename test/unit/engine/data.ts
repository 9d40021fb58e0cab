import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ApplicationFactory,
  type EmbeddedEngine,
  type EmbeddedOptions,
  startEmbedded,
} from '../../../src/engine/embedded/index.ts';
import { genesisOf, validatorKeys } from './network.ts';
import { StoredCounterApp } from './stored-counter-app.ts';

/** A chain of four validators in a folder of its own, which can be started again and again. */
export class DataFolder {
  readonly directory = mkdtempSync(join(tmpdir(), 'allokit-engine-'));
  /** The application as it was opened last. */
  app!: StoredCounterApp;
  #engines: EmbeddedEngine[] = [];

  get data(): string {
    return join(this.directory, 'data');
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  async start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedEngine> {
    const keys = options.validatorKeys ?? validatorKeys(4);
    const app: ApplicationFactory = (database) => {
      this.app = new StoredCounterApp(database);
      return this.app;
    };
    const engine = await startEmbedded({
      blockTime: 'manual',
      genesis: () => genesisOf(keys),
      app,
      data: { directory: this.data },
      ...options,
      validatorKeys: keys,
    });
    this.#engines.push(engine);
    return engine;
  }

  async remove(): Promise<void> {
    await Promise.all(this.#engines.splice(0).map((engine) => engine.stop()));
    rmSync(this.directory, { recursive: true, force: true });
  }
}
