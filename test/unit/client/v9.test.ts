import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { createTopic } from '../../../src/client/actions/create-topic.ts';
import { insertWorkerPayload } from '../../../src/client/actions/insert-worker-payload.ts';
import { register } from '../../../src/client/actions/register.ts';
import { sendTokens } from '../../../src/client/actions/send-tokens.ts';
import { updateParams } from '../../../src/client/actions/update-params.ts';
import { AlloraClient } from '../../../src/client/client.ts';
import { ClientError } from '../../../src/client/errors.ts';
import { signerFromMnemonic } from '../../../src/client/signer.ts';
import { messagesV9 } from '../../../src/client/v9/messages.ts';
import { InputInferenceForecastBundleSchema } from '../../../src/wire/gen/emissions/v9/input_pb.ts';
import { QueryService as Older } from '../../../src/wire/gen/emissions/v9/query_pb.ts';
import type { InsertWorkerPayloadRequest } from '../../../src/wire/gen/emissions/v9/tx_pb.ts';
import { QueryService } from '../../../src/wire/gen/emissions/v10/query_pb.ts';
import { TopicOutputArity } from '../../../src/wire/gen/emissions/v10/types_pb.ts';
import { encode, secp256k1, sha256 } from '../../../src/wire/index.ts';

const alice = signerFromMnemonic('test test test test test test test test test test test junk');

describe('messages for a network of v9', () => {
  it('go by its names; those of other modules stay', () => {
    const bank = sendTokens(alice.address, alice.address, 1n);
    const [registered, sent] = messagesV9([register(alice.address, 1n, 'worker'), bank], alice);
    expect(registered).toMatchObject({ $typeName: 'emissions.v9.RegisterRequest', sender: alice.address, topicId: 1n });
    expect(sent).toBe(bank);
  });

  it('carry a worker payload with its single value, signed as v9 signs', () => {
    const payload = insertWorkerPayload(alice, {
      ...{ topicId: 1n, nonce: 24n, inference: '3127.50' },
      forecast: [{ inferer: alice.address, value: '-1.5' }],
    });
    const [message] = messagesV9([payload], alice) as unknown as InsertWorkerPayloadRequest[];
    const { inferenceForecastsBundle: bundle, inferencesForecastsBundleSignature: signature } =
      message!.workerDataBundle!;
    expect(bundle).toMatchObject({
      inference: { value: '3127.50', topicId: 1n, blockHeight: 24n },
      forecast: { forecastElements: [{ value: '-1.5' }] },
    });
    const signed = sha256(encode(InputInferenceForecastBundleSchema, bundle!));
    expect(secp256k1.verify(signature, signed, alice.publicKey)).toBe(true);
  });

  it.each([
    ['a topic of several labels', createTopic(alice.address, { outputArity: TopicOutputArity.MULTI })],
    ['a label whitelist', createTopic(alice.address, { labelWhitelist: ['up'] })],
    ['a parameter of labels', updateParams(alice.address, { maxEpochLabelRegistrySize: [5n] })],
    [
      'an inference with labels',
      insertWorkerPayload(alice, { topicId: 1n, nonce: 2n, inference: [{ label: 'up', value: '1' }] }),
    ],
  ])('refuse %s', (_, message) => {
    expect(() => messagesV9([message], alice)).toThrow('this network speaks emissions v9, which knows no');
  });
});

describe('queries of a network', () => {
  /** A client of a node that answers the given paths with a topic, and knows no other. */
  function client(...known: string[]) {
    const asked: string[] = [];
    const made = new AlloraClient('http://127.0.0.1:1');
    made.queryRaw = async (path) => {
      asked.push(path);
      if (!known.some((service) => path.startsWith(`/${service}/`)))
        throw new ClientError('query', 'unknown query path');
      const { output } = Older.method.getTopic;
      return encode(output, create(output, { topic: { id: 1n, pNorm: '3' } }));
    };
    return { client: made, asked };
  }
  const { getTopic, getParams } = QueryService.method;

  it('are put to v10 where it is served, and nothing is asked twice', async () => {
    const { client: v10, asked } = client('emissions.v10.QueryService', 'emissions.v9.QueryService');
    await v10.query(getTopic, { topicId: 1n });
    expect([await v10.emissions(), asked]).toEqual(['v10', ['/emissions.v10.QueryService/GetTopic']]);
  });

  it('are put to v9 once it is known that it is served', async () => {
    const { client: v9, asked } = client('emissions.v9.QueryService');
    const { topic } = await v9.query(getTopic, { topicId: 1n });
    expect(topic).toMatchObject({
      id: 1n,
      pNorm: '3',
      outputArity: TopicOutputArity.SINGLE,
      maxLabelsPerSubmission: 1n,
    });
    await v9.query(getTopic, { topicId: 1n });
    expect(asked.map((path) => path.split('.')[1])).toEqual(['v10', 'v9', 'v9']);
    expect(await v9.emissions()).toBe('v9');
  });

  it('say so where neither is', async () => {
    const { client: other } = client('cosmos.bank.v1beta1.Query');
    await expect(other.query(getParams, {})).rejects.toThrow('this network serves neither emissions v10 nor v9');
    await expect(other.emissions()).rejects.toMatchObject({ kind: 'query' });
  });
});
