import { Dec, exp, mad, median, stdDev } from '../../../src/protocol/decimal/index.ts';
import type { LabelVector, RegretMap, Rules, SynthesisInput } from '../../../src/protocol/synthesis/index.ts';

/**
 * The inference synthesis once more, as the specification reads, with nothing shared and nothing clever: every one-out
 * inference and every implied inference is computed from its inputs. The product must give the same text everywhere.
 */

type Weights = Map<string, Dec>;
type Vectors = Map<string, LabelVector>;

const ONE = Dec.ONE;
const ZERO = Dec.ZERO;

function scaleOf(regrets: Dec[], epsilon: Dec, rules: Rules): Dec {
  const spread = rules.scale === 'standard-deviation' ? stdDev(regrets) : Dec.parse('1.4826').mul(mad(regrets).mad);
  return spread.abs().add(epsilon);
}

/** §4, the four cases as they are written. */
export function exp1(a: Dec, b: Dec): Dec {
  const [aUp, bUp] = [a.gt(ZERO), b.gt(ZERO)];
  if (!aUp && !bUp) return exp(a).add(ONE).quo(exp(b).add(ONE));
  if (aUp && !bUp) return exp(a).mul(exp(a.neg()).add(ONE).quo(exp(b).add(ONE)));
  if (!aUp) return exp(b.neg()).mul(exp(a).add(ONE).quo(exp(b.neg()).add(ONE)));
  return exp(a.sub(b)).mul(exp(a.neg()).add(ONE).quo(exp(b.neg()).add(ONE)));
}

function weightOf(x: Dec, best: Dec, input: SynthesisInput, rules: Rules): Dec {
  const { pNorm: p, cNorm: c } = input.topic;
  if (rules.weight === 'ratio-to-best') return exp1(best.sub(c).mul(p).neg(), x.sub(c).mul(p).neg());
  const bound = (text: string) => Dec.parse(text).quo(p);
  let r = x.gt(c.add(bound('6.75'))) ? c.add(bound('6.75')) : x;
  if (best.lt(c.sub(bound('8.25')))) r = r.sub(best).add(c.sub(bound('8.25')));
  if (r.lt(c.sub(bound('17.25')))) return ZERO;
  return p.quo(exp(p.mul(c.sub(r))).add(ONE));
}

/** Weights of actors given in list order (an actor may be listed twice); all of them have a regret here. */
function weightsOf(actors: [string, Dec][], scale: Dec | undefined, input: SynthesisInput, rules: Rules): Weights {
  const regrets = actors.map(([, regret]) => regret);
  const s = scale ?? scaleOf(regrets, input.topic.epsilon, rules);
  const normalised = regrets.map((regret) => regret.quo(s));
  let best = normalised[0] as Dec;
  for (const value of normalised) if (value.gt(best)) best = value;
  return new Map(actors.map(([name], i) => [name, weightOf(normalised[i] as Dec, best, input, rules)]));
}

/** §3 for one forecaster and the given inferers; undefined when there is nothing to be had. */
function implied(
  input: SynthesisInput,
  forecaster: string,
  inferers: Vectors,
  withheld: string | undefined,
  rules: Rules,
) {
  const forecast = input.forecasts.findLast((candidate) => candidate.forecaster === forecaster);
  const elements = (forecast?.elements ?? []).filter(({ inferer }) => inferer !== withheld);
  const kept = elements.filter(({ inferer }) => inferers.has(inferer));
  const labels = input.inferences[0]?.values.length ?? 0;
  const column = (names: string[], label: number) => names.map((name) => inferers.get(name)?.[label] as Dec);
  const every = (value: (label: number) => Dec): LabelVector =>
    Array.from({ length: labels }, (_, label) => value(label));
  if (input.topic.initialRegret.isZero()) {
    const fabricates = withheld === undefined && elements.length > 0 && rules.allNewUnusableForecast === 'zero';
    if (kept.length === 0) return fabricates ? every(() => ZERO) : undefined;
    return every((label) =>
      median(
        column(
          kept.map(({ inferer }) => inferer),
          label,
        ),
      ),
    );
  }
  if (kept.length === 0) return undefined;
  const lossOf = (inferer: string) => elements.findLast((element) => element.inferer === inferer)?.value as Dec;
  const actors = kept.map(({ inferer }): [string, Dec] => [inferer, (input.previousLoss as Dec).sub(lossOf(inferer))]);
  const scale = rules.storedScaleForForecasts ? storedScale(input, rules) : undefined;
  const weights =
    kept.length === 1 ? new Map([[actors[0]?.[0] as string, ONE]]) : weightsOf(actors, scale, input, rules);
  const used = kept.map(({ inferer }) => inferer).filter((inferer) => !weights.get(inferer)?.isZero());
  const total = used.reduce((sum, inferer) => sum.add(weights.get(inferer) as Dec), ZERO);
  if (total.isZero()) return undefined;
  return every((label) => {
    const values = column(used, label);
    return used
      .reduce((sum, inferer, i) => sum.add((values[i] as Dec).mul(weights.get(inferer) as Dec)), ZERO)
      .quo(total);
  });
}

