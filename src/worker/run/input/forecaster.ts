import { latestScoredNonce } from '../../../client/actor-scores.ts';
import type { AlloraClient } from '../../../client/client.ts';
import type { Labelled } from '../../../client/labelled.ts';
import { hasSeveralLabels } from '../../../client/labelled.ts';
import { orNothing } from '../../../client/optional.ts';
import { QueryService } from '../../../wire/gen/emissions/v10/query_pb.ts';
import type { Topic } from '../../../wire/gen/emissions/v10/types_pb.ts';
import { type Asked, type CommonInput, commonInput } from './common.ts';
import { type LatestInput, latestInput } from './latest.ts';

const { method } = QueryService;

/** What is public about an inferer when its next loss is forecast. */
export interface InfererInput {
  readonly address: string;
  /** Smoothed score; null where it has none. */
  readonly score: string | null;
  /** What it answered to this nonce; null while it did not. */
  readonly inference: Labelled | null;
  /** The network's losses of its inferences, oldest first: log10, or raw where the topic says so. */
  readonly losses: readonly { readonly nonce: number; readonly value: string }[];
}

export interface ForecasterInput extends CommonInput {
  readonly latest: LatestInput | null;
  readonly inferers: readonly InfererInput[];
}

/** How many epochs of losses are asked for; networks keep few. */
const EPOCHS = 10;

/**
 * What a forecaster's program reads.
 * @param seen inferers whose answers to this nonce were seen in blocks
 * @throws ClientError
 */
export async function forecasterInput(asked: Asked, seen: Iterable<string>): Promise<ForecasterInput> {
  const { client, topic, window } = asked;
  const [common, latest, losses] = await Promise.all([
    commonInput(asked),
    latestInput(client, topic.id),
    recentLosses(client, topic),
  ]);
  const known = new Set([...(latest?.inferers.map(({ worker }) => worker) ?? []), ...losses.keys(), ...seen]);
  const inferers = await Promise.all(
    [...known].sort().map(async (address): Promise<InfererInput> => {
      const [{ score }, inference] = await Promise.all([
        client.query(method.getInfererScoreEma, { topicId: topic.id, inferer: address }),
        inferenceFor(client, topic, address, window.nonce),
      ]);
      return {
        address,
        score: score && score.blockHeight > 0n ? score.score : null,
        inference,
        losses: losses.get(address) ?? [],
      };
    }),
  );
  return { ...common, latest, inferers };
}

async function recentLosses(
  client: AlloraClient,
  topic: Topic,
): Promise<Map<string, InfererInput['losses'][number][]>> {
  const last = (await orNothing(latestScoredNonce(client, topic.id))) ?? 0n;
  const nonces = Array.from({ length: EPOCHS }, (_, i) => last - BigInt(EPOCHS - 1 - i) * topic.epochLength);
  const bundles = await Promise.all(
    nonces
      .filter((nonce) => nonce > 0n)
      .map(async (blockHeight) => ({
        nonce: Number(blockHeight),
        bundle: (await orNothing(client.query(method.getNetworkLossBundleAtBlock, { topicId: topic.id, blockHeight })))
          ?.lossBundle,
      })),
  );
  const losses = new Map<string, { nonce: number; value: string }[]>();
  for (const { nonce, bundle } of bundles) {
    for (const { worker, value } of bundle?.infererValues ?? []) {
      losses.set(worker, [...(losses.get(worker) ?? []), { nonce, value }]);
    }
  }
  return losses;
}

async function inferenceFor(
  client: AlloraClient,
  topic: Topic,
  workerAddress: string,
  nonce: bigint,
): Promise<Labelled | null> {
  const found = await orNothing(
    client.query(method.getWorkerLatestInputInferenceByTopicId, { topicId: topic.id, workerAddress }),
  );
  const said = found?.latestInputInference;
  if (!said || said.blockHeight !== nonce) return null;
  if (hasSeveralLabels(topic)) return Object.fromEntries(said.values.map(({ label, value }) => [label, value]));
  return said.values[0]?.value ?? said.value;
}
