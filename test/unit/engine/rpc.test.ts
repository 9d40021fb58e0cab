import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hex } from '../../../src/engine/embedded/types/hash.ts';
import { eventually, type Json, type Network, rpc, startNetwork, stopNetworks, txBase64 } from './network.ts';

let network: Network;

/** Blocks: 1 empty, 2 with three transactions (the last fails), 3 empty, 4 with one. */
beforeEach(async () => {
  network = await startNetwork();
  for (const tx of ['add 5', 'add 20', 'fail 1']) await call('broadcast_tx_sync', { tx: txBase64(tx) });
  await network.engine.advance({ blocks: 2 });
  await call('broadcast_tx_sync', { tx: txBase64('add 100') });
  await network.engine.advance({ blocks: 1 });
});
afterEach(stopNetworks);

const call = async (method: string, params: unknown = {}): Promise<Json> => {
  const answer = await rpc(network.engine, method, params);
  expect(answer.error).toBeUndefined();
  return answer.result;
};
const errorOf = async (method: string, params: unknown = {}) => (await rpc(network.engine, method, params)).error;
const get = async (path: string): Promise<Json> => (await fetch(`${network.engine.rpcUrl}${path}`)).json();
const post = (body: string | Buffer): Promise<Response> => fetch(network.engine.rpcUrl, { method: 'POST', body });
const hashOf = (tx: string): string => hex(createHash('sha256').update(tx).digest());

describe('what a node says', () => {
  test('status', async () => {
    expect(await call('status')).toMatchObject({
      node_info: {
        network: 'localnet',
        version: expect.stringMatching(/^0\.38\./),
        id: expect.stringMatching(/^[0-9a-f]{40}$/),
        protocol_version: { p2p: '8', block: '11', app: '7' },
        other: { tx_index: 'on', rpc_address: network.engine.rpcUrl.replace('http', 'tcp') },
      },
      sync_info: { latest_block_height: '4', earliest_block_height: '1', catching_up: false },
      validator_info: { pub_key: { type: 'tendermint/PubKeyEd25519' }, voting_power: '10' },
    });
  });

  test('health, net_info, genesis, abci_info, consensus_state', async () => {
    expect(await call('health')).toEqual({});
    expect((await call('validators')).block_height).toBe('5');
    expect((await call('consensus_params')).block_height).toBe('5');
    expect(await call('net_info')).toMatchObject({ listening: true, n_peers: '0', peers: [] });
    const { genesis } = await call('genesis');
    expect(genesis).toMatchObject({ chain_id: 'localnet', app_state: { counter: {} } });
    const { chunk, total, data } = await call('genesis_chunked', { chunk: '0' });
    expect([chunk, total]).toEqual(['0', '1']);
    expect(JSON.parse(Buffer.from(data, 'base64').toString())).toEqual(genesis);
    expect((await errorOf('genesis_chunked', { chunk: 1 }))?.data).toContain('1 is invalid');
    expect((await call('abci_info')).response).toMatchObject({
      data: 'counter',
      app_version: '7',
      last_block_height: '4',
    });
    expect((await call('consensus_state')).round_state['height/round/step']).toBe('5/0/1');
    expect((await call('dump_consensus_state')).peers).toEqual([]);
  });

  test('blocks by height and hash, headers, metas', async () => {
    const block = await call('block', { height: '2' });
    expect(block.block.data.txs.map((tx: string) => Buffer.from(tx, 'base64').toString())).toEqual([
      'add 5',
      'add 20',
      'fail 1',
    ]);
    expect(block.block.evidence).toEqual({ evidence: [] });
    const hash = Buffer.from(block.block_id.hash, 'hex').toString('base64');
    expect(await call('block_by_hash', { hash })).toEqual(block);
    expect(await call('header_by_hash', { hash })).toEqual({ header: block.block.header });
    expect(await call('header', { height: '2' })).toEqual({ header: block.block.header });
    expect((await call('block')).block.header.height).toBe('4');
    expect((await call('block_by_hash', { hash: 'AAAA' })).block).toBeNull();
    const { last_height, block_metas } = await call('blockchain', { minHeight: '2', maxHeight: '3' });
    expect(last_height).toBe('4');
    expect(block_metas.map((meta: Json) => [meta.header.height, meta.num_txs])).toEqual([
      ['3', '0'],
      ['2', '3'],
    ]);
    expect(block_metas[1].block_id).toEqual(block.block_id);
    expect((await call('blockchain')).block_metas).toHaveLength(4);
    expect((await errorOf('blockchain', { minHeight: '4', maxHeight: '2' }))?.data).toContain("can't be greater than");
  });

  test('results', async () => {
    const results = await call('block_results', { height: '2' });
    expect(results.txs_results[2]).toEqual({
      code: 9,
      data: Buffer.from('fail').toString('base64'),
      log: 'failed as asked',
      info: '',
      gas_wanted: '10',
      gas_used: '4',
      events: expect.any(Array),
      codespace: 'counter',
    });
    expect(results.finalize_block_events).toEqual([
      {
        type: 'tick',
        attributes: [
          { key: 'height', value: '"2"', index: true },
          { key: 'parity', value: 'even', index: true },
        ],
      },
    ]);
    expect((await call('block_results', { height: '3' })).txs_results).toBeNull();
  });

  test('queries', async () => {
    expect((await call('abci_query', { path: '/total', data: '0a0b', prove: false })).response).toEqual({
      code: 0,
      log: '',
      info: '',
      index: '0',
      key: 'Cgs=',
      value: txBase64('125'),
      proofOps: null,
      height: '4',
      codespace: '',
    });
    expect((await call('abci_query', { path: '/nowhere', data: '' })).response).toMatchObject({ code: 6, value: null });
  });
});

