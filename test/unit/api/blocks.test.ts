import { create } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import type { RpcBlock, RpcVote } from '../../../src/api/rpc-types.ts';
import { blockIdOf, blockOf, sdkBlockOf } from '../../../src/api/services/blocks.ts';
import { BlockSchema as SdkBlockSchema } from '../../../src/wire/gen/cosmos/base/tendermint/v1beta1/types_pb.ts';
import { BlockSchema } from '../../../src/wire/gen/tendermint/types/block_pb.ts';
import { type JsonObject, toJson } from '../../../src/wire/index.ts';

const id = { hash: 'AA'.repeat(32), parts: { total: 1, hash: 'BB'.repeat(32) } };
const nil = { hash: '', parts: { total: 0, hash: '' } };
const hash = 'CC'.repeat(32);

const vote = (block: typeof id): RpcVote => ({
  type: 2,
  height: '6',
  round: 1,
  block_id: block,
  timestamp: '2026-01-01T00:00:01.5Z',
  validator_address: 'DD'.repeat(20),
  validator_index: 3,
  signature: 'AQI=',
});

/** A block as CometBFT writes it, with a validator that voted twice. */
const found: RpcBlock = {
  block_id: id,
  block: {
    header: {
      version: { block: '11' },
      chain_id: 'localnet',
      height: '7',
      time: '2026-01-01T00:00:02.123456789Z',
      last_block_id: id,
      last_commit_hash: hash,
      data_hash: hash,
      validators_hash: hash,
      next_validators_hash: hash,
      consensus_hash: hash,
      app_hash: hash,
      last_results_hash: '',
      evidence_hash: hash,
      proposer_address: 'DD'.repeat(20),
    },
    data: { txs: ['AQI='] },
    evidence: {
      evidence: [
        {
          type: 'tendermint/DuplicateVoteEvidence',
          value: {
            vote_a: vote(id),
            vote_b: vote(nil),
            TotalVotingPower: '400',
            ValidatorPower: '100',
            Timestamp: '2026-01-01T00:00:00Z',
          },
        },
        { type: 'tendermint/LightClientAttackEvidence', value: {} },
      ],
    },
    last_commit: {
      height: '6',
      round: 0,
      block_id: id,
      signatures: [
        { block_id_flag: 2, validator_address: 'DD'.repeat(20), timestamp: '2026-01-01T00:00:02Z', signature: 'AQI=' },
        { block_id_flag: 1, validator_address: '', timestamp: '0001-01-01T00:00:00Z', signature: null },
      ],
    },
  },
};

it('reads a block with what it says of double votes', () => {
  const json = toJson(BlockSchema, create(BlockSchema, blockOf(found))) as JsonObject;
  expect(json.header).toMatchObject({
    version: { block: '11', app: '0' },
    height: '7',
    time: '2026-01-01T00:00:02.123456789Z',
    last_results_hash: null,
  });
  expect(json.data).toEqual({ txs: ['AQI='] });
  const { evidence } = json.evidence as { evidence: JsonObject[] };
  expect(evidence).toHaveLength(1);
  expect(evidence[0]?.duplicate_vote_evidence).toMatchObject({
    vote_a: { type: 'SIGNED_MSG_TYPE_PRECOMMIT', height: '6', validator_index: 3, signature: 'AQI=' },
    vote_b: { block_id: { hash: null } },
    total_voting_power: '400',
    validator_power: '100',
    timestamp: '2026-01-01T00:00:00Z',
  });
  expect(json.last_commit).toMatchObject({
    signatures: [
      { block_id_flag: 'BLOCK_ID_FLAG_COMMIT' },
      { block_id_flag: 'BLOCK_ID_FLAG_ABSENT', validator_address: null, timestamp: '0001-01-01T00:00:00Z' },
    ],
  });
  expect(blockIdOf(found.block_id).partSetHeader?.total).toBe(1);
});

it('tells the proposer as an address in the form of the SDK', () => {
  const json = toJson(SdkBlockSchema, create(SdkBlockSchema, sdkBlockOf(found))) as { header: JsonObject };
  expect(json.header.proposer_address).toMatch(/^allovalcons1/);
});

it('reads the first block, which commits to nothing and holds nothing', () => {
  const { last_commit: _, ...block } = found.block;
  const first = { ...found, block: { ...block, data: { txs: null }, evidence: { evidence: null }, last_commit: null } };
  const json = toJson(BlockSchema, create(BlockSchema, blockOf(first))) as JsonObject;
  expect([json.data, json.evidence, json.last_commit]).toEqual([{ txs: [] }, { evidence: [] }, null]);
});
