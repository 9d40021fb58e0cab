import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { AlloraClient } from '../../src/client/client.ts';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { file_emissions_v10_events } from '../../src/wire/gen/emissions/v10/events_pb.ts';
import { type AbciEvent, readEvent, typedEvent } from '../../src/wire/index.ts';
import type { Sandbox } from '../e2e/allo.ts';
import { topicScript } from '../e2e/topic-script.ts';
import { until } from './engines.ts';

const PACKAGE = 'emissions.v10.';
const schemas = new Map(file_emissions_v10_events.messages.map((schema) => [schema.typeName, schema]));

/** What the workers of the Python SDK subscribe to, of topic 1. */
const FOLLOWED = [
  'EventWorkerSubmissionWindowOpened',
  'EventReputerSubmissionWindowOpened',
  'EventWorkerSubmissionWindowClosed',
  'EventReputerSubmissionWindowClosed',
  'EventRewardsSettled',
];

interface Frame {
  id: string;
  result?: { query?: string; data?: { type: string; value: { height: string; events: AbciEvent[] } } };
  error?: unknown;
}

/** A connection that subscribes as the SDK does, in its words, and keeps every frame. */
async function follow(url: string): Promise<{ frames: Frame[]; close(): void }> {
  const socket = new WebSocket(url);
  const frames: Frame[] = [];
  socket.on('message', (data) => frames.push(JSON.parse(String(data)) as Frame));
  await once(socket, 'open');
  FOLLOWED.forEach((name, index) => {
    const query = `tm.event='NewBlockEvents' AND ${PACKAGE}${name}.topic_id = '"1"'`;
    const id = `typed_block_events_${index + 1}`;
    socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'subscribe', id, params: { query } }));
  });
  await until(() => frames.length >= FOLLOWED.length);
  return { frames, close: () => socket.close() };
}

/** Events of the module as the chain emits them: every field by name, in its JSON, then where it was. */
function checkEvents(events: readonly AbciEvent[], last: RegExp): number {
  const own = events.filter(({ type }) => type.startsWith(`${PACKAGE}Event`));
  for (const event of own) {
    const schema = schemas.get(event.type)!;
    const { attributes } = typedEvent(schema, readEvent(schema, event) as never);
    expect(event.attributes.slice(0, -1)).toEqual(attributes);
    const { key, value } = event.attributes.at(-1)!;
    expect(`${key}=${value}`).toMatch(last);
    const names = attributes.map((attribute) => attribute.key);
    expect(names).toEqual([...names].sort());
  }
  return own.length;
}

interface Tx {
  hash: string;
  height: string;
  tx_result: { events: AbciEvent[] };
}

/** That events reach whoever looks for them, in the same form everywhere, on a devnet that `up` brings up. */
export function eventTests(box: () => Promise<Sandbox>, seed: string, ...up: string[]): void {
  let home: Sandbox;
  let devnet: DevnetStatus;
  let client: AlloraClient;
  let frames: Frame[];
  let close = () => {};

  beforeAll(async () => {
    home = await box();
    devnet = await home.json('devnet', 'up', '--rpc-port', '0', '--seed', seed, ...up);
    client = new AlloraClient(devnet.endpoints.rpc ?? '');
    ({ frames, close } = await follow(devnet.endpoints.ws ?? ''));
    const script = topicScript(devnet, seed);
    await script.openTopic();
    for (let epoch = 1; epoch <= 3; epoch += 1) await script.playEpoch(epoch);
    await until(async () => {
      const settled = frames.some(({ id, result }) => id === `typed_block_events_${FOLLOWED.length}` && result?.data);
      if (!settled) await script.advance();
      return settled;
    });
  });
  afterAll(async () => {
    close();
    await home.close();
  });

  const results = async (height: number) => (await client.blockResults(BigInt(height))).finalize_block_events ?? [];

  test('the subscriptions of the SDK are acknowledged, then told of every window and of rewards', async () => {
    const acknowledged = frames.slice(0, FOLLOWED.length);
    expect(acknowledged).toEqual(
      FOLLOWED.map((_, index) => ({ jsonrpc: '2.0', id: `typed_block_events_${index + 1}`, result: {} })),
    );
    for (const [index, name] of FOLLOWED.entries()) {
      const told = frames.filter(({ id, result }) => id === `typed_block_events_${index + 1}` && result?.data);
      expect(told.length, name).toBeGreaterThan(0);
      for (const { result } of told) {
        const { type, value } = result!.data!;
        expect(type).toBe('tendermint/event/NewBlockEvents');
        expect(value.events).toEqual(await results(Number(value.height)));
        expect(value.events.some((event) => event.type === PACKAGE + name)).toBe(true);
      }
    }
  });

  test('blocks and transactions hold every event with all its fields, in order, and say where it was raised', async () => {
    const { height } = await client.status();
    let raised = 0;
    for (let at = 1; at <= Number(height); at += 1) {
      raised += checkEvents(await results(at), /^mode=(BeginBlock|EndBlock)$/);
    }
    const { txs } = await client.rpc.call<{ txs: Tx[] }>('tx_search', { query: 'tx.height>0', per_page: '100' });
    const sent = txs.map(({ tx_result }) => checkEvents(tx_result.events, /^msg_index=\d+$/));
    expect(raised).toBeGreaterThan(20);
    expect(sent.filter((count) => count > 0).length).toBeGreaterThan(10);
  });

  test('a search finds transactions and blocks by what an event says', async () => {
    const query = (name: string) => `${PACKAGE}${name}.topic_id='"1"'`;
    const all = await client.rpc.call<{ txs: Tx[] }>('tx_search', { query: 'tx.height>0', per_page: '100' });
    const found = await client.rpc.call<{ txs: Tx[] }>('tx_search', { query: query('EventInsertReputerPayload') });
    const meant = all.txs.filter(({ tx_result }) =>
      tx_result.events.some(({ type }) => type === `${PACKAGE}EventInsertReputerPayload`),
    );
    expect(found.txs.map(({ hash }) => hash)).toEqual(meant.map(({ hash }) => hash));
    expect(meant.length).toBeGreaterThan(0);
    type Blocks = { blocks: { block: { header: { height: string } } }[] };
    const { blocks } = await client.rpc.call<Blocks>('block_search', { query: query('EventRewardsSettled') });
    const told = frames.filter(({ id, result }) => id === `typed_block_events_${FOLLOWED.length}` && result?.data);
    expect(blocks.map(({ block }) => block.header.height)).toEqual(
      expect.arrayContaining(told.map(({ result }) => result!.data!.value.height)),
    );
  });
}
