import type { FinalizeBlockRequest, Misbehavior, VoteInfo } from '../../chain/abci.ts';
import { timestampOf } from '../../wire/index.ts';
import { call } from './call.ts';

/** What the application was asked at a height, and the app hash that the network agreed on for it. */
export interface ExecutedBlock {
  readonly request: FinalizeBlockRequest;
  readonly appHash: Uint8Array;
}

interface Evidence {
  type: string;
  value: {
    vote_a?: { height: string; validator_address: string };
    ValidatorPower?: string;
    CommonHeight?: string;
    ByzantineValidators?: { address: string; voting_power: string }[] | null;
    TotalVotingPower: string;
    Timestamp: string;
  };
}

interface BlockAnswer {
  block_id: { hash: string };
  block: {
    header: {
      height: string;
      time: string;
      app_hash: string;
      validators_hash: string;
      next_validators_hash: string;
      proposer_address: string;
    };
    data: { txs: string[] | null };
    evidence: { evidence: Evidence[] | null };
    last_commit: { round: number; signatures: { block_id_flag: number }[] | null } | null;
  };
}

interface Validators {
  validators: { address: string; voting_power: string }[];
  total: string;
}

type Member = Pick<VoteInfo, 'address' | 'power'>;

/** Blocks that are asked for ahead. */
const AHEAD = 8;
const PAGE = 100;

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

function nanoseconds(text: string): bigint {
  const { seconds, nanos } = timestampOf(text);
  return seconds * 1_000_000_000n + BigInt(nanos);
}

async function membersAt(rpc: string, height: bigint): Promise<Member[]> {
  const members: Member[] = [];
  for (let page = 1, total = 1; members.length < total; page++) {
    const found = await call<Validators>(rpc, `validators?height=${height}&page=${page}&per_page=${PAGE}`);
    total = Number(found.total);
    for (const { address, voting_power } of found.validators) {
      members.push({ address: bytes(address), power: BigInt(voting_power) });
    }
  }
  return members;
}

/** Evidence as the application is told of it. */
function misbehaviorOf({ value }: Evidence): Misbehavior[] {
  const shared = { time: nanoseconds(value.Timestamp), totalVotingPower: BigInt(value.TotalVotingPower) };
  const { vote_a: vote } = value;
  if (vote) {
    const address = bytes(vote.validator_address);
    const power = BigInt(value.ValidatorPower ?? '0');
    return [{ ...shared, type: 'duplicate-vote', address, power, height: BigInt(vote.height) }];
  }
  return (value.ByzantineValidators ?? []).map(({ address, voting_power }) => ({
    ...shared,
    type: 'light-client-attack',
    address: bytes(address),
    power: BigInt(voting_power),
    height: BigInt(value.CommonHeight ?? '0'),
  }));
}

function requestOf({ block_id, block }: BlockAnswer, signers: readonly Member[]): FinalizeBlockRequest {
  const { header, data, evidence, last_commit: commit } = block;
  const flags = signers.length === 0 ? [] : (commit?.signatures ?? []).map((one) => one.block_id_flag);
  if (flags.length !== signers.length) throw new Error(`the last commit of height ${header.height} is not whole`);
  return {
    txs: (data.txs ?? []).map((tx) => new Uint8Array(Buffer.from(tx, 'base64'))),
    decidedLastCommit: {
      round: signers.length === 0 ? 0 : (commit?.round ?? 0),
      votes: signers.map((member, i) => ({ ...member, blockIdFlag: flags[i]! })),
    },
    misbehavior: (evidence.evidence ?? []).flatMap(misbehaviorOf),
    hash: bytes(block_id.hash),
    height: BigInt(header.height),
    time: nanoseconds(header.time),
    nextValidatorsHash: bytes(header.next_validators_hash),
    proposerAddress: bytes(header.proposer_address),
  };
}

/**
 * What the applications of a network were asked to execute, block by block, put together from one node's RPC: it all
 * follows from the blocks and from who validated. `to` must not be the latest height: its app hash stands in the next.
 * @param from the chain's first height, or any other that the node still has, with the height before it
 * @throws NodeError `unreachable` where the node does not answer or has no such block
 */
export async function* executedBlocks(
  rpc: string,
  range: { from: bigint; to: bigint; initial: bigint },
): AsyncIterable<ExecutedBlock> {
  const { from, to, initial } = range;
  const asked = new Map<bigint, Promise<BlockAnswer>>();
  const blockAt = (height: bigint): Promise<BlockAnswer> => {
    for (let ahead = height; ahead <= to + 1n && ahead < height + BigInt(AHEAD); ahead++) {
      if (asked.has(ahead)) continue;
      const answer = call<BlockAnswer>(rpc, `block?height=${ahead}`);
      // Whoever comes to that height is told.
      answer.catch(() => undefined);
      asked.set(ahead, answer);
    }
    return asked.get(height)!;
  };
  const sets = new Map<string, Member[]>();
  const signersOf = async (height: bigint): Promise<Member[]> => {
    const hash = (await blockAt(height)).block.header.validators_hash;
    const members = sets.get(hash) ?? (await membersAt(rpc, height));
    sets.set(hash, members);
    return members;
  };
  for (let height = from; height <= to; height++) {
    const signers = height === initial ? [] : await signersOf(height - 1n);
    const request = requestOf(await blockAt(height), signers);
    const next = await blockAt(height + 1n);
    yield { request, appHash: bytes(next.block.header.app_hash) };
    asked.delete(height - 1n);
  }
}
