import { Dec } from '../protocol/decimal/index.ts';

/** What the protocol does not guard against by itself, seen in one topic. */
export interface WeakSpot {
  readonly kind: 'few-reputers' | 'large-reputer' | 'unheard-stake' | 'no-loss-floor' | 'same-answers';
  /** The actor that it is about, where it is about one. */
  readonly address: string | null;
  readonly says: string;
  readonly why: string;
  readonly remedy: string;
}

export interface WeakSpotFacts {
  readonly reputers: readonly { readonly address: string; readonly stake: bigint; readonly coefficient: Dec }[];
  /** Losses are log10. */
  readonly logLosses: boolean;
  /** The smallest loss that each reputer reported. */
  readonly smallestLosses: readonly { readonly address: string; readonly loss: Dec }[];
  /** Inferers with what they answered. */
  readonly answers: readonly { readonly address: string; readonly value: string }[];
}

/** Below this a reputer counts as hardly listened to. */
export const NEARLY_NOT_LISTENED_TO = Dec.parse('0.1');
/** A log10 loss below this is no measurement: nothing is known to twelve digits, let alone to ten more after squaring. */
const BELOW_ANY_RESOLUTION = Dec.of(-24);
const FEWEST_REPUTERS = 3;

/** The protocol's own weak spots where a topic shows them (`docs/spec/emissions.md` §20). `nameOf` names an address. */
export function weakSpots(
  facts: WeakSpotFacts,
  nameOf: (address: string) => string = (address) => address,
): WeakSpot[] {
  return [
    ...fewReputers(facts),
    ...largeReputers(facts, nameOf),
    ...unheardStake(facts, nameOf),
    ...noLossFloor(facts, nameOf),
    ...sameAnswers(facts),
  ];
}

function fewReputers({ reputers }: WeakSpotFacts): WeakSpot[] {
  if (reputers.length === 0 || reputers.length >= FEWEST_REPUTERS) return [];
  return [
    {
      kind: 'few-reputers',
      address: null,
      says: `${reputers.length === 1 ? 'One reputer reports' : 'Two reputers report'} losses`,
      why: 'fewer than three have no majority: a wrong report cannot be told from a right one',
      remedy: 'have at least three reputers with stakes of like size',
    },
  ];
}

function largeReputers({ reputers }: WeakSpotFacts, nameOf: (address: string) => string): WeakSpot[] {
  const whole = reputers.reduce((sum, { stake }) => sum + stake, 0n);
  return reputers
    .filter(({ stake }) => stake * 4n > whole)
    .map(({ address, stake }) => ({
      kind: 'large-reputer',
      address,
      says: `${nameOf(address)} has ${percent(stake, whole)} of the stake that reports`,
      why: "network losses are means by raw stake, so above a quarter of it one reputer's inflated losses move who is paid",
      remedy: 'spread the stake over more reputers (allo stake delegate)',
    }));
}

function unheardStake({ reputers }: WeakSpotFacts, nameOf: (address: string) => string): WeakSpot[] {
  const whole = reputers.reduce((sum, { stake }) => sum + stake, 0n);
  return reputers
    .filter(({ stake, coefficient }) => stake > 0n && coefficient.lt(NEARLY_NOT_LISTENED_TO))
    .map(({ address, stake }) => ({
      kind: 'unheard-stake',
      address,
      says: `${nameOf(address)} is hardly listened to, yet ${percent(stake, whole)} of the stake stands behind its losses`,
      why: "the listening coefficient lowers a reputer's own reward, not its weight in the network's losses",
      remedy: 'move stake away from it (allo stake undelegate), or take it off the whitelist of reputers',
    }));
}

function noLossFloor({ logLosses, smallestLosses }: WeakSpotFacts, nameOf: (address: string) => string): WeakSpot[] {
  if (!logLosses) return [];
  return smallestLosses
    .filter(({ loss }) => loss.lt(BELOW_ANY_RESOLUTION))
    .map(({ address, loss }) => ({
      kind: 'no-loss-floor',
      address,
      says: `${nameOf(address)} reported a log loss of ${Number(loss.toNumber().toPrecision(4))}`,
      why: 'one exact hit without a floor under the loss outweighs many epochs',
      remedy: 'report with a floor tied to the resolution of the data (allo reputer submit --loss-floor)',
    }));
}

function sameAnswers({ answers }: WeakSpotFacts): WeakSpot[] {
  const by = new Map<string, number>();
  for (const { value } of answers) by.set(value, (by.get(value) ?? 0) + 1);
  const most = [...by].reduce<readonly [string, number]>((top, entry) => (entry[1] > top[1] ? entry : top), ['', 0]);
  if (most[1] < 3) return [];
  return [
    {
      kind: 'same-answers',
      address: null,
      says: `${most[1]} of ${answers.length} inferers gave the very same value`,
      why: 'copies of one another still earn more than half of a fair share each',
      remedy: 'let only known workers in (allo topic whitelist enable workers)',
    },
  ];
}

const percent = (part: bigint, whole: bigint): string =>
  whole === 0n ? '0 %' : `${(Number((part * 10_000n) / whole) / 100).toFixed(1)} %`;
