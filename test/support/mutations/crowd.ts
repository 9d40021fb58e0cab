import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { pathOf } from '../../../src/api/catalogue.ts';
import { frame } from '../../../src/api/grpc/frames.ts';
import { Query as Bank } from '../../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { several } from './random.ts';

/** Connections that are held open until the end of a test. */
export class Held {
  readonly #all: { destroy(): void }[] = [];

  /** A connection that says something and then no more, and does not read. */
  async socket(port: number, bytes: Uint8Array | string = ''): Promise<Socket> {
    const socket = connect({ port, host: '127.0.0.1' });
    this.#all.push(socket);
    socket.on('error', () => socket.destroy());
    socket.pause();
    await new Promise((resolve) => socket.on('connect', resolve).on('close', resolve));
    if (!socket.destroyed && bytes.length > 0) socket.write(bytes);
    return socket;
  }

  /** So many of them. */
  async sockets(count: number, port: number, bytes: Uint8Array | string = ''): Promise<Socket[]> {
    const sockets: Socket[] = [];
    while (sockets.length < count) {
      const some = Math.min(50, count - sockets.length);
      sockets.push(...(await Promise.all(several(some, () => this.socket(port, bytes)))));
    }
    return sockets;
  }

  /** A session of HTTP/2 over which so many answers are asked for and not read. */
  http2(port: number, streams: number): ClientHttp2Session {
    const session = connectHttp2(`http://127.0.0.1:${port}`, { settings: { initialWindowSize: 0 } });
    this.#all.push(session);
    session.on('error', () => session.destroy());
    const headers = { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' };
    for (let i = 0; i < streams; i += 1) {
      const stream = session.request({ ...headers, ':path': pathOf(Bank.method.params) });
      stream.on('error', () => undefined);
      stream.end(frame(new Uint8Array()));
    }
    return session;
  }

  close(): void {
    for (const one of this.#all.splice(0)) one.destroy();
  }
}
