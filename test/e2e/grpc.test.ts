import {
  create,
  createFileRegistry,
  type DescMethod,
  type FileRegistry,
  fromBinary,
  type MessageInitShape,
  toBinary,
} from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pathOf, services } from '../../src/api/catalogue.ts';
import { sendTokens } from '../../src/client/actions/send-tokens.ts';
import { send } from '../../src/client/send.ts';
import { signTx } from '../../src/client/sign.ts';
import { Query as Auth } from '../../src/wire/gen/cosmos/auth/v1beta1/query_pb.ts';
import { Query as Bank } from '../../src/wire/gen/cosmos/bank/v1beta1/query_pb.ts';
import { Service as Node } from '../../src/wire/gen/cosmos/base/node/v1beta1/query_pb.ts';
import { Service as Comet } from '../../src/wire/gen/cosmos/base/tendermint/v1beta1/query_pb.ts';
import { PubKeySchema } from '../../src/wire/gen/cosmos/crypto/ed25519/keys_pb.ts';
import { BroadcastMode, Service as Tx } from '../../src/wire/gen/cosmos/tx/v1beta1/service_pb.ts';
import { QueryService as Emissions } from '../../src/wire/gen/emissions/v10/query_pb.ts';
import {
  type ServerReflectionRequest,
  ServerReflectionRequestSchema,
  type ServerReflectionResponse,
  ServerReflectionResponseSchema,
} from '../../src/wire/gen/grpc/reflection/v1/reflection_pb.ts';
import { QueryService as Mint } from '../../src/wire/gen/mint/v5/query_pb.ts';
import { encode, fromJson, unpackAny } from '../../src/wire/index.ts';
import { type ApiNetwork, apiNetwork, asBytes } from './api-network.ts';
import { sampleRequest } from './api-samples.ts';

let network: ApiNetwork;
beforeAll(async () => {
  network = await apiNetwork();
});
afterAll(async () => {
  await network.close();
  expect(network.faults).toEqual([]);
});

type Asked = MessageInitShape<typeof ServerReflectionRequestSchema>['messageRequest'];

/** Asks reflection several things over one stream. */
function reflect(version: string, asked: readonly Asked[]): Promise<ServerReflectionResponse[]> {
  const write = (one: ServerReflectionRequest) => Buffer.from(toBinary(ServerReflectionRequestSchema, one));
  const read = (bytes: Buffer) => fromBinary(ServerReflectionResponseSchema, bytes);
  const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
  const stream = network.grpc.makeBidiStreamRequest(path, write, read);
  const answers: ServerReflectionResponse[] = [];
  return new Promise((resolve, reject) => {
    stream.on('data', (answer: ServerReflectionResponse) => answers.push(answer));
    stream.on('error', reject);
    stream.on('end', () => resolve(answers));
    for (const messageRequest of asked)
      stream.write(create(ServerReflectionRequestSchema, { host: 'h', messageRequest }));
    stream.end();
  });
}

const filesOf = ({ messageResponse: found }: ServerReflectionResponse): Uint8Array[] =>
  found.case === 'fileDescriptorResponse' ? found.value.fileDescriptorProto : [];

