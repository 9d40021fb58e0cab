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

/** The wanted port, or the next free one after it, or 0 (any) where all neighbours are taken. */
export async function freePort(host: string, wanted: number): Promise<number> {
  if (wanted === 0) return 0;
  for (let port = wanted; port <= Math.min(wanted + NEIGHBOURS, 65_535); port++) {
    if (await isFree(host, port)) return port;
  }
  return 0;
}
