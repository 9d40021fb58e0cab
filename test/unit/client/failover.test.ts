import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { broadcast, resend, waitForTx } from '../../../src/client/broadcast.ts';
import { AlloraClient } from '../../../src/client/client.ts';
import { RpcClient } from '../../../src/client/rpc.ts';

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

interface Call {
  id: number;
  method: string;
  params: Record<string, string>;
}
type Answer = (call: Call) => { result: unknown } | { error: { code: number; message: string; data?: string } };

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({ close: () => server.closeAllConnections() }, server);
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** A node that answers as CometBFT does: a batch of one as a single call, and not more than ten calls at once. */
async function node(answer: Answer): Promise<{ url: string; calls: Call[] }> {
  const calls: Call[] = [];
  const url = await serve(async (request, response) => {
    let body = '';
    for await (const piece of request) body += String(piece);
    const asked = [JSON.parse(body)].flat() as Call[];
    calls.push(...asked);
    const answers = asked.map((call) => ({ jsonrpc: '2.0', id: call.id, ...answer(call) }));
    response.end(
      JSON.stringify(asked.length > 10 ? { id: -1, error: { code: 1 } } : answers.length === 1 ? answers[0] : answers),
    );
  });
  return { url, calls };
}

const silent = (): Promise<string> => serve(() => undefined);
const GONE = 'http://127.0.0.1:1';

const info = (height: number) => ({ result: { response: { last_block_height: String(height) } } });
const taken = { result: { code: 0, codespace: '', log: '', hash: 'of no use' } };
const known = { error: { code: -32603, message: 'Internal error', data: 'tx already exists in cache' } };
const wrong = { result: { code: 32, codespace: 'sdk', log: 'account sequence mismatch', hash: '' } };

describe('a client that knows several nodes', () => {
  it('goes on with the next one where one is gone or has stopped, and stays there', async () => {
    const good = await node(() => ({ result: 'well' }));
    const rpc = new RpcClient([GONE, await silent(), good.url]);
    expect(await rpc.call('health')).toBe('well');
    expect(rpc.url).toBe(good.url);
  });

  it('tells of the first one where none answers', async () => {
    await expect(new RpcClient([GONE, 'http://127.0.0.1:2']).call('health')).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining(GONE),
    });
  });

  it('asks in requests of ten calls', async () => {
    const { url, calls } = await node(({ params }) => ({ result: params.n }));
    const numbers = Array.from({ length: 21 }, (_, n) => n);
    const asked = numbers.map((n) => ({ method: 'echo', params: { n } }));
    expect(await new RpcClient(url).batch(asked)).toEqual(numbers);
    expect(calls).toHaveLength(21);
  });

  it('never goes back to a node that is behind', async () => {
    const ahead = await node(() => info(20));
    const behind = await node(() => info(10));
    const client = new AlloraClient([ahead.url, behind.url]);
    expect(await client.height()).toBe(20n);
    client.rpc.next();
    expect(await client.height()).toBe(20n);
    expect(client.rpc.url).toBe(ahead.url);
  });
});

describe('a transaction sent to several nodes', () => {
  const tx = Uint8Array.of(1, 2, 3);
  const HASH = '039058C6F2C0CB492C533B0A4D14EF77CC0F78ABCCCED5287D84A1A2011CFB81';

  it('is sent where one node takes it, whatever the others say', async () => {
    const nodes = await Promise.all([node(() => wrong), node(() => taken)]);
    const client = new AlloraClient([GONE, await silent(), ...nodes.map(({ url }) => url)]);
    expect(await broadcast(client, [tx])).toEqual([HASH]);
  });

  it('is sent where it is known already', async () => {
    const { url } = await node(() => known);
    expect(await broadcast(new AlloraClient(url), [tx])).toEqual([HASH]);
  });

  it('is refused where every node that answers refuses it', async () => {
    const { url } = await node(() => wrong);
    await expect(broadcast(new AlloraClient([GONE, url]), [tx])).rejects.toMatchObject({ kind: 'rejected', code: 32 });
  });

  it('is sent again, the same bytes, after three blocks that do not hold it', async () => {
    let height = 5;
    const { url, calls } = await node(({ method }) => (method === 'abci_info' ? info(height) : taken));
    const client = new AlloraClient(url);
    expect(await resend(client, tx, 5n)).toBe(5n);
    height = 8;
    expect(await resend(client, tx, 5n)).toBe(8n);
    expect(calls.filter(({ method }) => method === 'broadcast_tx_sync').map(({ params }) => params.tx)).toEqual([
      'AQID',
    ]);
  });

  it('is found in the end though the node that took it lost it', async () => {
    let height = 1;
    let sent = 0;
    const { url } = await node(({ method }) => {
      if (method === 'abci_info') return info(height++);
      if (method === 'broadcast_tx_sync') {
        sent += 1;
        return taken;
      }
      const held = { hash: HASH, height: '9', index: 0, tx: '', tx_result: { code: 0 } };
      return { result: { txs: sent > 0 ? [held] : [], total_count: sent > 0 ? '1' : '0' } };
    });
    const found = await waitForTx(new AlloraClient(url), HASH, { bytes: tx });
    expect(found.height).toBe(9n);
    expect(sent).toBe(1);
  });
});
