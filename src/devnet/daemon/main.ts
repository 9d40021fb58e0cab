import { existsSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { DevnetError } from '../errors.ts';
import { removeUnborn } from '../first-start.ts';
import { planFile } from '../paths.ts';
import type { DaemonMessage, StartMessage } from './messages.ts';
import { type Devnet, runDevnet } from './run.ts';

/**
 * The background process of a devnet. Its starter hands the options over by IPC, is told when the devnet answers (or why
 * it does not), and goes away; from then on the control socket is the way to talk to it.
 */
process.once('message', async (message: StartMessage) => {
  let devnet: Devnet | null = null;
  let ending = false;
  const fresh = !existsSync(planFile(message.home));
  // Nobody is there who would clear away a chain that never came up.
  const clear = () => {
    if (fresh && !process.connected) removeUnborn(message.home);
  };
  const starting = new AbortController();
  const end = async (reason: string) => {
    if (ending) return;
    ending = true;
    starting.abort();
    // One that is still starting ends itself first.
    if (!devnet) return;
    await devnet.stop(reason);
    process.exit(0);
  };
  // A starter that goes away before the devnet is ready, or before its errand is done, leaves nothing behind.
  const abandoned = () => end('starter gone');
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  process.on('SIGHUP', () => undefined);
  process.once('disconnect', abandoned);
  try {
    devnet = await runDevnet(message, {
      end: (reason) => end(reason),
      step: (step) => tell({ type: 'step', step }),
      signal: starting.signal,
    });
    if (ending) {
      await devnet.stop('ended while starting');
      clear();
      process.exit(0);
    }
    if (!message.passing) process.off('disconnect', abandoned);
    tell({ type: 'ready', state: devnet.state, notes: devnet.notes });
    flushCompileCache?.();
  } catch (error) {
    const known = error instanceof DevnetError;
    if (!known) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    tell({
      type: 'failed',
      kind: known ? error.kind : 'start-failed',
      message: known
        ? error.message
        : `The devnet did not start: ${error instanceof Error ? error.message : String(error)}`,
      ...(known && error.hint !== undefined ? { hint: error.hint } : {}),
    });
    process.exitCode = 1;
    clear();
    if (process.connected) process.disconnect?.();
    if (ending) process.exit(1);
  }
});

function tell(message: DaemonMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}
