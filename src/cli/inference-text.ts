import type { ConsumedInference } from '../workbench/consume.ts';
import { labelledText, plainDecimal } from './decimal-text.ts';
import { keyValues } from './output.ts';

/** A network inference for people. */
export function inferenceText(got: ConsumedInference): string {
  const lines = keyValues([
    ['topic', got.topicId],
    ['nonce', got.nonce],
    ...(typeof got.value === 'string'
      ? [['inference', plainDecimal(got.value)] as const]
      : Object.entries(got.value).map(([label, value]) => [`inference ${label}`, plainDecimal(value)] as const)),
    ['outlier-resistant', got.outlierResistant === null ? 'none' : plainDecimal(got.outlierResistant)],
    ...got.confidence.map(({ percentile, value }) => [`percentile ${percentile}`, labelledText(value)] as const),
  ]);
  return got.confidence.length === 0 ? `${lines}\nNo confidence interval yet: nobody has a weight.` : lines;
}

/** The same in one line: `epoch 24: 10.312, mostly 10.1 to 10.5`. */
export function inferenceLine({ nonce, value, confidence }: ConsumedInference): string {
  const at = (percentile: string) => confidence.find((interval) => interval.percentile === percentile)?.value;
  const [low, high] = [at('15.87'), at('84.13')];
  const spread =
    low === undefined || high === undefined ? '' : `, mostly ${labelledText(low)} to ${labelledText(high)}`;
  return `epoch ${nonce}: ${labelledText(value)}${spread}`;
}
