import { EngineError } from '../engine.ts';
import type { ValidatorDriver } from './driver.ts';

/** Told while a network comes up: which step begins, which validator has its first block, and what the others wait for. */
export interface StartProgress {
  step(name: 'ports' | 'image' | 'homes' | 'validators', detail?: string): void;
  validator(moniker: string, state: 'starts' | 'waits' | 'ready', detail?: string): void;
}

/** How often those that are not ready are asked what they wait for. */
const ASK_EVERY_MS = 1_000;

/** Longest that all validators together may take until each has a block. */
const LIMIT_MS = 45_000;

/**
 * Starts all validators at once; where one fails, none is left.
 * @throws EngineError `start-timeout` with what each lacked and said where they took too long; the signal's reason
 */
export async function startAll(
  drivers: readonly ValidatorDriver[],
  { progress, signal }: { readonly progress?: StartProgress; readonly signal?: AbortSignal },
): Promise<void> {
  progress?.step('validators');
  const waiting = new Set(drivers);
  const ask = setInterval(() => {
    for (const driver of waiting) {
      driver.waitsFor().then(
        (what) => waiting.has(driver) && progress?.validator(driver.moniker, 'waits', what),
        () => undefined,
      );
    }
  }, ASK_EVERY_MS);
  const ended = Promise.withResolvers<never>();
  const abort = () => ended.reject(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  const limit = setTimeout(async () => ended.reject(await tooLong(waiting)), LIMIT_MS);
  try {
    const started = Promise.all(
      drivers.map(async (driver) => {
        progress?.validator(driver.moniker, 'starts');
        await driver.start();
        waiting.delete(driver);
        progress?.validator(driver.moniker, 'ready');
      }),
    );
    await Promise.race([started, ended.promise]);
  } catch (error) {
    await Promise.allSettled(drivers.map((driver) => driver.kill()));
    throw error;
  } finally {
    waiting.clear();
    clearTimeout(limit);
    signal?.removeEventListener('abort', abort);
    clearInterval(ask);
  }
}

async function tooLong(waiting: ReadonlySet<ValidatorDriver>): Promise<EngineError> {
  const lacks = await Promise.all(
    [...waiting].map(async (driver) => `${driver.moniker}: ${await driver.waitsFor().catch(() => 'nothing answers')}`),
  );
  const said = [...new Set([...waiting].flatMap((driver) => driver.faults()))].slice(-3);
  const why = said.length > 0 ? ` (${said.join(' / ')})` : '';
  return new EngineError(
    'start-timeout',
    `not every validator has a block after ${LIMIT_MS / 1000} s: ${lacks.join('; ')}${why}`,
  );
}
