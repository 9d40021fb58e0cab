import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalLabel, canonicalLabels } from '../../../../src/chain/modules/emissions/labels/canonical.ts';
import { defaultParams } from '../../../../src/chain/modules/emissions/params.ts';
import { codeOf } from '../workbench.ts';

const params = defaultParams();
const REFUSED = 'emissions/94';

function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

describe('the canonical form of a label', () => {
  test.each<[what: string, name: string, insensitive: string, sensitive?: string]>([
    ['plain', 'up', 'up'],
    ['upper case', 'Up', 'up', 'Up'],
    ['white space around it', '\u00a0 \t\n Up\u3000\u2028', 'up', 'Up'],
    ['space inside it', 'new  york', 'new  york'],
    ['every sign that is allowed', 'aZ09_-/. x', 'az09_-/. x', 'aZ09_-/. x'],
    ['the Kelvin sign, which NFC makes a K', '\u212a', 'k', 'K'],
    ['the dotted capital I', '\u0130d', 'id', REFUSED],
    ['64 bytes', 'a'.repeat(64), 'a'.repeat(64)],
    ['65 bytes', 'a'.repeat(65), REFUSED],
    ['64 bytes in white space', ` ${'a'.repeat(64)} `, 'a'.repeat(64)],
    ['nothing', '', REFUSED],
    ['white space only', ' \u2003\n', REFUSED],
    ['an accent', 'e\u0301te\u0301', REFUSED],
    ['a full-width letter', '\uff41', REFUSED],
    ['a tabulator inside', 'a\tb', REFUSED],
    ['a control character', 'a\u0007', REFUSED],
    ['a zero-width space', 'a\u200bb', REFUSED],
    ['a byte order mark before it', '\ufeffa', REFUSED],
    ['a comma', 'a,b', REFUSED],
    ['an equals sign', 'a=b', REFUSED],
    ['half of a surrogate pair', 'a\ud800', REFUSED],
  ])('%s', (_, name, insensitive, sensitive = insensitive) => {
    const form = (caseSensitive: boolean) => {
      let label = '';
      const code = codeOf(() => {
        label = canonicalLabel(name, caseSensitive, params);
      });
      return code === 'ok' ? label : code;
    };
    expect(form(false)).toBe(insensitive);
    expect(form(true)).toBe(sensitive);
  });

  test('the limit in bytes is the parameter', () => {
    const short = { ...params, maxCanonicalLabelByteLength: 2n };
    expect(canonicalLabel(' AB ', false, short)).toBe('ab');
    expect(codeOf(() => canonicalLabel('abc', false, short))).toBe(REFUSED);
  });

  test('what is sent may be 256 characters longer, and no message quotes all of it', () => {
    const padded = (length: number) => `${' '.repeat(length - 2)}up`;
    expect(canonicalLabel(padded(320), false, params)).toBe('up');
    expect(codeOf(() => canonicalLabel(padded(321), false, params))).toBe(REFUSED);
    // Inner space in such an amount took the pattern that trimmed before minutes to look at.
    for (const name of [`a${' '.repeat(900_000)}b`, 'b'.repeat(310), `${'c'.repeat(56)}\u{1f600}${'c'.repeat(250)}`]) {
      const refused = errorOf(() => canonicalLabel(name, false, params));
      expect(refused.length).toBeLessThan(200);
      expect(refused.isWellFormed()).toBe(true);
    }
  });

  test('lists keep their order and refuse names that become the same', () => {
    expect(canonicalLabels(['b', ' A', 'c '], false, params)).toEqual(['b', 'a', 'c']);
    expect(codeOf(() => canonicalLabels(['a', ' A'], false, params))).toBe(REFUSED);
    expect(canonicalLabels(['a', ' A'], true, params)).toEqual(['a', 'A']);
  });

  test('it is its own canonical form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.boolean(), (name, caseSensitive) => {
        let label: string | undefined;
        codeOf(() => {
          label = canonicalLabel(name, caseSensitive, params);
        });
        if (label !== undefined) expect(canonicalLabel(label, caseSensitive, params)).toBe(label);
      }),
      { numRuns: 500, seed: 9 },
    );
  });
});
