import type { ValidatorDriver } from '../network/driver.ts';

/** How long who started a validator again is kept waiting for it. */
const PATIENCE_MS = 5_000;

/**
 * Waits until a validator that was started is ready, or for the signal, and not for long: what it needs may be with the
 * others. Returns what it lacks then, if anything.
 * @throws EngineError `start-failed`
 */
export async function lackOf(driver: ValidatorDriver, signal: AbortSignal): Promise<string | undefined> {
  const enough = Promise.withResolvers<false>();
  const giveUp = () => enough.resolve(false);
  const timer = setTimeout(giveUp, PATIENCE_MS);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  const ready = driver.ready().then(() => true);
  // Whether it gets ready after that is its own affair.
  ready.catch(() => undefined);
  try {
    const back = await Promise.race([ready, enough.promise]);
    if (signal.aborted) return 'something else was asked of it meanwhile';
    return back ? undefined : (await driver.standing()).lacks || undefined;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}
