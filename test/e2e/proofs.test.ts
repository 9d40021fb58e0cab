import { iavlSpec, ics23, tendermintSpec, verifyMembership, verifyNonMembership } from '@confio/ics23';
import { coins } from '@cosmjs/proto-signing';
import { SigningStargateClient } from '@cosmjs/stargate';
import { Comet38Client } from '@cosmjs/tendermint-rpc';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EmbeddedEngine } from '../../src/engine/embedded/index.ts';
import { startChain, wallet } from './rpc-network.ts';

let engine: EmbeddedEngine;
let client: Comet38Client;
beforeAll(async () => {
  engine = await startChain('manual');
  client = await Comet38Client.connect(engine.rpcUrl);
});
afterAll(async () => {
  client.disconnect();
  await engine.stop();
});

/** Asks as a light client does: the answer has to follow from the app hash in the next block's header. */
async function proven(store: string, key: Uint8Array, height: number): Promise<Uint8Array | undefined> {
  const { proof, value } = await client.abciQuery({ path: `/store/${store}/key`, data: key, height, prove: true });
  expect(proof?.ops.map(({ type }) => type)).toEqual(['ics23:iavl', 'ics23:simple']);
  const [inner, outer] = proof!.ops.map(({ data }) => ics23.CommitmentProof.decode(data));
  const { appHash } = (await client.block(height + 1)).block.header;
  const moduleRoot = outer!.exist!.value!;
  expect(verifyMembership(outer!, tendermintSpec, appHash, Buffer.from(store), moduleRoot)).toBe(true);
  if (value.length === 0) {
    expect(verifyNonMembership(inner!, iavlSpec, moduleRoot, key)).toBe(true);
    return undefined;
  }
  expect(verifyMembership(inner!, iavlSpec, moduleRoot, key, value)).toBe(true);
  return value;
}

test('a client trusts no more than the app hash of a header, at the latest and at an older height', async () => {
  const { signer, alice, bob } = await wallet();
  await engine.advance({ blocks: 3 });
  const older = Number(engine.height);
  const signing = await SigningStargateClient.connectWithSigner(engine.rpcUrl, signer);
  const account = Buffer.concat([Buffer.of(1), Buffer.from(alice)]);
  await engine.advance({ blocks: 1 });
  const before = await proven('acc', account, older);
  expect(before).toBeDefined();

  const sent = signing.sendTokens(alice, bob, coins(5, 'uallo'), { amount: coins(2_000, 'uallo'), gas: '200000' });
  while ((await client.numUnconfirmedTxs()).total === 0) await new Promise((resolve) => setImmediate(resolve));
  await engine.advance({ blocks: 2 });
  expect((await sent).code).toBe(0);
  const latest = Number(engine.height) - 1;
  const after = await proven('acc', account, latest);
  expect(after).not.toEqual(before);
  expect(await proven('acc', account, older)).toEqual(before);
  expect(await proven('acc', Buffer.concat([account, Buffer.of(7)]), latest)).toBeUndefined();
  expect(await proven('bank', Buffer.of(250), older)).toBeUndefined();
});