describe.each(['v1', 'v1alpha'])('reflection %s', (version) => {
  test('names every service, and describes it with all that it needs', async () => {
    const [listed] = await reflect(version, [{ case: 'listServices', value: '*' }]);
    const found = listed?.messageResponse;
    const names = found?.case === 'listServicesResponse' ? found.value.service.map(({ name }) => name) : [];
    expect(names).toEqual(expect.arrayContaining(services.map(({ typeName }) => typeName)));
    expect(names).toContain(`grpc.reflection.${version}.ServerReflection`);
    const answers = await reflect(
      version,
      names.map((value) => ({ case: 'fileContainingSymbol', value })),
    );
    for (const [i, answer] of answers.entries()) {
      const file = filesOf(answer).map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
      const byName = new Map(file.map((one) => [one.name, one]));
      const registry = createFileRegistry(create(FileDescriptorSetSchema, { file: inOrder(byName) }));
      expect(registry.getService(names[i] as string)?.methods.length).toBeGreaterThan(0);
    }
  });

  test('answers as long as it is asked: what was handed on is not held', async () => {
    // 1,000 answers of 70 KB are more than all calls together may hold.
    const asked = Array.from(
      { length: 1_000 },
      (): Asked => ({ case: 'fileContainingSymbol', value: 'emissions.v10.QueryService' }),
    );
    const answers = await reflect(version, asked);
    expect(answers).toHaveLength(asked.length);
    const bytes = answers.reduce((sum, answer) => sum + filesOf(answer).reduce((all, file) => all + file.length, 0), 0);
    expect(bytes).toBeGreaterThan(64 << 20);
  });

  test('says what is wrong with a question that cannot be read', async () => {
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
    const stream = network.grpc.makeBidiStreamRequest(
      path,
      (bytes: Buffer) => bytes,
      (bytes: Buffer) => bytes,
    );
    const failed = new Promise<ServiceError>((resolve) => stream.on('error', resolve));
    stream.on('data', () => undefined);
    stream.write(Buffer.from([0x22, 0xff]));
    expect((await failed).code).toBe(status.INVALID_ARGUMENT);
  });

  test('finds files, symbols, fields and extensions, and says what it does not find', async () => {
    const extended = 'google.protobuf.MethodOptions';
    const answers = await reflect(version, [
      { case: 'fileByFilename', value: 'cosmos/bank/v1beta1/query.proto' },
      { case: 'fileContainingSymbol', value: 'cosmos.bank.v1beta1.Query.Balance' },
      { case: 'fileContainingSymbol', value: '.emissions.v10.Topic.metadata' },
      { case: 'fileContainingSymbol', value: 'cosmos.bank.v1beta1.MsgSend' },
      { case: 'fileContainingExtension', value: { containingType: extended, extensionNumber: 72295728 } },
      { case: 'allExtensionNumbersOfType', value: extended },
      { case: 'fileByFilename', value: 'no/such.proto' },
      { case: 'fileContainingSymbol', value: 'no.such.Symbol' },
      { case: 'allExtensionNumbersOfType', value: 'no.such.Type' },
      undefined,
    ]);
    const first = answers
      .map((answer) => filesOf(answer)[0])
      .map((bytes) => bytes && fromBinary(FileDescriptorProtoSchema, bytes).name);
    expect(first.slice(0, 5)).toEqual([
      'cosmos/bank/v1beta1/query.proto',
      'cosmos/bank/v1beta1/query.proto',
      'emissions/v10/types.proto',
      'cosmos/bank/v1beta1/tx.proto',
      'google/api/annotations.proto',
    ]);
    expect(answers[5]?.messageResponse.value).toMatchObject({
      baseTypeName: extended,
      extensionNumber: expect.arrayContaining([72295728]),
    });
    for (const answer of answers.slice(6))
      expect(answer.messageResponse).toMatchObject({ case: 'errorResponse', value: { errorCode: 5 } });
    expect(answers[0]).toMatchObject({
      validHost: 'h',
      originalRequest: { messageRequest: { case: 'fileByFilename' } },
    });
  });
});

describe('a client that knows only what reflection told it', () => {
  let learnt: FileRegistry;
  beforeAll(async () => {
    const asked = services.map(({ typeName }) => ({ case: 'fileContainingSymbol' as const, value: typeName }));
    const files = new Map(
      (await reflect('v1', asked)).flatMap(filesOf).map((bytes) => {
        const file = fromBinary(FileDescriptorProtoSchema, bytes);
        return [file.name, file] as const;
      }),
    );
    learnt = createFileRegistry(create(FileDescriptorSetSchema, { file: inOrder(files) }));
  });

  const methods = services.flatMap((service) => service.methods);
  const CODES = [status.UNKNOWN, status.INVALID_ARGUMENT, status.NOT_FOUND, status.UNIMPLEMENTED];

  test.each(methods.map((method) => [pathOf(method), method] as const))('calls %s', async (path, known) => {
    const method = learnt
      .getService(known.parent.typeName)
      ?.methods.find(({ name }) => name === known.name) as DescMethod;
    const request = encode(known.input, fromJson(known.input, sampleRequest(known, network.alice.address)) as never);
    const answer = await raw(path, Buffer.from(request)).catch((error: ServiceError) => error);
    if (answer instanceof Error) {
      expect(CODES).toContain(answer.code);
      expect(answer.details).toMatch(/./);
      expect(answer.details).not.toMatch(/internal/);
    } else expect(() => fromBinary(method.output, answer)).not.toThrow();
  });
});

/** Files with what they import before them. */
function inOrder<F extends { dependency: string[] }>(files: ReadonlyMap<string, F>): F[] {
  const done = new Set<F>();
  const add = (name: string): void => {
    const file = files.get(name);
    if (!file || done.has(file)) return;
    file.dependency.forEach(add);
    done.add(file);
  };
  for (const name of files.keys()) add(name);
  return [...done];
}

function raw(
  path: string,
  request: Buffer,
  options: { deadline?: number } = {},
  client = network.grpc,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, asBytes, asBytes, request, options, (error, answer) =>
      error ? reject(error) : resolve(answer as Buffer),
    );
  });
}

