import { z } from 'zod';
import type { ReputerLosses } from '../../../client/actions/insert-reputer-payload.ts';
import type { Dec } from '../../../protocol/decimal/index.ts';
import type { NetworkInferenceBundle, Topic } from '../../../wire/gen/emissions/v10/types_pb.ts';
import { judge, type Truth } from '../../judge.ts';
import { ActorFault } from '../fault.ts';
import { submittedLosses } from './losses.ts';
import { type Declined, decimal, oneOrLabelled, readAnswer } from './read.ts';
import { requireKind } from './worker.ts';

const ofWorkers = z.array(z.strictObject({ worker: z.string(), value: decimal }));

/** The shape of `inferences` in what the program read, with losses in the place of values. */
const LOSSES = z.strictObject({
  combined: decimal,
  naive: decimal,
  inferers: ofWorkers,
  forecasters: ofWorkers,
  oneOutInferers: ofWorkers,
  oneOutForecasters: ofWorkers,
  oneInForecasters: ofWorkers,
  oneOutInfererForecasters: z.array(
    z.strictObject({ forecaster: z.string(), withheldInferer: z.string(), value: decimal }),
  ),
});
export type AnsweredLosses = z.infer<typeof LOSSES>;

const REPUTER = z
  .strictObject({
    truth: oneOrLabelled.optional(),
    lossFloor: decimal.optional(),
    parameters: z.record(z.string(), decimal).optional(),
    losses: LOSSES.optional(),
  })
  .refine(({ truth, losses }) => (truth === undefined) !== (losses === undefined), 'it has either "truth" or "losses"')
  .refine(
    ({ losses, lossFloor, parameters }) => !losses || (!lossFloor && !parameters),
    '"lossFloor" and "parameters" belong to "truth"',
  );

/** What holds for every truth where the program does not say otherwise. */
export interface Judging {
  readonly floor?: Dec | undefined;
  readonly parameters?: Truth['parameters'];
}

/**
 * Reads what a reputer's program wrote: the truth (`3130.2`, `{"truth": …}`), by which every inference of the epoch is judged
 * with the topic's own loss function, or `{"losses": …}`.
 * @throws ActorFault `answer`
 */
export function reputerAnswer(
  text: string,
  topic: Topic,
  bundle: NetworkInferenceBundle,
  judging: Judging,
): ReputerLosses | Declined {
  const answer = readAnswer(text, REPUTER, (truth) => ({ truth }));
  if ('declined' in answer) return answer;
  const { truth, losses, lossFloor, parameters } = answer;
  if (losses) return submittedLosses(losses, bundle);
  if (truth === undefined) throw new ActorFault('answer', 'the answer does not fit: it has either "truth" or "losses"');
  requireKind(truth, topic, 'truth');
  try {
    return judge(topic, bundle, {
      value: truth,
      floor: lossFloor ?? judging.floor,
      parameters: { ...judging.parameters, ...parameters },
    });
  } catch (error) {
    if (!(error instanceof Error && ['ProtocolError', 'DecimalError'].includes(error.name))) throw error;
    throw new ActorFault('answer', `the truth cannot be judged by: ${error.message}`, error);
  }
}
