import { expect, test } from 'vitest';
import { toAlloError } from '../../../src/cli/report.ts';
import { ClientError } from '../../../src/client/errors.ts';
import { DecimalError } from '../../../src/protocol/decimal/index.ts';
import { ProtocolError } from '../../../src/protocol/errors.ts';
import { AddressError, WireError } from '../../../src/wire/index.ts';

test.each<[Error, string, number]>([
  [new ProtocolError('invalidValue', 'an exact hit needs a loss floor'), 'ALLO2004', 2],
  [new DecimalError('math', 1, 'not a decimal'), 'ALLO2004', 2],
  [new AddressError('not an address'), 'ALLO2007', 2],
  [new WireError('cut short'), 'ALLO4002', 4],
  [new ClientError('unreachable', 'nobody there'), 'ALLO4000', 4],
  [new ClientError('not-found', 'topic 7 not found'), 'ALLO5002', 5],
  [new ClientError('rejected', 'spendable balance is smaller: insufficient funds (sdk 5)'), 'ALLO5003', 5],
  [new ClientError('not-found', 'allo1x has no coins on this network: it has never received any'), 'ALLO5003', 5],
  [new ClientError('rejected', 'out of gas (sdk 11)'), 'ALLO5000', 5],
  [new ClientError('certificate', 'signed by itself'), 'ALLO4003', 4],
  [new ClientError('timeout', 'in no block after 30 s', { txHash: 'AB' }), 'ALLO6000', 6],
  [new ClientError('timeout', 'did not answer within 10 s'), 'ALLO6001', 6],
  [new ClientError('stalled', 'no block for 30 s'), 'ALLO6002', 6],
  [new ClientError('waited', 'block 9 did not come'), 'ALLO6003', 6],
  [new TypeError('x is not a function'), 'ALLO1000', 1],
])('%s becomes %s with exit code %i', (error, code, exit) => {
  const { message, hint, ...told } = toAlloError(error);
  expect(told).toMatchObject({ code, exitCode: exit });
  expect(message).toBe(error.message);
  expect(hint).toMatch(/\.$|`\.?$/);
});
