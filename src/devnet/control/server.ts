import { chmodSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { DevnetError } from '../errors.ts';
import { devnetError } from '../faults.ts';
import { makePrivateDirectory } from '../state-file.ts';
import { eachLine } from './lines.ts';
import {
  type ControlMethod,
  type ControlMethods,
  type ControlReply,
  type ControlRequest,
  PART_LENGTH,
} from './protocol.ts';

export interface CallSurroundings {
  progress: (blocks: number, height: number) => void;
  /** Sends a long text, piece by piece. */
  send: (text: string) => void;
  /** Aborted when the caller went away. */
  signal: AbortSignal;
}

export type ControlHandlers = {
  [M in ControlMethod]: (
    params: ControlMethods[M]['params'],
    surroundings: CallSurroundings,
  ) => Promise<ControlMethods[M]['result']>;
};

export interface ControlServer {
  close(): Promise<void>;
}

/**
 * Listens on a devnet's control socket, mode 0600. A socket file that nobody listens on is taken over.
 * @throws DevnetError `runs` where another daemon listens there.
 */
export async function serveControl(path: string, handlers: ControlHandlers): Promise<ControlServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    attend(socket, handlers);
  });
  if (process.platform !== 'win32') ownDirectory(dirname(path));
  try {
    await listen(server, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    if (await answers(path)) throw new DevnetError('runs', 'A devnet of that name runs already.');
    rmSync(path, { force: true });
    await listen(server, path);
  }
  if (process.platform !== 'win32') chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroySoon();
      }),
  };
}

/** Makes the directory of the socket; one that others made or may write to is refused. */
function ownDirectory(path: string): void {
  makePrivateDirectory(path);
  const { uid, mode } = statSync(path);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) {
    throw new DevnetError('bad-home', `${path} belongs to, or may be written by, somebody else.`);
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

function attend(socket: Socket, handlers: ControlHandlers): void {
  const gone = new AbortController();
  const reply = (message: ControlReply) => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
  };
  socket.on('error', () => socket.destroy());
  socket.on('close', () => gone.abort());
  eachLine(socket, async (line) => {
    try {
      const { method, params } = read(line, handlers);
      const handler = handlers[method] as (params: unknown, surroundings: CallSurroundings) => Promise<unknown>;
      const result = await handler(params, {
        progress: (blocks, height) => reply({ progress: { blocks, height } }),
        send: (text) => {
          for (let at = 0; at < text.length; at += PART_LENGTH) reply({ part: text.slice(at, at + PART_LENGTH) });
        },
        signal: gone.signal,
      });
      reply({ result });
    } catch (thrown) {
      const error = devnetError(thrown);
      const known = error instanceof DevnetError ? error : undefined;
      const message = error instanceof Error ? error.message : String(error);
      reply({ error: { kind: known?.kind ?? 'unexpected', message, hint: known?.hint } });
    }
  });
}

function read(line: string, methods: object): ControlRequest {
  let request: Partial<ControlRequest> | null;
  try {
    request = JSON.parse(line) as Partial<ControlRequest> | null;
  } catch {
    throw new DevnetError('bad-request', 'That is not JSON.');
  }
  if (typeof request?.method !== 'string' || !Object.hasOwn(methods, request.method)) {
    throw new DevnetError('bad-request', `There is no method "${String(request?.method)}".`);
  }
  return { method: request.method, params: request.params ?? {} };
}
