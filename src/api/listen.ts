import type { AddressInfo, Server } from 'node:net';

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Resolves when no connection is left. */
  close(): Promise<void>;
}

/** Lets a server listen. @param hangUp ends every connection */
export async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
  hangUp: () => void,
): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        hangUp();
      }),
  };
}