const storedScale = (input: SynthesisInput, rules: Rules) =>
  rules.useStoredScale && input.scale?.gt(ZERO) ? input.scale : undefined;

/** §5, one weighted inference; forecasters without a vector take part in the weights only. */
function network(
  input: SynthesisInput,
  inferers: Vectors,
  infererTable: RegretMap | undefined,
  forecasters: Map<string, LabelVector | undefined>,
  forecasterTable: RegretMap | undefined,
  rules: Rules,
): { values: LabelVector; weights: Weights } {
  const regret = (table: RegretMap | undefined, name: string) => table?.get(name) ?? input.topic.initialRegret;
  const listed = [
    ...[...inferers.keys()].map((name): [string, Dec] => [`i ${name}`, regret(infererTable, name)]),
    ...[...forecasters.keys()].map((name): [string, Dec] => [`f ${name}`, regret(forecasterTable, name)]),
  ];
  const allNew = input.topic.initialRegret.isZero();
  const weights = listed.length === 0 ? new Map() : weightsOf(listed, storedScale(input, rules), input, rules);
  const vectors: [string, LabelVector | undefined][] = [
    ...[...inferers].map(([name, values]): [string, LabelVector] => [`i ${name}`, values]),
    ...[...forecasters].map(([name, values]): [string, LabelVector | undefined] => [`f ${name}`, values]),
  ];
  const labels = input.inferences[0]?.values.length ?? 0;
  const values = Array.from({ length: labels }, (_, label) => {
    let [numerator, denominator] = [ZERO, ZERO];
    for (const [name, vector] of vectors) {
      const weight = allNew ? (name.startsWith('i') ? ONE : ZERO) : (weights.get(name) as Dec);
      if (vector === undefined || weight.isZero()) continue;
      const value = vector[label] as Dec;
      numerator = numerator.add(allNew ? value : weight.mul(value));
      denominator = denominator.add(weight);
    }
    return numerator.quo(denominator.lt(input.epsilonSafeDiv) ? input.epsilonSafeDiv : denominator);
  });
  return { values, weights };
}

const text = (values: LabelVector) => values.map((value) => value.marshal());
const ascending = (names: Iterable<string>) => [...new Set(names)].sort((a, b) => (a < b ? -1 : 1));

/** Everything as text, to be compared with what the product gives. Two or more inferences. */
export function reference(input: SynthesisInput, rules: Rules) {
  const given = new Map(input.inferences.map(({ inferer, values }) => [inferer, values]));
  const inferers: Vectors = new Map(ascending(given.keys()).map((name) => [name, given.get(name) as LabelVector]));
  const without = (map: Vectors, name: string): Vectors => new Map([...map].filter(([key]) => key !== name));
  const all: Vectors = new Map();
  if (input.previousLoss !== undefined) {
    for (const name of ascending(input.forecasts.map(({ forecaster }) => forecaster))) {
      const values = implied(input, name, inferers, undefined, rules);
      if (values !== undefined) all.set(name, values);
    }
  }
  const { regrets } = input;
  const { values: combined, weights } = network(input, inferers, regrets.inferer, all, regrets.forecaster, rules);
  const several = all.size > 1;
  const list = (names: Iterable<string>, values: (name: string) => LabelVector) =>
    [...names].map((name) => [name, text(values(name))]);
  return {
    combined: text(combined),
    naive: text(network(input, inferers, regrets.naiveInferer, new Map(), undefined, rules).values),
    inferers: list(inferers.keys(), (name) => inferers.get(name) as LabelVector),
    forecasters: list(all.keys(), (name) => all.get(name) as LabelVector),
    oneOutInferers: list(inferers.keys(), (name) => {
      const rest = without(inferers, name);
      const recomputed = new Map(
        [...all].map(([forecaster, original]): [string, LabelVector | undefined] => [
          forecaster,
          implied(input, forecaster, rest, name, rules) ?? (rules.oneOutKeepsOriginal ? original : undefined),
        ]),
      );
      const [ofInferers, ofForecasters] = [regrets.oneOutInfererInferer, regrets.oneOutInfererForecaster];
      return network(input, rest, ofInferers.get(name), recomputed, ofForecasters.get(name), rules).values;
    }),
    oneOutForecasters: list(several ? all.keys() : [], (name) => {
      const [ofInferers, ofForecasters] = [regrets.oneOutForecasterInferer, regrets.oneOutForecasterForecaster];
      return network(input, inferers, ofInferers.get(name), without(all, name), ofForecasters.get(name), rules).values;
    }),
    oneInForecasters: list(several ? all.keys() : [], (name) => {
      const table = regrets.oneInForecaster.get(name);
      const chosen = new Map([[name, all.get(name) as LabelVector]]);
      return network(input, inferers, table, chosen, table, rules).values;
    }),
    oneOutInfererForecasters: (rules.oneOutInfererForecasters ? [...all.keys()] : []).flatMap((forecaster) =>
      [...inferers.keys()].flatMap((name) => {
        const values = implied(input, forecaster, without(inferers, name), name, rules);
        return values === undefined ? [] : [[forecaster, name, text(values)]];
      }),
    ),
    weights: [...weights].map(([name, weight]) => [name, weight.marshal()]),
  };
}
