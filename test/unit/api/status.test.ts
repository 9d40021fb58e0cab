import { expect, it } from 'vitest';
import { ApiError, asApiError, fromAbci } from '../../../src/api/status.ts';
import { WireError } from '../../../src/wire/index.ts';

it.each([
  [
    22,
    'sdk',
    'rpc error: code = NotFound desc = account allo1x not found: key not found',
    'NotFound',
    'account allo1x not found',
  ],
  [
    18,
    'sdk',
    'rpc error: code = InvalidArgument desc = empty denom: invalid request',
    'InvalidArgument',
    'empty denom',
  ],
  [
    18,
    'sdk',
    'rpc error: code = Unimplemented desc = method X not implemented: invalid request',
    'Unimplemented',
    'method X not implemented',
  ],
  [
    18,
    'sdk',
    "rpc error: code = Unknown desc = out of gas with gas used: '5': invalid request",
    'Unknown',
    "out of gas with gas used: '5'",
  ],
  [
    18,
    'sdk',
    'rpc error: code = Nonsense desc = x: invalid request',
    'InvalidArgument',
    'rpc error: code = Nonsense desc = x: invalid request',
  ],
  [6, 'sdk', 'unknown query path: unknown request', 'Unimplemented', 'the chain does not answer this query'],
  [
    26,
    'sdk',
    'cannot query with height in the future: invalid height',
    'InvalidArgument',
    'cannot query with height in the future: invalid height',
  ],
  [38, 'sdk', 'not found', 'NotFound', 'not found'],
  [3, 'emissions', 'topic does not exist', 'Unknown', 'topic does not exist'],
  [3, 'emissions', '', 'Unknown', 'codespace emissions code 3'],
  [1, 'undefined', 'internal error', 'Internal', 'internal error'],
] as const)('code %i of %s, "%s", is %s', (code, codespace, log, status, message) => {
  expect(fromAbci({ code, codespace, log })).toMatchObject({ status, message });
});

it('tells callers nothing of our own faults', () => {
  expect(asApiError(new TypeError('x is not a function'))).toMatchObject({
    status: 'Internal',
    message: 'internal error',
  });
  expect(asApiError('thrown')).toMatchObject({ status: 'Internal', message: 'internal error' });
  expect(asApiError(new RangeError('Maximum call stack size exceeded'))).toMatchObject({ status: 'InvalidArgument' });
  expect(asApiError(new WireError('a: not an integer'))).toMatchObject({ code: 3, message: 'a: not an integer' });
  const known = new ApiError('NotFound', 'x');
  expect(asApiError(known)).toBe(known);
});
