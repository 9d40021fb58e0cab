import { Dec } from '../../../../protocol/decimal/index.ts';
import type { ModuleParameters, TopicParameters } from '../../../../protocol/synthesis/index.ts';
import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import type { Topic } from '../../../../wire/gen/emissions/v10/types_pb.ts';

/** What of a topic the mathematics reads. */
export function topicParameters(topic: Topic): TopicParameters {
  return {
    pNorm: Dec.parse(topic.pNorm),
    cNorm: Dec.parse(topic.cNorm),
    epsilon: Dec.parse(topic.epsilon),
    alphaRegret: Dec.parse(topic.alphaRegret),
    initialRegret: Dec.parse(topic.initialRegret),
  };
}

/** What of the module's parameters the mathematics reads. */
export function moduleParameters(params: Params): ModuleParameters {
  return {
    epsilonSafeDiv: Dec.parse(params.epsilonSafeDiv),
    initialRegretQuantile: Dec.parse(params.initialRegretQuantile),
    pNormSafeDiv: Dec.parse(params.pNormSafeDiv),
    minExperiencedWorkerRegrets: Number(params.minExperiencedWorkerRegrets),
    inferenceOutlierDetectionThreshold: Dec.parse(params.inferenceOutlierDetectionThreshold),
    inferenceOutlierDetectionAlpha: Dec.parse(params.inferenceOutlierDetectionAlpha),
  };
}
