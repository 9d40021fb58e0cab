import { reputerWindow } from '../../client/windows.ts';
import { Dec } from '../../protocol/decimal/index.ts';
import { NEARLY_NOT_LISTENED_TO } from '../weak-spots.ts';
import type { ActorFacts } from './actor-facts.ts';
import { type Finding, ok, warning, wrong } from './findings.ts';

/** How amounts and accounts are written, and where commands go: the doctor itself knows neither. */
export interface Wording {
  amount(uallo: bigint): string;
  /** How the account that it is about is given to a command: ` --from bob`, or nothing where allo has no key of it. */
  readonly from: string;
  /** The account itself, as commands take it: `bob`, or its address. */
  readonly who: string;
  /** Command that gives it coins; null where none does. */
  readonly faucet: string | null;
}

const KIND = { worker: 'worker', forecaster: 'worker', reputer: 'reputer' } as const;
const SENT = { worker: 'its inference is', forecaster: 'its forecast is', reputer: 'its losses are' } as const;
const SUBMIT = {
  worker: '--value <inference>',
  forecaster: '--forecast <inferer>=<loss>',
  reputer: '--truth <value> --loss-floor <loss>',
} as const;

/** Everything that decides whether an actor takes part and is paid, in the order in which it is best put right. */
export function actorFindings(facts: ActorFacts, words: Wording): Finding[] {
  return [
    registration(facts, words),
    permission(facts, words),
    ...stakes(facts, words),
    funds(facts, words),
    activity(facts, words),
    ...askedNonce(facts),
    window(facts, words),
    place(facts),
    ...company(facts),
  ];
}

function registration({ role, registered, topic }: ActorFacts, { from }: Wording): Finding {
  const { id } = topic.topic;
  return registered
    ? ok('registered', `as ${KIND[role]} of topic ${id}`)
    : wrong('registered', 'notRegistered', `not as ${KIND[role]} of topic ${id}`, `allo ${role} register ${id}${from}`);
}

function permission({ role, permitted, topic }: ActorFacts, { who }: Wording): Finding {
  const list = `${KIND[role]}s`;
  return permitted
    ? ok('permitted', 'no whitelist stands in the way')
    : wrong(
        'permitted',
        'notPermitted',
        `the whitelists that are on do not have it; the creator of the topic or an admin can put it on that of its ${list}`,
        `allo topic whitelist add ${list} ${who} --topic ${topic.topic.id} --from <creator>`,
      );
}

function stakes({ stake, topic }: ActorFacts, { amount, from }: Wording): Finding[] {
  if (!stake) return [];
  const { authority, required, coefficient } = stake;
  const found = `${amount(authority)}, needed: ${amount(required)}`;
  const listened = Dec.parse(coefficient).lt(NEARLY_NOT_LISTENED_TO)
    ? warning('listened to', `hardly: its losses lie far from the others' (coefficient ${short(coefficient)})`)
    : ok('listened to', `coefficient ${short(coefficient)}`);
  return [
    authority >= required
      ? ok('stake', found)
      : wrong(
          'stake',
          'stakeTooLow',
          found,
          `allo stake add ${topic.topic.id} --amount ${required - authority}uallo${from}`,
        ),
    listened,
  ];
}

function funds({ balance, fee }: ActorFacts, { amount, faucet }: Wording): Finding {
  const found = `${amount(balance)}, the next fee is ${amount(fee)}`;
  return balance >= fee ? ok('funds', found) : wrong('funds', 'feeNotCovered', found, faucet);
}

function activity({ topic, minimumWeight }: ActorFacts, { amount }: Wording): Finding {
  if (topic.active) return ok('topic', `active, the next epoch opens at block ${topic.nextChurningBlock}`);
  return wrong(
    'topic',
    'topicInactive',
    `not active: with a stake of ${amount(BigInt(topic.stake))} and funds of ${amount(BigInt(topic.feeRevenue))} it weighs less than ${minimumWeight}, or lost its place`,
    `allo topic doctor ${topic.topic.id}`,
  );
}

/** A nonce that somebody wants to submit for. */
function askedNonce({ asked, topic, role, height }: ActorFacts): Finding[] {
  if (!asked || asked.open) return asked ? [ok('nonce', `${asked.nonce} is open`)] : [];
  const { id } = topic.topic;
  const next = `allo epoch windows ${id}`;
  if (asked.nonce > height)
    return [warning('nonce', `${asked.nonce} lies ahead: the chain is at height ${height}`, next)];
  const found =
    role === 'reputer' && asked.nonce + topic.topic.groundTruthLag > height
      ? `${asked.nonce} is not open for reputers yet, or nobody answered in it`
      : `${asked.nonce} is fulfilled already, or never opened an epoch`;
  return [wrong('nonce', 'nonceFulfilled', found, next)];
}

