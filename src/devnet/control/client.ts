import { connect, type Socket } from 'node:net';
import { DevnetError } from '../errors.ts';
import { eachLine } from './lines.ts';
import type { ControlMethod, ControlMethods, ControlReply } from './protocol.ts';

export interface CallOptions {
  onProgress?: (blocks: number, height: number) => void;
  onPart?: (text: string) => void;
  /** Ends the call; the daemon stops what it was doing for it. */
  signal?: AbortSignal;
  /** No end where absent. */
  timeoutMs?: number;
}

/**
 * Asks a devnet something over its control socket.
 * @throws DevnetError `none` where nobody listens, or what the daemon answered.
 */
export function callDevnet<M extends ControlMethod>(
  control: string,
  method: M,
  params: ControlMethods[M]['params'],
  options: CallOptions = {},
): Promise<ControlMethods[M]['result']> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(control);
    const finish = (act: () => void) => {
      socket.destroy();
      options.signal?.removeEventListener('abort', abort);
      act();
    };
    const fail = (error: DevnetError) => finish(() => reject(error));
    const abort = () => fail(new DevnetError('interrupted', 'Interrupted.'));
    options.signal?.addEventListener('abort', abort, { once: true });
    if (options.timeoutMs !== undefined) {
      const seconds = options.timeoutMs / 1000;
      socket.setTimeout(options.timeoutMs, () =>
        fail(new DevnetError('timed-out', `The devnet gave no answer within ${seconds} s; it may be busy or stopped.`)),
      );
    }
    socket.on('connect', () => socket.write(`${JSON.stringify({ method, params })}\n`));
    socket.on('error', (cause) =>
      fail(new DevnetError('none', `The devnet does not answer (${cause.message}).`, { cause })),
    );
    socket.on('close', () => fail(new DevnetError('none', 'The devnet ended before it answered.')));
    eachLine(socket, (line) => {
      const reply = JSON.parse(line) as ControlReply;
      if ('progress' in reply) options.onProgress?.(reply.progress.blocks, reply.progress.height);
      else if ('part' in reply) options.onPart?.(reply.part);
      else if ('error' in reply) {
        const { kind, message, hint } = reply.error;
        fail(new DevnetError(kind, message, { hint }));
      } else finish(() => resolve(reply.result as ControlMethods[M]['result']));
    });
  });
}

/** Whether somebody listens on a control socket: a devnet that runs, or one that is still starting. */
export function listens(control: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(control);
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
