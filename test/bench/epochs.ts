import { createApplication } from '../../src/chain/app.ts';
import { validatorKeys } from '../../src/devnet/accounts.ts';
import { type ApplicationFactory, startEmbedded } from '../../src/engine/embedded/index.ts';
import { ed25519, sha256 } from '../../src/wire/index.ts';
import { Story } from '../unit/emissions/story.ts';
import { genesisDoc } from './engine.ts';
import { figure, line, show } from './measure.ts';

const VALIDATORS = validatorKeys(null, 4);

/** Epochs that are played before the clock runs: forecasters count from the third on. */
const WARM = 8;
const MEASURED = 40;
const RUNS = 5;

/** Sizes of a topic, and how many of its epochs a second there are to be. */
const SIZES = [
  { inferers: 10, forecasters: 3, reputers: 3, aim: 20, epochs: MEASURED },
  { inferers: 32, forecasters: 6, reputers: 6, aim: 4, epochs: 12 },
] as const;

interface Result {
  readonly code: number;
  readonly log: string;
}

interface BlockResults {
  readonly txs_results: readonly Result[] | null;
}

type Size = (typeof SIZES)[number];

/** A story with its blocks: every transaction of the measured epochs is signed before the clock runs. */
function play({ inferers, forecasters, reputers, epochs }: Size): { story: Story; warm: number } {
  const story = new Story({ inferers, forecasters, stakes: Array.from({ length: reputers }, () => 50_000n), waits: 1 });
  story.reward(WARM);
  const warm = Number(story.chain.height);
  story.reward(epochs);
  return { story, warm };
}

/** Milliseconds that the application takes for the epochs: payloads, closes, rewards. */
function inApplication({ story, warm }: ReturnType<typeof play>): number {
  const { blocks, appHashes } = story.chain;
  const again = story.newChain();
  for (const txs of blocks.slice(0, warm)) again.block(txs);
  const start = performance.now();
  for (const txs of blocks.slice(warm)) again.block(txs);
  const took = performance.now() - start;
  if (again.appHashes.at(-1) !== appHashes.at(-1)) throw new Error('the same blocks gave another state');
  return took;
}

/** The same on the embedded engine: broadcast over RPC by everybody at once, CheckTx, blocks on demand. */
async function onEngine({ story, warm }: ReturnType<typeof play>): Promise<number> {
  const validators = VALIDATORS.map(({ moniker, seed }) => {
    const key = ed25519.publicKey(seed);
    const value = Buffer.from(key).toString('base64');
    const address = Buffer.from(sha256(key).slice(0, 20)).toString('hex').toUpperCase();
    return { address, pub_key: { type: 'tendermint/PubKeyEd25519', value } as const, power: '10', name: moniker };
  });
  const genesis = { ...(await genesisDoc()), validators, app_state: story.newChain().appState };
  const app: ApplicationFactory = (database) => createApplication({ ...(database && { database }) });
  const engine = await startEmbedded({ app, genesis, validatorKeys: VALIDATORS, blockTime: 'manual' });
  const rpc = async <T>(method: string, params: object): Promise<T> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    return ((await (await fetch(engine.rpcUrl, { method: 'POST', body })).json()) as { result: T }).result;
  };
  const send = async (tx: Uint8Array) => {
    const { code, log } = await rpc<Result>('broadcast_tx_sync', { tx: Buffer.from(tx).toString('base64') });
    if (code !== 0) throw new Error(`refused: ${log}`);
  };
  const make = async (txs: readonly Uint8Array[]) => {
    await Promise.all(txs.map(send));
    await engine.advance({ blocks: 1 });
  };
  try {
    const { blocks } = story.chain;
    // The engine made the first block, an empty one, when it started.
    for (const txs of blocks.slice(1, warm)) await make(txs);
    const start = performance.now();
    for (const txs of blocks.slice(warm)) await make(txs);
    const took = performance.now() - start;
    for (let height = 1; height <= blocks.length; height++) {
      const { txs_results: results } = await rpc<BlockResults>('block_results', { height: `${height}` });
      const failed = results?.find(({ code }) => code !== 0);
      if (failed) throw new Error(`height ${height}: ${failed.log}`);
    }
    return took;
  } finally {
    await engine.stop();
  }
}

/** Whole epochs of one topic with epoch length 12, rewards included, their transactions signed before. */
export async function benchEpochs(): Promise<void> {
  for (const size of SIZES) {
    const { inferers, forecasters, reputers, epochs, aim } = size;
    const played = play(size);
    const of = `epochs of ${inferers} inferers, ${forecasters} forecasters, ${reputers} reputers`;
    const tell = (where: string, samples: readonly number[]) => {
      const perSecond = samples.map((milliseconds) => (epochs * 1000) / milliseconds);
      line(`${of}, ${where}, a second`, show(figure(perSecond), 1), `aim ${aim}`);
    };
    tell(
      'application',
      Array.from({ length: RUNS }, () => inApplication(played)),
    );
    const onRpc: number[] = [];
    for (let run = 0; run < RUNS; run++) onRpc.push(await onEngine(played));
    tell('engine', onRpc);
  }
}
