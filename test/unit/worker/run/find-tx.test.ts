import { expect, test } from 'vitest';
import type { AlloraClient } from '../../../../src/client/client.ts';
import { ClientError } from '../../../../src/client/errors.ts';
import { txHash } from '../../../../src/wire/index.ts';
import { TxFinder } from '../../../../src/worker/run/find-tx.ts';

const tx = (text: string) => Buffer.from(text);
const hash = (text: string) => txHash(tx(text));

/** A node without an index: blocks by height, each a list of transactions; those of `failing` failed. */
function node(blocks: Record<number, string[]>, failing: readonly string[] = []) {
  const asked: number[] = [];
  const state = { height: 12n };
  const client = {
    async tx() {
      throw new ClientError('rpc', 'tx_search: transaction indexing is disabled');
    },
    height: async () => state.height,
    rpc: {
      async call(_method: string, { height }: { height: string }) {
        asked.push(Number(height));
        const txs = (blocks[Number(height)] ?? []).map((text) => tx(text).toString('base64'));
        return { block: { data: { txs: txs.length === 0 ? null : txs } } };
      },
    },
    blockResults: async (height: bigint) => ({
      txs_results: (blocks[Number(height)] ?? []).map((text) => ({
        ...{ code: failing.includes(text) ? 5 : 0, codespace: 'sdk', log: 'no funds' },
      })),
    }),
  };
  return { finder: new TxFinder(() => client as unknown as AlloraClient), asked, state };
}

test('reads every block since the sending once, where the node has no index', async () => {
  const { finder, asked, state } = node({ 11: ['other'], 14: ['another', 'mine'] });
  finder.sent(hash('mine'), 10n);
  expect(await finder.find(hash('mine'))).toBeUndefined();
  state.height = 15n;
  expect(await finder.find(hash('mine'))).toBe(14n);
  expect(asked).toEqual([11, 12, 13, 14]);
});

test('tells of one that failed in its block', async () => {
  const { finder } = node({ 12: ['mine'] }, ['mine']);
  finder.sent(hash('mine'), 10n);
  await expect(finder.find(hash('mine'))).rejects.toMatchObject({ kind: 'rejected', code: 5 });
});
