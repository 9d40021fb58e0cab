import type { AlloraClient } from '../../client/client.ts';

/** How many of each are registered in a topic. */
export interface ActorCounts {
  readonly workers: number;
  readonly reputers: number;
}

interface Chunk {
  readonly total: string;
  /** A part of the genesis document, base64. */
  readonly data: string;
}

type Registered = readonly { readonly topic_id: string }[];

interface Document {
  readonly app_state?: {
    readonly emissions?: { readonly topic_workers?: Registered; readonly topic_reputers?: Registered };
  };
}

/** Who was registered in the genesis of a chain: one that goes on from another's export begins with them. */
export class GenesisActors {
  readonly #client: AlloraClient;
  #counts: Promise<ReadonlyMap<string, ActorCounts>> | undefined;

  constructor(client: AlloraClient) {
    this.#client = client;
  }

  /** @throws ClientError */
  async of(topicId: bigint): Promise<ActorCounts> {
    this.#counts ??= this.#read().catch((error: unknown) => {
      this.#counts = undefined;
      throw error;
    });
    return (await this.#counts).get(topicId.toString()) ?? { workers: 0, reputers: 0 };
  }

  async #read(): Promise<ReadonlyMap<string, ActorCounts>> {
    const parts: Buffer[] = [];
    for (let chunk = 0, total = 1; chunk < total; chunk++) {
      const found = await this.#client.rpc.call<Chunk>('genesis_chunked', { chunk: `${chunk}` });
      total = Number(found.total);
      parts.push(Buffer.from(found.data, 'base64'));
    }
    const { app_state: state } = JSON.parse(Buffer.concat(parts).toString('utf8')) as Document;
    const counts = new Map<string, { workers: number; reputers: number }>();
    const add = (role: keyof ActorCounts, registered: Registered = []) => {
      for (const { topic_id: id } of registered) {
        const count = counts.get(id) ?? { workers: 0, reputers: 0 };
        count[role] += 1;
        counts.set(id, count);
      }
    };
    add('workers', state?.emissions?.topic_workers);
    add('reputers', state?.emissions?.topic_reputers);
    return counts;
  }
}
