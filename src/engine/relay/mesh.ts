import { Link } from './link.ts';
import { FAIR, together, type Weather } from './weather.ts';

export interface MeshOptions {
  /** Where each peer listens, in order. */
  readonly peers: readonly { readonly host: string; readonly port: number }[];
  /** Address that peers dial, and the port of the way from one to another; 0 takes any free one. */
  readonly listen: { readonly host: string; port(from: number, to: number): number };
  readonly random?: () => number;
}

/** Beyond so many peers each dials only its next neighbours around the ring; the rest is gossip. */
const NEIGHBOURS = 8;

/** Whom each of `count` peers dials. */
export function dialled(count: number, from: number): number[] {
  const reach = Math.min(count - 1, NEIGHBOURS);
  return Array.from({ length: reach }, (_, i) => (from + i + 1) % count);
}

/** The links between all peers of a network, and what is wrong with them, peer by peer. */
export class Mesh {
  readonly #links: readonly { from: number; to: number; link: Link }[];
  readonly #weather: Weather[];
  readonly #cut: Set<number> = new Set();

  private constructor(count: number, links: readonly { from: number; to: number; link: Link }[]) {
    this.#links = links;
    this.#weather = Array.from({ length: count }, () => FAIR);
  }

  static async open({ peers, listen, random }: MeshOptions): Promise<Mesh> {
    const opening = peers.flatMap((_, from) =>
      dialled(peers.length, from).map(async (to) => {
        const target = peers[to] as (typeof peers)[number];
        const at = { host: listen.host, port: listen.port(from, to) };
        return { from, to, link: await Link.listen({ listen: at, target, ...(random && { random }) }) };
      }),
    );
    const opened = await Promise.allSettled(opening);
    const links = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failed = opened.find((result) => result.status === 'rejected');
    if (failed) {
      await Promise.all(links.map(({ link }) => link.close()));
      throw failed.reason;
    }
    return new Mesh(peers.length, links);
  }

  /** The ports that a peer dials to reach the others. */
  doors(from: number): { to: number; port: number }[] {
    return this.#links.filter((way) => way.from === from).map(({ to, link }) => ({ to, port: link.port }));
  }

  /** Delays and losses on every way to and from a peer. */
  setWeather(peer: number, weather: Weather): void {
    this.#weather[peer] = weather;
    for (const { from, to, link } of this.#touching(peer)) {
      link.weather = together([this.#weather[from] ?? FAIR, this.#weather[to] ?? FAIR]);
    }
  }

  disconnect(peer: number): void {
    this.#cut.add(peer);
    for (const { link } of this.#touching(peer)) link.sever();
  }

  reconnect(peer: number): void {
    this.#cut.delete(peer);
    for (const { from, to, link } of this.#touching(peer)) {
      if (!this.#cut.has(from) && !this.#cut.has(to)) link.mend();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.map(({ link }) => link.close()));
  }

  #touching(peer: number) {
    return this.#links.filter(({ from, to }) => from === peer || to === peer);
  }
}
