import { iavlSpec, ics23, tendermintSpec, verifyMembership, verifyNonMembership } from '@confio/ics23';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ProofCase, proofCases } from '../../../support/proof-cases.ts';
import { proofChain } from '../../../support/proof-chain.ts';

let chain: Awaited<ReturnType<typeof proofChain>>;
beforeAll(async () => {
  chain = await proofChain(12);
});
afterAll(() => chain.close());

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

/** What the verifier of @confio/ics23 says. */
function verified({ spec, root, key, value, proof }: ProofCase): boolean {
  const rules = spec === 'iavl' ? iavlSpec : tendermintSpec;
  const decoded = ics23.CommitmentProof.decode(bytes(proof));
  return value === undefined
    ? verifyNonMembership(decoded, rules, bytes(root), bytes(key))
    : verifyMembership(decoded, rules, bytes(root), bytes(key), bytes(value));
}

test('a verifier that is not ours agrees at every height, and refuses what was altered', () => {
  const cases = proofCases(chain, [12n, 11n, 5n, 2n]);
  for (const spec of ['iavl', 'tendermint']) {
    for (const valid of [true, false]) {
      expect(cases.filter((each) => each.spec === spec && each.valid === valid).length).toBeGreaterThan(50);
    }
  }
  expect(cases.filter((each) => each.valid && each.value === undefined).length).toBeGreaterThan(30);
  const wrong = cases.filter((each) => verified(each) !== each.valid);
  expect(wrong.map(({ what }) => what)).toEqual([]);
});

test('an older height has proofs of its own', () => {
  const at = (height: bigint) =>
    chain.app.query({ path: '/store/bank/key', data: Buffer.of(0), height, prove: true }).proofOps!;
  expect(at(2n).map(({ type, key }) => [type, Buffer.from(key).toString()])).toEqual([
    ['ics23:iavl', '\0'],
    ['ics23:simple', 'bank'],
  ]);
  expect(at(2n)[1]!.data).not.toEqual(at(12n)[1]!.data);
});

test('proofs are asked for as the reference lets them be', () => {
  const ask = (height: bigint, path = '/store/bank/key') =>
    chain.app.query({ path, data: Buffer.of(0), height, prove: true });
  expect(ask(1n)).toMatchObject({ code: 18, log: expect.stringContaining('when height <= 1') });
  expect(ask(13n)).toMatchObject({ code: 26 });
  expect(ask(0n).height).toBe(12n);
  expect(ask(0n, '/store/nothing/key')).toMatchObject({ code: 6 });
  expect(chain.app.query({ path: '/store/bank/key', data: Buffer.of(0), height: 5n, prove: false }).proofOps).toBe(
    undefined,
  );
});
