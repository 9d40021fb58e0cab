import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { afterAll, expect, test } from 'vitest';
import { type AbciServer, serve } from '../../../src/node/abci/server.ts';
import { CheckTxType } from '../../../src/wire/gen/tendermint/abci/types_pb.ts';
import { PublicKeySchema } from '../../../src/wire/gen/tendermint/crypto/keys_pb.ts';
import { alice, bob, CHAIN_ID, send, signed } from '../chain/harness.ts';
import { AbciPeer } from './abci-peer.ts';
import { Folders, initChainRequest, openNodeApp } from './node-app.ts';

const folders = new Folders();
const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  folders.cleanUp();
});

async function served(folder = folders.make()) {
  const app = openNodeApp(folder);
  const errors: string[] = [];
  const path = join(folder, 'abci.sock');
  const server: AbciServer = await serve(app.application, { path }, { onError: (error) => errors.push(error.message) });
  const stop = async () => {
    await server.close();
    await app.close();
  };
  closing.push(stop);
  return { app, server, errors, stop, folder, open: () => AbciPeer.open(path) };
}

const seconds = (time: bigint) => ({ seconds: time / 1_000_000_000n, nanos: Number(time % 1_000_000_000n) });

function genesisRequest() {
  const { time, consensusParams, ...rest } = initChainRequest();
  const { evidence, ...params } = consensusParams;
  return {
    case: 'initChain' as const,
    value: {
      ...rest,
      time: seconds(time),
      consensusParams: { ...params, evidence: { ...evidence, maxAgeDuration: seconds(evidence.maxAgeDuration) } },
    },
  };
}

const block = (height: bigint, txs: Uint8Array[] = []) => ({
  case: 'finalizeBlock' as const,
  value: {
    txs,
    decidedLastCommit: {},
    height,
    time: seconds(1_700_000_000_000_000_000n + height * 1_000_000_000n),
    hash: new Uint8Array(32),
    nextValidatorsHash: new Uint8Array(32),
    proposerAddress: new Uint8Array(20),
  },
});

test('a chain is begun, goes on, and is asked over the socket', async () => {
  const { open } = await served();
  const peer = await open();
  expect(await peer.ask({ case: 'echo', value: { message: 'hello' } }, 'echo')).toMatchObject({ message: 'hello' });
  const info = await peer.ask({ case: 'info', value: { version: '0.38.26', abciVersion: '2.0.0' } }, 'info');
  expect(info).toMatchObject({ data: 'AlloraApp', lastBlockHeight: 0n });
  const begun = await peer.ask(genesisRequest(), 'initChain');
  expect(begun.validators).toHaveLength(1);
  expect(begun.validators[0]!.pubKey?.sum.case).toBe('ed25519');

  const tx = signed(alice, 0n, [send(alice, bob.address)]);
  expect(await peer.ask({ case: 'checkTx', value: { tx, type: CheckTxType.NEW } }, 'checkTx')).toMatchObject({
    code: 0,
  });
  const proposal = await peer.ask(
    { case: 'prepareProposal', value: { txs: [tx], maxTxBytes: 1_000_000n } },
    'prepareProposal',
  );
  expect(proposal.txs).toEqual([tx]);
  expect(await peer.ask({ case: 'processProposal', value: { txs: [tx] } }, 'processProposal')).toMatchObject({
    status: 1,
  });
  const done = await peer.ask(block(1n, [tx]), 'finalizeBlock');
  expect(done.txResults).toHaveLength(1);
  expect(done.txResults[0]).toMatchObject({ code: 0 });
  expect(done.txResults[0]!.events.some(({ type }) => type === 'transfer')).toBe(true);
  expect(await peer.ask({ case: 'commit', value: {} }, 'commit')).toMatchObject({ retainHeight: 0n });
  // The same transaction once more: its sequence is used.
  expect(await peer.ask({ case: 'checkTx', value: { tx, type: CheckTxType.RECHECK } }, 'checkTx')).toMatchObject({
    code: 32,
    codespace: 'sdk',
  });
  for (const height of [2n, 3n]) {
    await peer.ask(block(height), 'finalizeBlock');
    await peer.ask({ case: 'commit', value: {} }, 'commit');
  }
  const found = await peer.ask(
    { case: 'query', value: { path: '/store/bank/key', data: Uint8Array.of(0), height: 2n, prove: true } },
    'query',
  );
  expect(found.proofOps?.ops.map(({ type }) => type)).toEqual(['ics23:iavl', 'ics23:simple']);
  const unknown = await peer.ask({ case: 'query', value: { path: '/nowhere' } }, 'query');
  expect(unknown.code).not.toBe(0);
});

