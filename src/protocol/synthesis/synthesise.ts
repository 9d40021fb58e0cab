import { RULES_V0_17, type Rules } from './rules.ts';
import type { Synthesis, SynthesisInput } from './types.ts';

/** The whole network inference family of a topic at the close of a worker nonce (docs/spec/synthesis.md §2–§5). */
export function synthesise(input: SynthesisInput, rules: Rules = RULES_V0_17): Synthesis {
  throw new Error(`not written yet: ${input.inferences.length} ${rules.name}`);
}