describe('transactions', () => {
  test('by hash, with a proof', async () => {
    const hash = Buffer.from(hashOf('add 20'), 'hex').toString('base64');
    const found = await call('tx', { hash, prove: true });
    expect(found).toMatchObject({ hash: hashOf('add 20'), height: '2', index: 1, tx: txBase64('add 20') });
    expect(found.proof).toMatchObject({ data: found.tx, proof: { total: '3', index: '1' } });
    expect(found.proof.root_hash).toBe((await call('block', { height: '2' })).block.header.data_hash);
    expect(await errorOf('tx', { hash: 'AAAA' })).toEqual({
      code: -32603,
      message: 'Internal error',
      data: 'tx (000000) not found',
    });
  });

  const search = async (query: string, more = {}): Promise<string[]> => {
    const { txs, total_count } = await call('tx_search', { query, ...more });
    expect(Number(total_count)).toBeGreaterThanOrEqual(txs.length);
    return txs.map((tx: Json) => Buffer.from(tx.tx, 'base64').toString());
  };

  test('by query', async () => {
    expect(await search(`tx.hash='${hashOf('add 5')}'`)).toEqual(['add 5']);
    expect(await search('tx.height=2')).toEqual(['add 5', 'add 20', 'fail 1']);
    expect(await search('tx.height>2')).toEqual(['add 100']);
    expect(await search(`message.action='add'`)).toEqual(['add 5', 'add 20', 'add 100']);
    expect(await search(`message.action='add' AND tx.height < 3`)).toEqual(['add 5', 'add 20']);
    expect(await search('added.amount >= 20')).toEqual(['add 20', 'add 100']);
    expect(await search(`added.amount CONTAINS '0u'`, { order_by: 'desc' })).toEqual(['add 100', 'add 20']);
    expect(await search(`tx.hash='${'0'.repeat(64)}'`)).toEqual([]);
  });

  test('page by page', async () => {
    expect(await search('tx.height >= 0', { per_page: '3', page: '2' })).toEqual(['add 100']);
    expect((await call('tx_search', { query: 'tx.height >= 0', per_page: '1' })).total_count).toBe('4');
    expect((await errorOf('tx_search', { query: 'tx.height >= 0', page: '2' }))?.data).toBe(
      'page should be within [1, 1] range, given 2',
    );
    expect((await errorOf('tx_search', { query: 'tx.height >= 0', order_by: 'up' }))?.code).toBe(-32602);
    expect((await errorOf('tx_search', {}))?.data).toContain('query');
    expect((await errorOf('tx_search', { query: 'tx.height >' }))?.data).toContain('failed to parse query');
    expect((await errorOf('tx_search', { query: `a='${'x'.repeat(600)}'` }))?.data).toBe(
      'maximum query length exceeded',
    );
  });

  test('blocks by query', async () => {
    const heights = async (query: string, more = {}): Promise<string[]> =>
      (await call('block_search', { query, ...more })).blocks.map((found: Json) => found.block.header.height);
    expect(await heights(`tick.parity='even'`)).toEqual(['4', '2']);
    expect(await heights(`tick.parity='even' AND block.height < 4`)).toEqual(['2']);
    expect(await heights('block.height >= 2 AND block.height <= 3', { order_by: 'asc' })).toEqual(['2', '3']);
  });

  test('into the mempool and out of it', async () => {
    const sent = await call('broadcast_tx_sync', { tx: txBase64('add 7') });
    expect(sent).toEqual({ code: 0, data: '', log: '', codespace: '', hash: hashOf('add 7') });
    expect(await errorOf('broadcast_tx_sync', { tx: txBase64('add 7') })).toEqual({
      code: -32603,
      message: 'Internal error',
      data: 'tx already exists in cache',
    });
    expect(await call('broadcast_tx_sync', { tx: txBase64('bad 1') })).toMatchObject({
      code: 5,
      log: 'bad transaction',
      codespace: 'counter',
    });
    expect(await call('broadcast_tx_async', { tx: txBase64('add 8') })).toMatchObject({
      code: 0,
      hash: hashOf('add 8'),
    });
    expect(await call('unconfirmed_txs', { limit: '1' })).toEqual({
      n_txs: '1',
      total: '2',
      total_bytes: '10',
      txs: [txBase64('add 7')],
    });
    expect(await call('num_unconfirmed_txs')).toMatchObject({ n_txs: '2', total: '2' });
    await network.engine.advance({ blocks: 1 });
    expect(await call('num_unconfirmed_txs')).toMatchObject({ n_txs: '0', total_bytes: '0' });
    expect(await call('check_tx', { tx: txBase64('bad 2') })).toMatchObject({ code: 5, gas_wanted: '10', events: [] });
  });

  test('until they are in a block', async () => {
    const waiting = call('broadcast_tx_commit', { tx: txBase64('add 9') });
    await eventually(() => network.engine.status().waitingTxs).toBe(1);
    await network.engine.advance({ blocks: 1 });
    expect(await waiting).toMatchObject({
      check_tx: { code: 0 },
      tx_result: { code: 0, gas_used: '4' },
      hash: hashOf('add 9'),
      height: '5',
    });
    expect(await call('broadcast_tx_commit', { tx: txBase64('bad 9') })).toMatchObject({
      check_tx: { code: 5 },
      height: '0',
    });
  });

  test('that nobody puts into a block are given up', async () => {
    const { engine } = await startNetwork({ rpc: { limits: { broadcastCommitTimeoutMs: 5 } } });
    const answer = await rpc(engine, 'broadcast_tx_commit', { tx: txBase64('add 1') });
    expect(answer.error?.data).toContain('timed out');
  });
});

