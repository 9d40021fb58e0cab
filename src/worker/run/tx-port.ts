import { broadcast } from '../../client/broadcast.ts';
import type { AlloraClient } from '../../client/client.ts';
import { ClientError } from '../../client/errors.ts';
import { type SendOptions, send } from '../../client/send.ts';
import type { Signer } from '../../client/signer.ts';
import { TxFinder } from './find-tx.ts';
import type { TxPort } from './submitter.ts';

/** A sequence that is lower than the one that the chain wants next: it is used up. */
const SEQUENCE = /account sequence mismatch, expected (\d+), got (\d+)/;

/** @param client the client as it is now: a devnet that is started again may have moved */
export function txPort(
  client: () => AlloraClient,
  signer: Signer,
  options: Pick<SendOptions, 'leastGasPrice' | 'feePercent'>,
): TxPort {
  const finder = new TxFinder(client);
  return {
    height: () => client().height(),
    async send(message) {
      const height = await client().height();
      const { hash, bytes } = await send(client(), signer, [message], { ...options, noWait: true });
      finder.sent(hash, height);
      return { hash, bytes };
    },
    find: (hash) => finder.find(hash),
    async again({ bytes }) {
      try {
        await broadcast(client(), [bytes]);
        return true;
      } catch (error) {
        if (!(error instanceof ClientError && error.kind === 'rejected')) throw error;
        const [, expected, got] = SEQUENCE.exec(error.message) ?? [];
        return expected === undefined || got === undefined || BigInt(expected) <= BigInt(got);
      }
    },
  };
}
