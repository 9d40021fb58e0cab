import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOf, hex } from '../../../src/engine/embedded/types/hash.ts';
import { MAX_TOTAL_POWER, ValidatorSet } from '../../../src/engine/embedded/types/validator-set.ts';

const key = (name: string): Uint8Array => createHash('sha256').update(name).digest();
const member = (name: string, power: bigint) => ({ pubKey: key(name), power });

/** Who proposes in the next turns. */
function proposers(set: ValidatorSet, turns: number): string[] {
  const names: string[] = [];
  for (let i = 0, turn = set; i < turns; i++, turn = turn.rotate()) names.push(hex(turn.proposer!.pubKey));
  return names;
}

describe('proposer rotation', () => {
  test('follows the example of the CometBFT specification: powers 1 and 3', () => {
    const one = hex(key('one'));
    const three = hex(key('three'));
    const set = ValidatorSet.of([member('one', 1n), member('three', 3n)]);
    const tie = Buffer.compare(addressOf(key('one')), addressOf(key('three'))) < 0 ? [one, three] : [three, one];
    expect(proposers(set, 8)).toEqual([three, ...tie, three, three, ...tie, three]);
  });

  test('goes round by address among equals', () => {
    const names = ['a', 'b', 'c', 'd'];
    const set = ValidatorSet.of(names.map((name) => member(name, 5n)));
    const byAddress = names
      .map(key)
      .sort((a, b) => Buffer.compare(addressOf(a), addressOf(b)))
      .map(hex);
    expect(proposers(set, 8)).toEqual([...byAddress, ...byAddress]);
  });

  test('gives everybody turns in proportion to power, and keeps priorities bounded', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 }), (powers) => {
        const total = powers.reduce((a, b) => a + b, 0);
        let set = ValidatorSet.of(powers.map((power, i) => member(`v${i}`, BigInt(power))));
        const turns = new Map<string, number>();
        for (let i = 0; i < total; i++) {
          const name = hex(set.proposer!.pubKey);
          turns.set(name, (turns.get(name) ?? 0) + 1);
          for (const { priority } of set.validators)
            expect(priority < 0n ? -priority : priority).toBeLessThanOrEqual(2n * set.totalPower);
          set = set.rotate();
        }
        expect(powers.map((_, i) => turns.get(hex(key(`v${i}`))) ?? 0)).toEqual(powers);
      }),
    );
  });
});

describe('updates', () => {
  const set = ValidatorSet.of([member('a', 10n), member('b', 20n)]);

  test('order by falling power, then address', () => {
    expect(set.validators.map((v) => v.power)).toEqual([20n, 10n]);
    const equal = ValidatorSet.of(['p', 'q', 'r'].map((name) => member(name, 1n))).validators;
    const addresses = equal.map((v) => hex(v.address));
    expect(addresses).toEqual(addresses.toSorted());
  });

  test('put a newcomer 1.125 times the new total behind, less the mean', () => {
    const before = set.validators.map((v) => v.priority);
    const grown = set.update([member('c', 30n)]);
    const newcomer = -(60n + 7n);
    const sum = before.reduce((a, b) => a + b, newcomer);
    const mean = sum % 3n < 0n ? sum / 3n - 1n : sum / 3n;
    expect(grown.validators[0]!.priority).toBe(newcomer - mean);
    expect(grown.totalPower).toBe(60n);
  });

  test('change powers and remove', () => {
    expect(set.update([member('a', 0n)]).validators.map((v) => v.power)).toEqual([20n]);
    expect(set.update([member('a', 50n)]).validators.map((v) => v.power)).toEqual([50n, 20n]);
    expect(set.update([])).toBe(set);
  });

  test.each([
    ['twice', [member('a', 1n), member('a', 2n)]],
    ['negative', [member('a', -1n)]],
    ['not in the set', [member('z', 0n)]],
    ['empty', [member('a', 0n), member('b', 0n)]],
    ['exceeds', [member('c', MAX_TOTAL_POWER)]],
    ['32 bytes', [{ pubKey: new Uint8Array(33), power: 1n }]],
  ])('are refused: %s', (why, changes) => {
    expect(() => set.update(changes)).toThrow(why);
  });
});
