import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AlloraClient } from '../../../src/client/client.ts';
import { News } from '../../../src/client/news.ts';

/** Websockets that the test opens, speaks through and closes. */
class FakeSocket extends EventTarget {
  static readonly made: FakeSocket[] = [];
  readonly url: string;
  sent: string[] = [];

  constructor(url: string) {
    super();
    this.url = url;
    FakeSocket.made.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.dispatchEvent(new Event('close'));
  }

  say(): void {
    this.dispatchEvent(new Event('message'));
  }
}

const node = { url: 'http://one:1' };
const client = { rpc: node } as unknown as AlloraClient;
let links: string[];
let news: News;

beforeEach(() => {
  FakeSocket.made.length = 0;
  node.url = 'http://one:1';
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  links = [];
  news = new News(client, { signal: new AbortController().signal, onLink: (link) => links.push(link) });
});
afterEach(() => {
  news.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Whether news come within so many milliseconds. */
async function within(ms: number): Promise<boolean> {
  let come = false;
  news.next().then(() => {
    come = true;
  });
  await vi.advanceTimersByTimeAsync(ms);
  return come;
}

test('the node is asked every second until it pushes', async () => {
  expect(await within(1_000)).toBe(true);
  FakeSocket.made[0]?.say();
  expect(links).toEqual(['websocket']);
  expect(await within(0)).toBe(true);
  expect(await within(2_999)).toBe(false);
});

test('a websocket that is silent about a block is left for one to the node that is asked now', async () => {
  FakeSocket.made[0]?.say();
  await within(0);
  expect(await within(3_000)).toBe(true);
  node.url = 'http://two:2';
  news.happened();
  expect(links).toEqual(['websocket', 'polling']);
  await vi.advanceTimersByTimeAsync(500);
  expect(FakeSocket.made.map(({ url }) => url)).toEqual(['ws://one:1/websocket', 'ws://two:2/websocket']);
  // The old one has nothing to say any more.
  FakeSocket.made[0]?.say();
  expect(links).toEqual(['websocket', 'polling']);
});

test('one that is silent where nothing happens is kept', async () => {
  FakeSocket.made[0]?.say();
  await within(0);
  expect(await within(3_000)).toBe(true);
  FakeSocket.made[0]?.say();
  news.happened();
  expect(links).toEqual(['websocket']);
  expect(FakeSocket.made).toHaveLength(1);
});
