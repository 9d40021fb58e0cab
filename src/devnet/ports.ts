import { createServer } from 'node:net';

/** True where nobody listens on that port of that address. */
function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** How many ports after the wanted one are tried before any free one is taken. */
const NEIGHBOURS = 20;

/** Somebody else may take a port between finding it free and listening on it. */
const ATTEMPTS = 5;

/** Lets something listen on the wanted port or a free one near it. */
export async function onFreePort<T>(host: string, wanted: number, start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await freePort(host, wanted));
    } catch (error) {
      const { code } = error as { code?: unknown };
      if ((code !== 'EADDRINUSE' && code !== 'address-in-use') || attempt === ATTEMPTS) throw error;
    }
  }
}

/** What the starter of a devnet is told where a port was taken. */
export const movedNote = (wanted: number, what: string, port: number): string[] =>
  wanted === 0 || wanted === port ? [] : [`Port ${wanted} is in use; ${what} listens on ${port} instead.`];

/** The wanted port, or the next free one after it, or 0 (any) where all neighbours are taken. */
export async function freePort(host: string, wanted: number): Promise<number> {
  if (wanted === 0) return 0;
  for (let port = wanted; port <= Math.min(wanted + NEIGHBOURS, 65_535); port++) {
    if (await isFree(host, port)) return port;
  }
  return 0;
}
