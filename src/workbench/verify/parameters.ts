import { Dec } from '../../protocol/decimal/index.ts';
import type { ModuleParameters, TopicParameters } from '../../protocol/synthesis/index.ts';
import type { Params } from '../../wire/gen/emissions/v9/params_pb.ts';
import type { Topic } from '../../wire/gen/emissions/v10/types_pb.ts';

/** What of a topic the mathematics reads. */
export const topicParameters = (topic: Topic): TopicParameters => ({
  pNorm: Dec.parse(topic.pNorm),
  cNorm: Dec.parse(topic.cNorm),
  epsilon: Dec.parse(topic.epsilon),
  alphaRegret: Dec.parse(topic.alphaRegret),
  initialRegret: Dec.parse(topic.initialRegret || '0'),
});

/** What of the network's parameters the mathematics reads. */
export const moduleParameters = (params: Params): ModuleParameters => ({
  epsilonSafeDiv: Dec.parse(params.epsilonSafeDiv),
  initialRegretQuantile: Dec.parse(params.initialRegretQuantile),
  pNormSafeDiv: Dec.parse(params.pNormSafeDiv),
  minExperiencedWorkerRegrets: Number(params.minExperiencedWorkerRegrets),
  inferenceOutlierDetectionThreshold: Dec.parse(params.inferenceOutlierDetectionThreshold),
  inferenceOutlierDetectionAlpha: Dec.parse(params.inferenceOutlierDetectionAlpha),
});