describe('the GET form', () => {
  test('reads numbers, quoted text, hexadecimal and booleans', async () => {
    expect((await get('/block?height=2')).result.block.header.height).toBe('2');
    expect((await get('/block?height="2"')).result.block.header.height).toBe('2');
    expect(await get('/health')).toEqual({ jsonrpc: '2.0', id: -1, result: {} });
    expect((await get(`/tx?hash=0x${hashOf('add 5')}&prove=true`)).result.proof).toBeDefined();
    const query = encodeURIComponent(`"tx.height=2 AND message.sender='5'"`);
    expect((await get(`/tx_search?query=${query}&per_page=10&page=1&order_by="asc"`)).result.total_count).toBe('1');
    expect((await get('/abci_query?path="/total"&data=0x0a')).result.response.key).toBe('Cg==');
    expect((await get('/broadcast_tx_sync?tx="add 3"')).result.hash).toBe(hashOf('add 3'));
    expect((await get(`/broadcast_tx_sync?tx=0x${Buffer.from('add 4').toString('hex')}`)).result.hash).toBe(
      hashOf('add 4'),
    );
  });

  test('answers mistakes as CometBFT does', async () => {
    const failed = await fetch(`${network.engine.rpcUrl}/block?height=99`);
    expect(failed.status).toBe(500);
    expect(await failed.json()).toEqual({
      jsonrpc: '2.0',
      id: -1,
      error: {
        code: -32603,
        message: 'Internal error',
        data: 'height 99 must be less than or equal to the current blockchain height 4',
      },
    });
    expect((await get('/block?height=two')).error.code).toBe(-32602);
    expect((await get('/tx_search?query=unquoted')).error.data).toContain('text in double quotes');
    expect((await get('/tx?hash=0xzz')).error.code).toBe(-32602);
    expect((await get('/tx?prove=maybe')).error.code).toBe(-32602);
    expect((await fetch(`${network.engine.rpcUrl}/nothing`)).status).toBe(404);
    expect((await fetch(`${network.engine.rpcUrl}/websocket`)).status).toBe(426);
    expect((await fetch(network.engine.rpcUrl, { method: 'DELETE' })).status).toBe(405);
  });

  test('lists the endpoints at the root and lets browsers in', async () => {
    const page = await fetch(network.engine.rpcUrl);
    const text = await page.text();
    expect(text).toContain('/tx_search?query=_&amp;prove=_');
    expect(text).toContain(`//127.0.0.1:${network.engine.port}/status`);
    expect(page.headers.get('access-control-allow-origin')).toBe('*');
    expect((await fetch(network.engine.rpcUrl, { method: 'OPTIONS' })).status).toBe(204);
  });
});

