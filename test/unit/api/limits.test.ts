import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { Budget, Crowd } from '../../../src/api/limits.ts';

class Connection extends EventEmitter {
  gone = false;

  destroy(): void {
    this.gone = true;
    this.emit('close');
  }
}

it('lends bytes as long as there are any, and takes them back when a call is over', () => {
  const budget = new Budget(10);
  const [connection, call] = [new Connection(), new EventEmitter()];
  budget.lend(connection, call, 6);
  expect(() => budget.lend(connection, new EventEmitter(), 5)).toThrow(/same time/);
  call.emit('close');
  expect(() => budget.lend(connection, new EventEmitter(), 10)).not.toThrow();
  expect(connection.gone).toBe(false);
});

it('takes back before a call is over what it has passed on, and no more than it had', () => {
  const budget = new Budget(10);
  const [connection, call] = [new Connection(), new EventEmitter()];
  for (let answer = 0; answer < 5; answer += 1) {
    budget.lend(connection, call, 10);
    budget.giveBack(connection, call, 10);
  }
  budget.giveBack(connection, call, 10);
  budget.lend(connection, call, 4);
  call.emit('close');
  // What comes late is no more.
  budget.giveBack(connection, call, 4);
  expect(() => budget.lend(connection, new EventEmitter(), 10)).not.toThrow();
  expect(() => budget.lend(connection, new EventEmitter(), 1)).toThrow(/same time/);
});

it('listens once for the end of a call, however often that borrows', () => {
  const budget = new Budget(100);
  const [connection, call] = [new Connection(), new EventEmitter()];
  for (let i = 0; i < 100; i += 1) budget.lend(connection, call, 1);
  expect(call.listenerCount('close')).toBe(1);
  call.emit('close');
  expect(() => budget.lend(connection, new EventEmitter(), 100)).not.toThrow();
});

it('sends away who holds most, when another one needs what it holds', () => {
  const budget = new Budget(10);
  const [little, much, late] = [new Connection(), new Connection(), new Connection()];
  const call = new EventEmitter();
  budget.lend(little, new EventEmitter(), 3);
  budget.lend(much, call, 4);
  budget.lend(much, new EventEmitter(), 2);
  budget.lend(late, new EventEmitter(), 7);
  expect([little.gone, much.gone, late.gone]).toEqual([false, true, false]);
  // Nothing is given back twice.
  call.emit('close');
  expect(() => budget.lend(late, new EventEmitter(), 1)).toThrow(/same time/);
  expect(() => budget.lend(new Connection(), new EventEmitter(), 11)).toThrow(/same time/);
});

it('sends the longest idle connection away for a new one', () => {
  const crowd = new Crowd<Connection>(3);
  const [a, b, c, d, e] = Array.from({ length: 5 }, () => new Connection()) as [
    Connection,
    Connection,
    Connection,
    Connection,
    Connection,
  ];
  for (const one of [a, b, c]) crowd.enter(one);
  crowd.begin(b);
  crowd.begin(a);
  crowd.begin(a);
  crowd.end(a);
  crowd.enter(d);
  expect([a, b, c, d].map(({ gone }) => gone)).toEqual([false, false, true, false]);
  crowd.end(a);
  crowd.enter(e);
  // d was idle before a became so.
  expect([a, b, d, e].map(({ gone }) => gone)).toEqual([false, false, true, false]);
});

it('keeps a connection that has asked for something rather than ones that have not', () => {
  const crowd = new Crowd<Connection>(2);
  const known = new Connection();
  crowd.enter(known);
  crowd.begin(known);
  crowd.end(known);
  const silent = Array.from({ length: 5 }, () => new Connection());
  for (const one of silent) crowd.enter(one);
  expect(silent.map(({ gone }) => gone)).toEqual([true, true, true, true, false]);
  expect(known.gone).toBe(false);
});

it('refuses a new connection where all are busy', () => {
  const crowd = new Crowd<Connection>(1);
  const [busy, late, next] = [new Connection(), new Connection(), new Connection()];
  crowd.enter(busy);
  crowd.begin(busy);
  crowd.enter(late);
  expect([busy.gone, late.gone]).toEqual([false, true]);
  busy.destroy();
  crowd.end(busy);
  crowd.enter(next);
  crowd.closeAll();
  expect(next.gone).toBe(true);
});
