import type { Logger } from 'pino';
import type { Listening } from '../../api/listen.ts';
import { FaucetDesk } from '../../consumer/faucet/desk.ts';
import { Refusal } from '../../consumer/refusal.ts';
import { type Desks, serveConsumer } from '../../consumer/serve.ts';
import { hostPort } from '../../engine/embedded/rpc/server.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Faucet } from '../faucet.ts';
import { movedNote, onFreePort } from '../ports.ts';
import type { StartMessage } from './messages.ts';

/** The consumer API and the faucet of a devnet. */
export interface DevnetConsumer {
  readonly endpoints: { readonly consumer: string; readonly faucet: string };
  /** What the starter should say, such as a port that was taken. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

/** What the consumer API and the faucet stand on. */
export interface ConsumerGround {
  readonly engine: Engine;
  /** RPC addresses of the network's nodes. */
  readonly rpcs: readonly string[];
  readonly faucet: Faucet;
  readonly log: Logger;
}

/** Serves both, on any engine, at one port or at two; nothing for a mere errand. */
export async function startConsumer(
  { options, passing }: StartMessage,
  ground: ConsumerGround,
): Promise<DevnetConsumer | undefined> {
  if (passing) return undefined;
  const { host, consumerPort, faucetPort } = options;
  const onError = (err: unknown) => ground.log.error({ err }, 'a request to the consumer API or the faucet failed');
  const open: Listening[] = [];
  const serve = async (wanted: number, what: string, desks: Desks) => {
    const listening = await onFreePort(host, wanted, (port) => serveConsumer({ host, port, onError, ...desks }));
    open.push(listening);
    return { url: `http://${hostPort(host, listening.port)}`, notes: movedNote(wanted, what, listening.port) };
  };
  const close = async () => {
    await Promise.all(open.map((server) => server.close()));
  };
  const desk = faucetDesk(ground);
  const consumer = facts(options, ground);
  try {
    if (faucetPort === null || (faucetPort === consumerPort && faucetPort !== 0)) {
      const both = await serve(consumerPort, 'the consumer API', { consumer, faucet: desk });
      return { endpoints: { consumer: both.url, faucet: both.url }, notes: both.notes, close };
    }
    const api = await serve(consumerPort, 'the consumer API', { consumer });
    const faucet = await serve(faucetPort, 'the faucet', { faucet: desk });
    return { endpoints: { consumer: api.url, faucet: faucet.url }, notes: [...api.notes, ...faucet.notes], close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the consumer API answers from; made when it is first asked. */
function facts(
  { consumer }: StartMessage['options'],
  { engine, rpcs }: ConsumerGround,
): NonNullable<Desks['consumer']> {
  let made: ReturnType<NonNullable<Desks['consumer']>> | undefined;
  return () => {
    made ??= Promise.all([
      import('../../client/client.ts'),
      import('../../consumer/topics/emitted.ts'),
      import('../../consumer/topics/genesis-actors.ts'),
    ]).then(([{ AlloraClient }, { EmittedRewards }, { GenesisActors }]) => {
      const client = new AlloraClient(rpcs);
      const [emitted, genesis] = [new EmittedRewards(client), new GenesisActors(client)];
      return { client, emitted, genesis, chainId: engine.chainId, settings: consumer };
    });
    return made;
  };
}

function faucetDesk({ engine, faucet }: ConsumerGround): FaucetDesk {
  const begun = { chain: engine.time, own: performance.now() };
  return new FaucetDesk({
    chainId: engine.chainId,
    // The devnet's time may be moved on, and may stand still: whichever has gone further counts.
    now: () => Math.max(Number((engine.time - begun.chain) / 1_000_000n), performance.now() - begun.own),
    send: async (address, amount) => {
      try {
        return await faucet.send(address, amount);
      } catch (error) {
        throw faucetRefusal(error);
      }
    },
  });
}

/** What the chain says against a transaction is the caller's to know; that it does not answer is not the caller's fault. */
function faucetRefusal(error: unknown): Refusal {
  const { cause, message } = error as Error;
  const kind = (cause as { kind?: string } | undefined)?.kind;
  return kind === 'rejected' || kind === 'query'
    ? new Refusal(400, message)
    : new Refusal(503, 'the network did not take the transaction in time', { 'Retry-After': '5' });
}