describe('errors', () => {
  const refused = async (call: Promise<unknown>): Promise<[number, string]> => {
    const error = (await call.catch((thrown: unknown) => thrown)) as ServiceError;
    return [error.code, error.details];
  };

  test('have the status and the words that clients wait for', async () => {
    const hash = 'CD'.repeat(32);
    expect(await refused(network.call(Tx.method.getTx, { hash }))).toEqual([status.NOT_FOUND, `tx not found: ${hash}`]);
    const nobody = 'allo1erxf3sa9q2j4vgseu7jq4a258ckmk7cypdqgsm'.replace(/.$/, 'x');
    expect((await refused(network.call(Auth.method.account, { address: nobody })))[0]).toBe(status.INVALID_ARGUMENT);
    expect(await refused(network.call(Emissions.method.getTopic, { topicId: 9n }))).toEqual([
      status.NOT_FOUND,
      'topic 9 not found',
    ]);
    expect((await refused(network.call(Mint.method.params, {})))[0]).toBe(status.UNIMPLEMENTED);
    expect((await refused(raw('/no.such.Service/Method', Buffer.alloc(0))))[0]).toBe(status.UNIMPLEMENTED);
    expect((await refused(raw(pathOf(Bank.method.balance), Buffer.from([0xff]))))[0]).toBe(status.INVALID_ARGUMENT);
    expect((await refused(raw(pathOf(Comet.method.getBlockByHeight), Buffer.from([0xff]))))[0]).toBe(
      status.INVALID_ARGUMENT,
    );
    const simulated = await refused(network.call(Tx.method.simulate, { txBytes: new Uint8Array(3) }));
    expect(simulated).toEqual([status.UNKNOWN, expect.stringMatching(/with gas used/)]);
  });

  test('keep letters that are not ASCII', async () => {
    const [code, details] = await refused(network.call(Emissions.method.getWorkerNodeInfo, { address: 'é 100% ü' }));
    expect([code, details]).toEqual([status.NOT_FOUND, 'node é 100% ü not found']);
  });

  test('tell of heights that are not there', async () => {
    const at = (height: string) => refused(network.call(Bank.method.params, {}, { 'x-cosmos-block-height': height }));
    expect(await at('99999')).toEqual([status.INVALID_ARGUMENT, expect.stringMatching(/height in the future/)]);
    expect(await at('one')).toEqual([status.INVALID_ARGUMENT, expect.stringMatching(/not a height/)]);
  });
});

test('heights go in and come out as metadata', async () => {
  const request = { address: network.bob.address, denom: 'uallo' };
  const before = await network.call(Bank.method.balance, request);
  await send(network.client, network.alice, [sendTokens(network.alice.address, network.bob.address, 3n)]);
  const then = await network.call(Bank.method.balance, request, { 'x-cosmos-block-height': before.height ?? '' });
  expect(then).toEqual(before);
  const now = await network.call(Bank.method.balance, request);
  expect(BigInt(now.message.balance?.amount ?? 0)).toBe(BigInt(before.message.balance?.amount ?? 0) + 3n);
  expect(Number(now.height)).toBeGreaterThan(Number(before.height));
});

test('a transaction is simulated, sent, waited for and searched', async () => {
  const { alice, bob, client } = network;
  const { info } = (await network.call(Auth.method.accountInfo, { address: alice.address })).message;
  const { defaultNodeInfo } = (await network.call(Comet.method.getNodeInfo, {})).message;
  const { accountNumber, sequence } = info as NonNullable<typeof info>;
  const on = { accountNumber, sequence, chainId: defaultNodeInfo?.network ?? '', gas: 200_000n };
  const txBytes = await signTx(alice, [sendTokens(alice.address, bob.address, 2n)], on);
  const { gasInfo } = (await network.call(Tx.method.simulate, { txBytes })).message;
  expect(gasInfo?.gasUsed).toBeGreaterThan(10_000n);
  const sent = (await network.call(Tx.method.broadcastTx, { txBytes, mode: BroadcastMode.SYNC })).message.txResponse;
  expect([sent?.code, sent?.rawLog]).toEqual([0, '']);
  const hash = sent?.txhash ?? '';
  const found = await untilFound(hash);
  expect(found.tx?.body?.messages[0]?.typeUrl).toBe('/cosmos.bank.v1beta1.MsgSend');
  expect(found.txResponse).toMatchObject({ txhash: hash, code: 0 });
  const [packed] = [unpackAny(found.txResponse?.tx as never)];
  expect(packed?.message).toEqual(found.tx);
  const height = found.txResponse?.height ?? 0n;
  const searched = (await network.call(Tx.method.getTxsEvent, { query: `tx.hash='${hash}'` })).message;
  expect([searched.total, searched.txResponses]).toEqual([1n, [found.txResponse]]);
  const block = (await network.call(Tx.method.getBlockWithTxs, { height })).message;
  expect([block.txs, block.block?.header?.height]).toEqual([[found.tx], height]);
  const asynchronous = await network.call(Tx.method.broadcastTx, {
    txBytes: new Uint8Array([1]),
    mode: BroadcastMode.ASYNC,
  });
  expect(asynchronous.message.txResponse?.txhash).toMatch(/^[0-9A-F]{64}$/);
  expect((await client.tx(hash))?.height).toBe(String(height));
});

