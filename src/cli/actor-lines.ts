import type { ActorNews } from '../worker/run/news.ts';
import { formatAmount } from './amounts.ts';
import { shortDecimal } from './decimal-text.ts';
import { visibleLine } from './visible.ts';

const LINKS = {
  websocket: 'the node tells of its blocks',
  polling: 'the node does not tell of its blocks; it is asked every second',
  lost: 'the network does not answer',
  back: 'the network answers again',
} as const;

/** One piece of an actor's news for people: a line, whatever the actor's program or the chain put into it. */
export const actorLine = (news: ActorNews): string => visibleLine(said(news));

function said(news: ActorNews): string {
  switch (news.event) {
    case 'registered':
      return `registered in block ${news.height}, transaction ${news.txHash}`;
    case 'staked':
      return `staked ${formatAmount(news.amount)} in block ${news.height}, transaction ${news.txHash}`;
    case 'link':
      return `${LINKS[news.state]}${news.reason === null ? '' : `: ${news.reason}`}`;
    default:
      return `nonce ${news.nonce}: ${ofNonce(news)}`;
  }
}

function ofNonce(news: Exclude<ActorNews, { event: 'registered' | 'staked' | 'link' }>): string {
  switch (news.event) {
    case 'window':
      return `open until block ${news.end}`;
    case 'log':
      return `| ${news.line}`;
    case 'retry':
      return `attempt ${news.attempt} came to nothing: ${news.reason}`;
    case 'later':
      return `not yet: ${news.reason}`;
    case 'skipped':
      return `left out: ${news.reason}`;
    case 'already':
      return 'answered already';
    case 'submitted':
      return `submitted ${news.says} after ${news.seconds.toFixed(1)} s, in block ${news.height}, transaction ${news.txHash}`;
    case 'missed':
      return `missed: ${news.reason}`;
    case 'score':
      return `score ${shortDecimal(news.score)}${news.smoothed === null ? '' : `, smoothed ${shortDecimal(news.smoothed)}`}`;
    case 'reward':
      return `reward of ${formatAmount(news.amount.replace(/\..*$/, ''))}`;
  }
}