describe('the JSON form', () => {
  test('takes parameters by position, and ids of both kinds', async () => {
    expect((await call('block', ['2'])).block.header.height).toBe('2');
    expect((await call('block', [])).block.header.height).toBe('4');
    expect((await call('block', { height: 3 })).block.header.height).toBe('3');
    expect((await call('block', { height: null })).block.header.height).toBe('4');
    const answer = await post('{"jsonrpc":"2.0","id":"abc","method":"health"}');
    expect(await answer.json()).toEqual({ jsonrpc: '2.0', id: 'abc', result: {} });
  });

  test.each([
    ['nonsense', '{', -32700],
    ['no object', '5', -32600],
    ['no method', '{"id":1}', -32600],
    ['an unknown method', '{"id":1,"method":"eth_blockNumber"}', -32601],
    ['a method of the websocket', '{"id":1,"method":"subscribe","params":{"query":"a"}}', -32601],
    ['a bad id', '{"id":{},"method":"health"}', -32600],
    ['bad parameters', '{"id":1,"method":"health","params":"x"}', -32600],
    ['too many parameters', '{"id":1,"method":"block","params":["1","2"]}', -32602],
    ['a bad number', '{"id":1,"method":"block","params":{"height":"1e3"}}', -32602],
    ['a number beyond 64 bits', '{"id":1,"method":"block","params":{"height":"9999999999999999999"}}', -32602],
    ['height 0', '{"id":1,"method":"block","params":{"height":"0"}}', -32603],
    ['a negative height', '{"id":1,"method":"block","params":{"height":"-1"}}', -32603],
    ['bad base64', '{"id":1,"method":"broadcast_tx_sync","params":{"tx":"####"}}', -32602],
    ['bad hexadecimal', '{"id":1,"method":"abci_query","params":{"data":"0g"}}', -32602],
    ['a bad boolean', '{"id":1,"method":"tx","params":{"prove":"yes"}}', -32602],
    ['an empty batch', '[]', -32600],
    ['a prototype', '{"id":1,"method":"__proto__"}', -32601],
  ])('refuses %s', async (_, body, code) => {
    const answer = (await (await post(body)).json()) as Json;
    expect(answer.error.code).toBe(code);
    expect(answer.jsonrpc).toBe('2.0');
    expect(network.engine.height).toBe(4n);
  });

  test('answers batches in order, without notifications', async () => {
    const batch = [
      { jsonrpc: '2.0', id: 1, method: 'health' },
      { jsonrpc: '2.0', method: 'health' },
      { jsonrpc: '2.0', id: 'two', method: 'nothing' },
      7,
    ];
    const answers = (await (await post(JSON.stringify(batch))).json()) as Json;
    expect(answers.map((answer: Json) => [answer.id, answer.error?.code])).toEqual([
      [1, undefined],
      ['two', -32601],
      [undefined, -32600],
    ]);
    expect(await (await post('{"jsonrpc":"2.0","method":"health"}')).text()).toBe('');
  });

  test('bounds batches and bodies', async () => {
    const one = { jsonrpc: '2.0', id: 1, method: 'health' };
    const many = await post(JSON.stringify(Array.from({ length: 101 }, () => one)));
    expect(((await many.json()) as Json).error.data).toContain('exceeds maximum (100)');
    expect((await post(JSON.stringify(Array.from({ length: 100 }, () => one)))).status).toBe(200);
    const large = await post(Buffer.alloc(1_000_001, 32));
    expect(large.status).toBe(413);
    expect(((await large.json()) as Json).error.data).toContain('too large');
    expect(await call('health')).toEqual({});
  });

  test('survives a client that hangs up in the middle of a body', async () => {
    await new Promise<void>((resolve) => {
      const half = request({ port: network.engine.port, method: 'POST', headers: { 'content-length': 1000 } });
      half.on('error', () => resolve());
      half.write('{"jsonrpc"', () => half.destroy());
    });
    expect(await call('health')).toEqual({});
  });
});

test('old blocks are dropped beyond what is kept, transactions and events with them', async () => {
  network = await startNetwork({ retention: { blocks: 20 } });
  await call('broadcast_tx_sync', { tx: txBase64('add 1') });
  await network.engine.advance({ blocks: 50 });
  const { sync_info } = await call('status');
  const base = Number(sync_info.earliest_block_height);
  expect(base).toBeGreaterThan(30);
  expect((await errorOf('block', { height: '2' }))?.data).toBe(`height 2 is not available, lowest height is ${base}`);
  expect((await call('tx_search', { query: 'tx.height > 0' })).total_count).toBe('0');
  const even = await call('block_search', { query: `tick.parity='even'`, per_page: '100' });
  expect(even.blocks.every((found: Json) => Number(found.block.header.height) >= base)).toBe(true);
  expect((await call('validators', { height: String(base) })).total).toBe('4');
  expect((await call('commit', { height: String(base) })).canonical).toBe(true);
});
