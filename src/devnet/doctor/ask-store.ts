import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DevnetError } from '../errors.ts';
import type { StoreAnswer, StoreFindings, StoreTask } from './findings.ts';

export interface AskOptions {
  signal?: AbortSignal;
  onProgress?: (what: string) => void;
}

/** Where this runs from: the build, or the sources. */
const SCRIPT = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './store-process.ts' : './store-process.js', import.meta.url),
);

/**
 * Has another process read a store, and survives what that does to it.
 * @throws DevnetError: `damaged` where reading it ended that process.
 */
export function askStore(task: StoreTask, options: AskOptions = {}): Promise<StoreFindings | null> {
  return new Promise((resolve, reject) => {
    const child = fork(SCRIPT, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    let reading = 'it';
    let answer: Exclude<StoreAnswer, { progress: string }> | undefined;
    const interrupt = (): void => {
      child.kill('SIGKILL');
    };
    options.signal?.addEventListener('abort', interrupt, { once: true });
    child.on('message', (message: StoreAnswer) => {
      if ('progress' in message) {
        reading = message.progress;
        options.onProgress?.(message.progress);
      } else answer = message;
    });
    child.on('error', (cause) => reject(new DevnetError('unexpected', cause.message, { cause })));
    child.on('exit', (code, ended) => {
      options.signal?.removeEventListener('abort', interrupt);
      if (options.signal?.aborted) reject(new DevnetError('interrupted', 'Interrupted.'));
      else if (!answer) {
        const how = ended ?? `exit code ${code}`;
        reject(new DevnetError('damaged', `The store cannot be read: reading ${reading} ended the process (${how}).`));
      } else if ('error' in answer) reject(new DevnetError(answer.error.kind, answer.error.message));
      else resolve('findings' in answer ? answer.findings : null);
    });
    child.send(task);
  });
}
