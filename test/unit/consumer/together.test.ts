import { expect, it } from 'vitest';
import { Together } from '../../../src/consumer/together.ts';

it('asks once for all who ask the same at the same time, and again afterwards', async () => {
  const together = new Together<number>();
  let asked = 0;
  const ask = (question: string) =>
    together.ask(question, async () => {
      asked += 1;
      return asked;
    });
  expect(await Promise.all([ask('a'), ask('b'), ask('a'), ask('a')])).toEqual([1, 2, 1, 1]);
  expect(await ask('a')).toBe(3);
});

it('lets a failure be that of all, and of nobody afterwards', async () => {
  const together = new Together<string>();
  const fail = () => together.ask('a', () => Promise.reject(new Error('no')));
  expect(await Promise.allSettled([fail(), fail()])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
  expect(await together.ask('a', async () => 'yes')).toBe('yes');
});