function window(facts: ActorFacts, { from }: Wording): Finding {
  const { open, lastSubmitted, lastClosed, topic, role, nextWindow, registered, registeredAt } = facts;
  const { id } = topic.topic;
  const submit = `allo ${role} submit ${id} ${SUBMIT[role]}${from}`;
  // Who came after the window had closed, or is not there, could not have used it.
  const wasThere = registered && (lastSubmitted > 0n || registeredAt < lastWindowEnd(facts));
  const missed = lastClosed > 0n && lastSubmitted < lastClosed && wasThere;
  const last = lastSubmitted === 0n ? 'it never submitted' : `it submitted for nonce ${lastSubmitted} last`;
  if (open && lastSubmitted >= open.nonce) return ok('window', `${SENT[role]} there for nonce ${open.nonce}`);
  if (open) {
    const until = `open for nonce ${open.nonce} until block ${open.end}`;
    return missed
      ? wrong('window', 'windowMissed', `${last}, and missed that of nonce ${lastClosed}; ${until}`, submit)
      : ok('window', `${until}`, submit);
  }
  const ahead = nextWindow > 0n ? `the next is from block ${nextWindow}` : 'none is planned';
  return missed
    ? wrong(
        'window',
        'windowMissed',
        `${last}, and missed that of nonce ${lastClosed}; ${ahead}`,
        `allo epoch windows ${id}`,
      )
    : ok('window', `closed; ${ahead}`);
}

function lastWindowEnd({ role, lastClosed, topic: { topic } }: ActorFacts): bigint {
  return role === 'reputer' ? reputerWindow(topic, lastClosed).end : lastClosed + topic.workerSubmissionWindow;
}

/** Whether what it submitted was taken into the active set. */
function place(facts: ActorFacts): Finding {
  const { committed, address, lastClosed, lastSubmitted, places, score, lowest, role, topic } = facts;
  const { id } = topic.topic;
  const next = `allo ${role} scores ${id} --address ${address}`;
  // What was submitted for the window that is open now is not decided yet.
  if (lastClosed > 0n && lastSubmitted === lastClosed && !committed.includes(address)) {
    if (BigInt(committed.length) >= places) {
      return wrong(
        'place',
        'scoreTooLow',
        `submitted for nonce ${lastSubmitted}, but all ${places} places went to better scores than its ${short(score)}`,
        next,
      );
    }
    return warning('place', leftOut(role), role === 'reputer' ? `allo stake show ${id} --address ${address}` : next);
  }
  const full = BigInt(committed.length) >= places;
  if (
    full &&
    lowest !== undefined &&
    Dec.parse(score).lte(Dec.parse(lowest)) &&
    lastSubmitted < (facts.open?.nonce ?? 0n)
  ) {
    return wrong(
      'place',
      'scoreTooLow',
      `its score ${short(score)} is not above ${short(lowest)}, the lowest of an active set that is full (${places})`,
      next,
    );
  }
  if (committed.includes(address)) return ok('place', `in the active set of nonce ${lastClosed}`);
  return ok('place', `the active set holds ${places}, ${committed.length} were in the last`);
}

function leftOut(role: ActorFacts['role']): string {
  if (role === 'forecaster') return 'its last forecast was dropped: it was about nobody whose inference was taken';
  return role === 'reputer'
    ? 'its last losses were not counted: too little stake behind them when the window closed'
    : 'its last inference was not taken';
}

function company({ inferers, role, topic, lastClosed }: ActorFacts): Finding[] {
  if (lastClosed === 0n || role === 'reputer') return [];
  const others = `allo worker register ${topic.topic.id} --from <another>`;
  if (inferers.length === 1) {
    return [
      wrong(
        'company',
        'onlyOneInferer',
        'one inferer answered in the last epoch: its score is 0, and forecasters get nothing',
        others,
      ),
    ];
  }
  return [
    inferers.length === 0
      ? wrong('company', 'nobodyThere', 'nobody answered in the last epoch, so it brings no reward', others)
      : ok('company', `${inferers.length} inferers answered in the last epoch`),
  ];
}

const short = (text: string): string => String(Number(Dec.parse(text).toNumber().toPrecision(4)));
