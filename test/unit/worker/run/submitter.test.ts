import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { ClientError } from '../../../../src/client/errors.ts';
import { RegisterRequestSchema } from '../../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { type SignedTx, Submitter, type TxPort } from '../../../../src/worker/run/submitter.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const message = create(RegisterRequestSchema, {});
const unreachable = () => new ClientError('unreachable', 'nobody there');

/** A node whose height, memory and mood the test sets. */
function node() {
  const told: string[] = [];
  const held = new Map<string, bigint>();
  const state = { height: 10n, down: false, usedUp: false };
  const up = () => {
    if (state.down) throw unreachable();
  };
  let sent = 0;
  const port: TxPort = {
    async height() {
      up();
      return state.height;
    },
    async send(): Promise<SignedTx> {
      up();
      sent += 1;
      told.push(`send tx${sent} at ${state.height}`);
      return { hash: `tx${sent}`, bytes: new Uint8Array([sent]) };
    },
    async find(hash) {
      up();
      return held.get(hash);
    },
    async again({ hash }) {
      up();
      told.push(`again ${hash} at ${state.height}`);
      return !state.usedUp;
    },
  };
  return { port, told, held, state };
}

test('sends the same transaction again where no block holds it after three', async () => {
  const [{ port, told, held, state }, clock] = [node(), new FakeClock()];
  const submitted = new Submitter(port, clock).submit(message, { end: 30n });
  for (const height of [11n, 12n, 13n, 14n, 15n, 16n]) {
    await clock.pass(600);
    state.height = height;
  }
  await clock.pass(600);
  held.set('tx1', 16n);
  await clock.pass(600);
  expect(await submitted).toEqual({ hash: 'tx1', height: 16n });
  expect(told).toEqual(['send tx1 at 10', 'again tx1 at 13', 'again tx1 at 16']);
});

test('signs anew where another transaction has used the sequence up, once it is sure that no block holds the first', async () => {
  const [{ port, told, held, state }, clock] = [node(), new FakeClock()];
  state.usedUp = true;
  const submitted = new Submitter(port, clock).submit(message);
  for (const height of [13n, 15n, 16n]) {
    await clock.pass(600);
    state.height = height;
    await clock.pass(1_200);
  }
  held.set('tx2', 17n);
  await clock.pass(1_000);
  expect(await submitted).toEqual({ hash: 'tx2', height: 17n });
  expect(told).toEqual(['send tx1 at 10', 'again tx1 at 13', 'send tx2 at 16']);
});

test('a first transaction that turns up after all is the one', async () => {
  const [{ port, told, held, state }, clock] = [node(), new FakeClock()];
  state.usedUp = true;
  const submitted = new Submitter(port, clock).submit(message);
  await clock.pass(100);
  state.height = 13n;
  await clock.pass(1_000);
  held.set('tx1', 12n);
  await clock.pass(1_000);
  expect(await submitted).toEqual({ hash: 'tx1', height: 12n });
  expect(told).toEqual(['send tx1 at 10', 'again tx1 at 13']);
});

test('outlasts a network that does not answer, and says so', async () => {
  const [{ port, held, state }, clock] = [node(), new FakeClock()];
  const troubles: string[] = [];
  state.down = true;
  const submitted = new Submitter(port, clock).submit(message, {
    end: 30n,
    onTrouble: (e) => troubles.push(e.message),
  });
  await clock.pass(5_000);
  expect(troubles).toContain('nobody there');
  state.down = false;
  await clock.pass(1_000);
  state.down = true;
  await clock.pass(5_000);
  state.down = false;
  held.set('tx1', 12n);
  await clock.pass(1_000);
  expect(await submitted).toEqual({ hash: 'tx1', height: 12n });
});

test('is over when the window is: unsent at once, sent when the blocks of the window are known', async () => {
  const [{ port, state }, clock] = [node(), new FakeClock()];
  const submitter = new Submitter(port, clock);
  await expect(submitter.submit(message, { end: 10n })).rejects.toMatchObject({ kind: 'over' });
  const sent = submitter.submit(message, { end: 11n });
  const failed = expect(sent).rejects.toMatchObject({
    kind: 'over',
    message: 'transaction tx1 was in no block up to 11',
  });
  for (const height of [11n, 12n, 13n, 14n]) {
    await clock.pass(1_000);
    state.height = height;
  }
  await clock.pass(1_000);
  await failed;
});

test('a stop keeps back what is unsent, and waits for what is sent', async () => {
  const [{ port, held, told }, clock] = [node(), new FakeClock()];
  const submitter = new Submitter(port, clock);
  const stop = new AbortController();
  const first = submitter.submit(message, { signal: stop.signal });
  const second = submitter.submit(message, { signal: stop.signal });
  const kept = expect(second).rejects.toMatchObject({ kind: 'over' });
  await clock.pass(1_000);
  stop.abort();
  await clock.pass(1_000);
  held.set('tx1', 11n);
  await clock.pass(1_000);
  expect(await first).toEqual({ hash: 'tx1', height: 11n });
  await kept;
  expect(told).toEqual(['send tx1 at 10']);
});

test.each([
  ['is gone', true],
  ['makes no blocks', false],
])('a stop does not wait for ever on a network that %s', async (_, down) => {
  const [{ port, state }, clock] = [node(), new FakeClock()];
  const stop = new AbortController();
  const submitted = new Submitter(port, clock).submit(message, { signal: stop.signal });
  const over = expect(submitted).rejects.toMatchObject({
    kind: 'over',
    message: 'stopped before transaction tx1 was seen in a block',
  });
  await clock.pass(1_000);
  state.down = down;
  await clock.pass(60_000);
  stop.abort();
  await clock.pass(31_000);
  await over;
});

test('what the chain refuses is refused, and the next has its turn', async () => {
  const [{ port, held }, clock] = [node(), new FakeClock()];
  const submitter = new Submitter(
    { ...port, send: async () => Promise.reject(new ClientError('rejected', 'no stake')) },
    clock,
  );
  await expect(submitter.submit(message)).rejects.toMatchObject({ kind: 'rejected', message: 'no stake' });
  held.set('tx1', 11n);
  expect(await new Submitter(port, clock).submit(message)).toEqual({ hash: 'tx1', height: 11n });
});