async function untilFound(hash: string) {
  for (;;) {
    try {
      return (await network.call(Tx.method.getTx, { hash })).message;
    } catch (error) {
      if ((error as ServiceError).code !== status.NOT_FOUND) throw error;
    }
  }
}

describe('what stands above the RPC', () => {
  test('blocks agree with the RPC, and tell their proposer as an address too', async () => {
    const { blockId, block, sdkBlock } = (await network.call(Comet.method.getBlockByHeight, { height: 2n })).message;
    const { block_id, block: plain } = await network.client.rpc.call<{
      block_id: { hash: string };
      block: { header: { proposer_address: string; time: string } };
    }>('block', { height: '2' });
    expect(
      Buffer.from(blockId?.hash ?? [])
        .toString('hex')
        .toUpperCase(),
    ).toBe(block_id.hash);
    expect(
      Buffer.from(block?.header?.proposerAddress ?? [])
        .toString('hex')
        .toUpperCase(),
    ).toBe(plain.header.proposer_address);
    expect(sdkBlock?.header?.proposerAddress).toMatch(/^allovalcons1/);
    expect(sdkBlock?.header?.time).toEqual(block?.header?.time);
    expect(block?.lastCommit?.signatures).toHaveLength(4);
    const latest = (await network.call(Comet.method.getLatestBlock, {})).message;
    expect(latest.block?.header?.height).toBeGreaterThanOrEqual(2n);
  });

  test('validator sets, by page', async () => {
    const all = (await network.call(Comet.method.getLatestValidatorSet, {})).message;
    expect([all.validators.length, all.pagination?.total]).toEqual([4, 4n]);
    const key = unpackAny(all.validators[0]?.pubKey as never);
    expect(key.schema).toBe(PubKeySchema);
    const some = await network.call(Comet.method.getValidatorSetByHeight, {
      height: 1n,
      pagination: { offset: 1n, limit: 2n },
    });
    expect(some.message.validators.map(({ address }) => address)).toEqual(
      all.validators.slice(1, 3).map(({ address }) => address),
    );
  });

  test('what a node says of itself', async () => {
    const { defaultNodeInfo, applicationVersion } = (await network.call(Comet.method.getNodeInfo, {})).message;
    expect([defaultNodeInfo?.network, applicationVersion?.appName]).toEqual(['localnet', 'allorad']);
    expect((await network.call(Comet.method.getSyncing, {})).message.syncing).toBe(false);
    const node = (await network.call(Node.method.status, {})).message;
    expect(node.height).toBeGreaterThan(0n);
    expect(node.appHash).toHaveLength(32);
    expect((await network.call(Node.method.config, {})).message.minimumGasPrice).toMatch(/^\d+\.\d{18}uallo$/);
  });

  test('ABCI paths, errors and proofs as they are', async () => {
    const version = (await network.call(Comet.method.aBCIQuery, { path: '/app/version' })).message;
    expect(Buffer.from(version.value).toString()).toBe('v0.17.0');
    const unknown = (await network.call(Comet.method.aBCIQuery, { path: '/nothing' })).message;
    expect([unknown.code, unknown.codespace]).toEqual([6, 'sdk']);
    const proven = await network.call(Comet.method.aBCIQuery, {
      path: '/store/bank/key',
      data: new Uint8Array([1]),
      height: 2n,
      prove: true,
    });
    expect(proven.message.proofOps?.ops.length).toBeGreaterThan(0);
  });
});

test('a call that takes too long for its caller is over', async () => {
  const client = new Client(`127.0.0.1:${network.api.grpcPort}`, credentials.createInsecure());
  const late = await raw(pathOf(Bank.method.params), Buffer.alloc(0), { deadline: Date.now() - 1 }, client).catch(
    (error: unknown) => error,
  );
  expect((late as ServiceError).code).toBe(status.DEADLINE_EXCEEDED);
  client.close();
});
