import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Link } from '../../../src/engine/relay/link.ts';
import { dialled, Mesh } from '../../../src/engine/relay/mesh.ts';
import { lateness, together } from '../../../src/engine/relay/weather.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const HOST = '127.0.0.1';

/** A server that says back whatever it hears. */
async function echo(port = 0): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  server.listen(port, HOST);
  await once(server, 'listening');
  open.push(server);
  return { server, port: (server.address() as { port: number }).port };
}

async function link(target: number, random?: () => number): Promise<Link> {
  const made = await Link.listen({
    listen: { host: HOST, port: 0 },
    target: { host: HOST, port: target },
    ...(random && { random }),
  });
  open.push(made);
  return made;
}

function call(port: number): Socket {
  const socket = connect({ host: HOST, port });
  socket.on('error', () => undefined);
  open.push({ close: () => socket.destroy() });
  return socket;
}

async function heard(socket: Socket, length: number): Promise<string> {
  let text = '';
  for await (const piece of socket.iterator({ destroyOnReturn: false })) {
    text += String(piece);
    if (text.length >= length) break;
  }
  return text;
}

describe('a link between peers', () => {
  it('carries both ways, and more than fits at once', async () => {
    const { port } = await echo();
    const socket = call((await link(port)).port);
    const much = 'x'.repeat(5_000_000);
    socket.write(much);
    expect(await heard(socket, much.length)).toBe(much);
  });

  it('keeps a caller that comes before its target listens', async () => {
    const { server, port } = await echo();
    server.close();
    await once(server, 'close');
    const socket = call((await link(port)).port);
    socket.write('early');
    await once(socket, 'connect');
    await echo(port);
    expect(await heard(socket, 5)).toBe('early');
  });

  it('breaks what is connected, holds who comes, and lets them through when mended', async () => {
    const { port } = await echo();
    const between = await link(port);
    const before = call(between.port);
    before.write('a');
    expect(await heard(before, 1)).toBe('a');
    between.sever();
    await once(before, 'close');
    const after = call(between.port);
    after.write('b');
    await once(after, 'connect');
    between.mend();
    expect(await heard(after, 1)).toBe('b');
  });

  it('keeps the order of what it delays and loses', async () => {
    const { port } = await echo();
    let tossed = 0;
    const between = await link(port, () => (tossed++ % 3 === 0 ? 0 : 0.9));
    between.weather = { delayMs: 5, loss: 0.5 };
    const socket = call(between.port);
    const words = Array.from({ length: 20 }, (_, i) => `word ${i};`);
    for (const word of words) {
      socket.write(word);
      await new Promise((next) => setImmediate(next));
    }
    const all = words.join('');
    expect(await heard(socket, all.length)).toBe(all);
    expect(tossed).toBeGreaterThan(0);
  });

  it('ends with its target', async () => {
    const server = createServer((socket) => socket.destroy());
    server.listen(0, HOST);
    await once(server, 'listening');
    open.push(server);
    const socket = call((await link((server.address() as { port: number }).port)).port);
    socket.resume();
    await once(socket, 'close');
  });
});

describe('the weather on a link', () => {
  it('adds up what is late and multiplies what arrives', () => {
    expect(together([])).toEqual({ delayMs: 0, loss: 0 });
    expect(
      together([
        { delayMs: 10, loss: 0.5 },
        { delayMs: 5, loss: 0.5 },
      ]),
    ).toEqual({ delayMs: 15, loss: 0.75 });
  });

  it('sends a lost piece again after a while that doubles, and never for ever', () => {
    const tosses = [0, 0, 1];
    expect(lateness({ delayMs: 1, loss: 0.5 }, () => tosses.shift() ?? 1)).toBe(1 + 200 + 400);
    expect(lateness({ delayMs: 0, loss: 0.5 }, () => 0)).toBeLessThan(20_000);
  });
});

describe('the mesh of all links', () => {
  it('lets everybody dial everybody else, and only neighbours in a large network', () => {
    expect(dialled(4, 1)).toEqual([2, 3, 0]);
    expect(dialled(1, 0)).toEqual([]);
    expect(dialled(30, 29)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('cuts one peer off from all others and nobody else', async () => {
    const peers = await Promise.all([echo(), echo(), echo()]);
    const mesh = await Mesh.open({
      peers: peers.map(({ port }) => ({ host: HOST, port })),
      listen: { host: HOST, port: () => 0 },
    });
    open.push(mesh);
    const door = (from: number, to: number) => mesh.doors(from).find((one) => one.to === to)?.port ?? 0;
    const cut = [call(door(0, 1)), call(door(1, 2))];
    const whole = call(door(0, 2));
    for (const socket of [...cut, whole]) {
      socket.write('1');
      expect(await heard(socket, 1)).toBe('1');
    }
    const gone = cut.map((socket) => once(socket, 'close'));
    mesh.disconnect(1);
    await Promise.all(gone);
    whole.write('2');
    expect(await heard(whole, 1)).toBe('2');
    mesh.reconnect(1);
    const again = call(door(0, 1));
    again.write('3');
    expect(await heard(again, 1)).toBe('3');
  });

  it('stays cut while the other end is', async () => {
    const peers = await Promise.all([echo(), echo()]);
    const mesh = await Mesh.open({
      peers: peers.map(({ port }) => ({ host: HOST, port })),
      listen: { host: HOST, port: () => 0 },
    });
    open.push(mesh);
    mesh.disconnect(0);
    mesh.disconnect(1);
    mesh.reconnect(0);
    const socket = call(mesh.doors(0)[0]?.port ?? 0);
    socket.write('held');
    await once(socket, 'connect');
    let through = false;
    const answer = heard(socket, 4).then((text) => {
      through = true;
      return text;
    });
    await new Promise((next) => setTimeout(next, 60));
    expect(through).toBe(false);
    mesh.reconnect(1);
    expect(await answer).toBe('held');
  });
});
