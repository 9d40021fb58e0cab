import type { ValidatorDriver } from './driver.ts';

/** Told while a network comes up: which step begins, which validator has its first block, and what the others wait for. */
export interface StartProgress {
  step(name: 'ports' | 'image' | 'homes' | 'validators'): void;
  validator(moniker: string, state: 'starts' | 'waits' | 'ready', detail?: string): void;
}

/** How often those that are not ready are asked what they wait for. */
const ASK_EVERY_MS = 1_000;

/** Starts all validators at once; where one fails, none is left. */
export async function startAll(drivers: readonly ValidatorDriver[], progress?: StartProgress): Promise<void> {
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
  try {
    await Promise.all(
      drivers.map(async (driver) => {
        progress?.validator(driver.moniker, 'starts');
        await driver.start();
        waiting.delete(driver);
        progress?.validator(driver.moniker, 'ready');
      }),
    );
  } catch (error) {
    await Promise.allSettled(drivers.map((driver) => driver.kill()));
    throw error;
  } finally {
    waiting.clear();
    clearInterval(ask);
  }
}
