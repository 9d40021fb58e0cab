import { create, ScalarType } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import { QueryService } from '../../../../src/wire/gen/emissions/v10/query_pb.ts';
import { CreateNewTopicRequestSchema, FundTopicRequestSchema } from '../../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { decode, encode } from '../../../../src/wire/index.ts';
import { Chain } from '../chain.ts';
import { topicRequest } from '../network.ts';
import { type Actor, actors } from '../workbench.ts';
import { answers } from './answers.ts';

test('a query of an older height is answered from its state', () => {
  const [creator] = actors('creator', 1) as [Actor];
  const chain = new Chain([creator]);
  chain.add(creator, CreateNewTopicRequestSchema, topicRequest({ creator: creator.address }));
  chain.block();
  chain.add(creator, FundTopicRequestSchema, { sender: creator.address, topicId: 1n, amount: '500' });
  chain.block();
  chain.block();
  const { input, output } = QueryService.method.getTopicFeeRevenue;
  const data = encode(input, create(input, { topicId: 1n }));
  const path = '/emissions.v10.QueryService/GetTopicFeeRevenue';
  const at = (height: bigint) => chain.app.query({ path, data, height, prove: false });
  const revenues = [1n, 2n, 3n, 0n].map((height) => BigInt(decode(output, at(height).value).feeRevenue));
  expect(revenues.map((revenue) => revenue - revenues[0]!)).toEqual([0n, 500n, 500n, 500n]);
  expect([-1n, 9n].map((height) => at(height).code)).toEqual([18, 26]);
});

describe('numbers at the ends of their range', () => {
  const names = Object.keys(QueryService.method) as (keyof typeof answers)[];
  const [creator] = actors('creator', 1) as [Actor];
  const chain = new Chain([creator]);
  chain.add(creator, CreateNewTopicRequestSchema, topicRequest({ creator: creator.address }));
  chain.block();

  test.each(names.filter((name) => Object.values(answers[name][0]).some((value) => typeof value === 'bigint')))(
    '%s has an answer or an error, no fault',
    (name) => {
      const method = QueryService.method[name];
      const path = `/emissions.v10.QueryService/${method.name}`;
      for (const [signed, unsigned] of [
        [(1n << 63n) - 1n, (1n << 64n) - 1n],
        [-(1n << 63n), 1n],
        [(1n << 63n) - 1n, 1n],
      ]) {
        const request = Object.fromEntries(
          method.input.fields.map((field) => {
            const value = (answers[name][0] as Record<string, unknown>)[field.localName];
            const extreme = field.scalar === ScalarType.UINT64 ? unsigned : signed;
            return [field.localName, typeof value === 'bigint' ? extreme : value];
          }),
        );
        const data = encode(method.input, create(method.input, request as never) as never);
        const { code, codespace, log } = chain.app.query({ path, data, height: 0n, prove: false });
        expect([code === 0 || codespace === 'sdk', log]).toEqual([true, log]);
      }
      expect(chain.log.filter((line) => line.includes('unexpectedly'))).toEqual([]);
    },
  );
});