test('answers wait for a Flush, and come in the order of the requests', async () => {
  const { open } = await served();
  const [peer, other] = [await open(), await open()];
  peer.send(
    { case: 'echo', value: { message: '1' } },
    { case: 'info', value: {} },
    { case: 'echo', value: { message: '3' } },
  );
  // A second connection is served meanwhile, whatever waits on the first.
  await other.ask({ case: 'echo', value: { message: 'x' } }, 'echo');
  expect(peer.unread).toBe(0);
  peer.send({ case: 'flush', value: {} });
  const answers = [await peer.take(), await peer.take(), await peer.take(), await peer.take()];
  expect(answers.map((answer) => answer?.case)).toEqual(['echo', 'info', 'echo', 'flush']);
});

test('what fails is answered with an Exception, and only that connection ends', async () => {
  const { open, errors } = await served();
  const [peer, other] = [await open(), await open()];
  peer.send({ case: 'commit', value: {} });
  expect(await peer.take()).toMatchObject({
    case: 'exception',
    value: { error: expect.stringContaining('no finalized') },
  });
  expect(await peer.take()).toBeUndefined();
  expect(errors).toHaveLength(1);
  expect(await other.ask({ case: 'echo', value: { message: 'x' } }, 'echo')).toMatchObject({ message: 'x' });
});

test('bytes that are no request are answered with an Exception', async () => {
  const { open } = await served();
  const peer = await open();
  peer.socket.write(Uint8Array.of(3, 255, 255, 255));
  expect((await peer.take())?.case).toBe('exception');
});

test('another protocol, another chain, and keys of another kind are refused', async () => {
  const { open } = await served();
  const old = await open();
  old.send({ case: 'info', value: { version: '0.37.0', abciVersion: '1.0.0' } });
  expect(await old.take()).toMatchObject({ value: { error: expect.stringContaining('ABCI 1.0.0') } });

  const genesis = genesisRequest();
  const peer = await open();
  peer.send({ ...genesis, value: { ...genesis.value, chainId: 'another' } });
  expect(await peer.take()).toMatchObject({ value: { error: expect.stringContaining(CHAIN_ID) } });

  const pubKey = create(PublicKeySchema, { sum: { case: 'secp256k1', value: new Uint8Array(33) } });
  const third = await open();
  third.send({ ...genesis, value: { ...genesis.value, validators: [{ pubKey, power: 1n }] } });
  expect(await third.take()).toMatchObject({ value: { error: expect.stringContaining('ed25519') } });
});

test('vote extensions: none is added, one that carries something is refused', async () => {
  const { open } = await served();
  const peer = await open();
  const extended = await peer.ask({ case: 'extendVote', value: { height: 1n } }, 'extendVote');
  expect(extended.voteExtension).toHaveLength(0);
  const verify = (voteExtension: Uint8Array) =>
    peer.ask({ case: 'verifyVoteExtension', value: { voteExtension } }, 'verifyVoteExtension');
  expect(await verify(new Uint8Array(0))).toMatchObject({ status: 1 });
  expect(await verify(Uint8Array.of(1))).toMatchObject({ status: 2 });
});

test('a block of 20 MB passes', async () => {
  const { open } = await served();
  const peer = await open();
  await peer.ask(genesisRequest(), 'initChain');
  const txs = Array.from({ length: 20 }, (_, i) => new Uint8Array(1 << 20).fill(i));
  const proposal = await peer.ask(
    { case: 'prepareProposal', value: { txs, maxTxBytes: 22_020_096n } },
    'prepareProposal',
  );
  expect(proposal.txs).toHaveLength(20);
  const done = await peer.ask(block(1n, txs), 'finalizeBlock');
  expect(done.txResults.every(({ code }) => code !== 0)).toBe(true);
});

test('what was committed is there again after a restart, what was only finalized is not', async () => {
  const first = await served();
  const peer = await first.open();
  await peer.ask(genesisRequest(), 'initChain');
  await peer.ask(block(1n), 'finalizeBlock');
  await peer.ask({ case: 'commit', value: {} }, 'commit');
  const { lastBlockAppHash } = await peer.ask({ case: 'info', value: {} }, 'info');
  await peer.ask(block(2n), 'finalizeBlock');
  await first.stop();

  const again = await served(first.folder);
  const other = await again.open();
  const info = await other.ask({ case: 'info', value: {} }, 'info');
  expect(info).toMatchObject({ lastBlockHeight: 1n, lastBlockAppHash });
  await other.ask(block(2n), 'finalizeBlock');
  await other.ask({ case: 'commit', value: {} }, 'commit');
  expect(await other.ask({ case: 'info', value: {} }, 'info')).toMatchObject({ lastBlockHeight: 2n });
});
