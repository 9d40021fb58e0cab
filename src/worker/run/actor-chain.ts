import type { ActorRole } from '../../client/actor-status.ts';
import type { AlloraClient } from '../../client/client.ts';
import { watchBlocks } from '../../client/watch.ts';
import type { Topic } from '../../wire/gen/emissions/v10/types_pb.ts';
import { actorBlock } from './block.ts';
import type { ActorChain } from './runner.ts';
import { openWindows } from './window.ts';

/** A network that may move: a devnet that is started again may listen elsewhere. */
export interface Place {
  client: AlloraClient;
  /** Where it is now; undefined where it is where it was, or is not there. */
  readonly find?: (() => Promise<AlloraClient | undefined>) | undefined;
}

/** How many nonces the answers of inferers are remembered of. */
const NONCES = 8;
/** Nodes of one network are a few blocks apart at most. */
const APART = 3n;

/** A topic of a network as one actor of it sees it. */
export class ActorNetwork implements ActorChain {
  readonly #place: Place;
  readonly #topic: Topic;
  readonly #role: ActorRole;
  readonly #actor: string;
  readonly #answered = new Map<bigint, Set<string>>();

  constructor(place: Place, topic: Topic, role: ActorRole, actor: string) {
    this.#place = place;
    this.#topic = topic;
    this.#role = role;
    this.#actor = actor;
  }

  get slack(): bigint {
    return this.#place.client.rpc.nodes > 1 ? APART : 0n;
  }

  height = () => this.#place.client.height();

  /** A node that has come to serve another chain has no windows for this actor. @throws ClientError `wrong-chain` */
  async windows() {
    await this.#place.client.signingChain();
    return openWindows(this.#place.client, this.#topic, this.#role);
  }

  async *blocks(start: bigint, signal: AbortSignal, onLink: (link: 'websocket' | 'polling') => void) {
    for await (const block of watchBlocks(this.#place.client, { start, signal, onLink })) {
      const read = actorBlock(block, this.#topic, this.#role, this.#actor);
      for (const { nonce, inferer } of read.answered) this.#remember(nonce, inferer);
      yield read;
    }
  }

  async relocate(): Promise<boolean> {
    const found = await this.#place.find?.();
    if (found) this.#place.client = found;
    return found !== undefined;
  }

  /** Inferers whose answers to a nonce were seen in blocks. */
  answered(nonce: bigint): ReadonlySet<string> {
    return this.#answered.get(nonce) ?? new Set();
  }

  #remember(nonce: bigint, inferer: string): void {
    const known = this.#answered.get(nonce) ?? new Set();
    this.#answered.set(nonce, known.add(inferer));
    if (this.#answered.size > NONCES)
      this.#answered.delete([...this.#answered.keys()].sort((a, b) => Number(a - b))[0] as bigint);
  }
}
