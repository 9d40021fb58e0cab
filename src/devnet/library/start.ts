import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { devnetAccounts } from '../accounts.ts';
import { type Control, controlOf } from '../advance.ts';
import { devnetError } from '../faults.ts';
import type { DevnetOptions } from '../types.ts';
import { Devnet } from './devnet.ts';
import { devnetOptions, type StartOptions } from './options.ts';

/** Directory of the package. */
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Starts a network and resolves when it answers.
 * @throws DevnetError
 *
 * @example
 * await using devnet = await start({ blocks: 'manual' });
 * await devnet.mine(3);
 */
export async function start(options: StartOptions = {}): Promise<Devnet> {
  const asked = devnetOptions(options);
  return options.runs === 'daemon' ? daemon(asked, options.keep === true) : inProcess(asked);
}

async function daemon(options: DevnetOptions, keep: boolean): Promise<Devnet> {
  const [{ startDevnet }, { purgeHome, stopDevnet }] = await Promise.all([import('../start.ts'), import('../stop.ts')]);
  const { state } = await startDevnet(options, ROOT);
  return new Devnet({
    ...state,
    control: controlOf(state),
    stop: async () => {
      await stopDevnet(state);
      if (!keep) purgeHome(state.name);
    },
  });
}

async function inProcess(options: DevnetOptions): Promise<Devnet> {
  const [{ default: pino }, { assemble }, { controlHandlers }] = await Promise.all([
    import('pino'),
    import('../daemon/assemble.ts'),
    import('../daemon/handlers.ts'),
  ]);
  const home = mkdtempSync(join(tmpdir(), 'allokit-devnet-'));
  const remove = () => rmSync(home, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const message = { options, home, root: ROOT, passing: false };
    const surroundings = {
      log: pino({ level: 'silent' }),
      step: () => undefined,
      signal: new AbortController().signal,
    };
    const { engine, faucet, endpoints, rpcs, close } = await assemble(message, surroundings);
    const stop = async () => {
      await close();
      remove();
      process.off('exit', remove);
    };
    const handlers = controlHandlers({ engine, faucet }, home, () => undefined);
    const surrounded = { progress: () => undefined, send: () => undefined, signal: surroundings.signal };
    const control: Control = async (method, params) => {
      try {
        return await handlers[method](params, surrounded);
      } catch (error) {
        throw devnetError(error);
      }
    };
    const accounts = await devnetAccounts(options.seed);
    const { name, seed } = options;
    return new Devnet({ name, seed, chainId: engine.chainId, endpoints, rpcs, accounts, control, stop });
  } catch (error) {
    remove();
    process.off('exit', remove);
    throw devnetError(error);
  }
}
