import type { ControlPosition } from '../devnet/control/protocol.ts';
import type { DevnetState } from '../devnet/types.ts';
import { BaseCommand } from './base-command.ts';
import { checkDevnetName } from './devnet-options.ts';
import { nameFlag } from './flags.ts';

/** A command about the chain that a devnet keeps, whether the devnet runs or is stopped. */
export abstract class DevnetCommand extends BaseCommand {
  // The manifest follows base classes only as far as each has a static property of its own.
  static override enableJsonFlag = true;
  static override flags = nameFlag;

  /** The name of the devnet. @throws AlloError badValue */
  protected async devnetName(flags: { name?: string | undefined }): Promise<string> {
    const { name } = await this.settings(flags);
    checkDevnetName(name);
    return name;
  }

  /** Does something to the devnet; a stopped one is up for as long as it takes. */
  protected async onDevnet<T>(name: string, act: (devnet: DevnetState, signal: AbortSignal) => Promise<T>): Promise<T> {
    const { withDevnet } = await import('../devnet/errand.ts');
    const interrupted = new AbortController();
    const settled = Promise.withResolvers<void>();
    const forget = this.onInterrupt(() => {
      interrupted.abort();
      return settled.promise;
    });
    try {
      return await withDevnet(name, this.config.root, interrupted.signal, (devnet) => act(devnet, interrupted.signal));
    } finally {
      forget();
      settled.resolve();
    }
  }

  /** Tells people where the chain stands now. */
  protected tellPosition(what: string, { height, time }: ControlPosition): void {
    this.log(`${what}: height ${height}, time ${time}.`);
  }
}
