import { describe, expect, it } from 'vitest';
import { AlloError, ERRORS, EXIT_CODES, errorJson } from '../../../src/cli/errors.ts';
import { toAlloError } from '../../../src/cli/report.ts';
import { editDistance } from '../../../src/cli/unknown.ts';
import { ClientError } from '../../../src/client/errors.ts';
import { DevnetError } from '../../../src/devnet/errors.ts';

describe('the registry of errors', () => {
  it('gives every error its own number, a documented exit code and a hint', () => {
    const all = Object.values(ERRORS);
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
    for (const { code, exit, hint } of all) {
      expect(code).toMatch(/^ALLO\d{4}$/);
      expect(EXIT_CODES).toHaveProperty(String(exit));
      expect(hint).not.toBe('');
    }
  });

  it('writes the three fields of the JSON form and nothing else', () => {
    expect(errorJson(new AlloError('noDevnet', 'No.', { hint: 'Start one.' }))).toEqual({
      ok: false,
      error: { code: 'ALLO4001', message: 'No.', hint: 'Start one.' },
    });
  });
});

describe('what was thrown becomes an error for a user', () => {
  it('knows the errors of the client and of the devnet', () => {
    expect(toAlloError(new ClientError('unreachable', 'x'))).toMatchObject({ exitCode: 4 });
    expect(toAlloError(new ClientError('rejected', 'insufficient funds', { code: 5, codespace: 'sdk' }))).toMatchObject(
      {
        code: 'ALLO5003',
      },
    );
    expect(toAlloError(new ClientError('timeout', 'x'))).toMatchObject({ exitCode: 6 });
    expect(toAlloError(new DevnetError('runs', 'x', { hint: 'y' }))).toMatchObject({ code: 'ALLO2011', hint: 'y' });
  });

  it('unwraps what the parser says of a flag', () => {
    const wrapped = new AlloError('badAmount', 'Parsing --amount \n\t"5" is not an amount.\nSee more help with --help');
    expect(toAlloError(wrapped).message).toBe('--amount: "5" is not an amount.');
  });

  it('takes anything else for a fault of its own', () => {
    expect(toAlloError(new TypeError('boom'))).toMatchObject({ code: 'ALLO1000', exitCode: 1, message: 'boom' });
    expect(toAlloError('text')).toMatchObject({ code: 'ALLO1000', message: 'text' });
  });
});

it('counts edits', () => {
  expect(editDistance('devnet:upp', 'devnet:up')).toBe(1);
  expect(editDistance('', 'abc')).toBe(3);
  expect(editDistance('kitten', 'sitting')).toBe(3);
});
