import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { ChainApplication } from '../../src/chain/app.ts';
import type { Database } from '../../src/chain/store/database.ts';
import { VersionedStore } from '../../src/chain/store/versions.ts';
import {
  type CommitmentProof,
  CommitmentProofSchema,
  type ExistenceProof,
} from '../../src/wire/gen/cosmos/ics23/v1/proofs_pb.ts';

/** One question to a verifier of ICS-23 proofs; bytes in base64. */
export interface ProofCase {
  what: string;
  spec: 'iavl' | 'tendermint';
  root: string;
  key: string;
  /** Absent where the proof is of absence. */
  value?: string;
  proof: string;
  /** What the verifier has to say. */
  valid: boolean;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** The existence proofs that a proof is made of. */
function parts({ proof }: CommitmentProof): ExistenceProof[] {
  if (proof.case === 'exist') return [proof.value];
  return proof.case === 'nonexist' ? [proof.value.left, proof.value.right].filter((part) => part !== undefined) : [];
}

const turned = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

/** The same proof with one byte turned: of a hash on the way, of the leaf, of the key or of the value. */
function altered(data: Uint8Array): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  const alter = (what: string, change: (part: ExistenceProof) => void) => {
    parts(fromBinary(CommitmentProofSchema, data)).forEach((_, index) => {
      const proof = fromBinary(CommitmentProofSchema, data);
      change(parts(proof)[index]!);
      found.set(`${what} of part ${index}`, toBinary(CommitmentProofSchema, proof));
    });
  };
  alter('value', (part) => {
    part.value = turned(part.value, part.value.length - 1);
  });
  alter('key', (part) => {
    part.key = turned(part.key, part.key.length - 1);
  });
  alter('leaf', (part) => {
    part.leaf!.prefix = turned(part.leaf!.prefix, part.leaf!.prefix.length - 1);
  });
  alter('way', (part) => {
    const step = part.path[part.path.length >> 1];
    if (step && step.suffix.length > 0) step.suffix = turned(step.suffix, step.suffix.length - 1);
    else if (step) step.prefix = turned(step.prefix, step.prefix.length - 2);
    else part.key = turned(part.key, 0);
  });
  alter('length of the way', (part) => {
    if (part.path.length > 0) part.path.pop();
    else part.key = turned(part.key, 0);
  });
  return found;
}

/** The same absence proof without one of its two neighbours, which then proves nothing in the middle of a tree. */
function halves(data: Uint8Array): Uint8Array[] {
  const { proof } = fromBinary(CommitmentProofSchema, data);
  if (proof.case !== 'nonexist' || !proof.value.left || !proof.value.right) return [];
  const { key, left, right } = proof.value;
  return [
    { key, left },
    { key, right },
  ].map((value) =>
    toBinary(CommitmentProofSchema, create(CommitmentProofSchema, { proof: { case: 'nonexist', value } })),
  );
}

export interface ProofSource {
  app: ChainApplication;
  database: Database;
  /** Names of all stores of the application. */
  stores: readonly string[];
  /** App hash by height. */
  appHashes: ReadonlyMap<bigint, Uint8Array>;
}

/** Keys that are there, spread over the store, and keys that are not: before the first, after the last, between. */
function keysOf(source: ProofSource, store: string, height: bigint): { there: Buffer[]; absent: Buffer[] } {
  const version = new VersionedStore(source.stores, { database: source.database }).at(height)!;
  const all: Buffer[] = [];
  const walk = version.iterate(store, {});
  for (let next = walk.next(); !next.done; next = walk.next()) all.push(Buffer.from(next.value[0], 'latin1'));
  const every = Math.max(1, Math.floor(all.length / 6));
  const there = all.filter((_, i) => i % every === 0 || i === all.length - 1);
  const absent = all.length === 0 ? [] : there.map((key) => Buffer.concat([key, Buffer.of(0)]));
  if (all[0] && all[0][0]! > 0) absent.push(Buffer.of(all[0][0]! - 1));
  return { there, absent };
}

function casesOf(source: ProofSource, store: string, key: Buffer, height: bigint): ProofCase[] {
  const answer = source.app.query({ path: `/store/${store}/key`, data: key, height, prove: true });
  if (answer.code !== 0 || answer.proofOps?.length !== 2) throw new Error(`no proof: ${answer.log}`);
  const [inner, outer] = answer.proofOps as [
    NonNullable<typeof answer.proofOps>[0],
    NonNullable<typeof answer.proofOps>[0],
  ];
  const moduleRoot = parts(fromBinary(CommitmentProofSchema, outer.data))[0]!.value;
  const appHash = source.appHashes.get(height)!;
  const what = `${store}/${key.toString('hex')} at ${height}`;
  const there = answer.value.length > 0;
  const low: ProofCase = {
    what,
    spec: 'iavl',
    root: base64(moduleRoot),
    key: base64(key),
    ...(there && { value: base64(answer.value) }),
    proof: base64(inner.data),
    valid: true,
  };
  const high: ProofCase = {
    what: `the root of ${what}`,
    spec: 'tendermint',
    root: base64(appHash),
    key: base64(Buffer.from(store)),
    value: base64(moduleRoot),
    proof: base64(outer.data),
    valid: true,
  };
  const cases = [low, high];
  for (const right of [low, high]) {
    const wrong = (how: string, change: Partial<ProofCase>) =>
      cases.push({ ...right, what: `${right.what}: ${how}`, valid: false, ...change });
    wrong('another root', { root: base64(turned(Buffer.from(right.root, 'base64'), 0)) });
    const { value, ...absence } = right;
    if (value !== undefined) {
      wrong('another value', { value: base64(turned(Buffer.from(value, 'base64'), 0)) });
      wrong('another key', { key: base64(turned(Buffer.from(right.key, 'base64'), 0)) });
      cases.push({ ...absence, what: `${right.what}: as if it were absent`, valid: false });
    } else {
      wrong('as if it were there', { value: base64(Buffer.of(1)) });
    }
    for (const [how, data] of altered(Buffer.from(right.proof, 'base64')))
      wrong(`${how} altered`, { proof: base64(data) });
  }
  for (const half of halves(inner.data)) {
    cases.push({ ...low, what: `${what}: half a proof`, proof: base64(half), valid: false });
  }
  return cases;
}

/** Cases of every store that holds something, at each of the heights. */
export function proofCases(source: ProofSource, heights: readonly bigint[]): ProofCase[] {
  const cases: ProofCase[] = [];
  for (const height of heights) {
    for (const store of source.stores) {
      const { there, absent } = keysOf(source, store, height);
      for (const key of [...there, ...absent]) cases.push(...casesOf(source, store, key, height));
    }
  }
  return cases;
}
