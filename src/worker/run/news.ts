import type { Ending } from './agenda.ts';
import type { FaultKind } from './fault.ts';

/** What happens to an actor, as scripts read it: one line each. Heights as numbers, amounts in uallo as text. */
export type ActorNews =
  | { readonly event: 'registered'; readonly txHash: string; readonly height: number }
  | { readonly event: 'staked'; readonly amount: string; readonly txHash: string; readonly height: number }
  | {
      readonly event: 'link';
      readonly state: 'websocket' | 'polling' | 'lost' | 'back';
      readonly reason: string | null;
    }
  | { readonly event: 'window'; readonly nonce: number; readonly start: number; readonly end: number }
  | { readonly event: 'log'; readonly nonce: number; readonly line: string }
  | {
      readonly event: 'retry';
      readonly nonce: number;
      readonly attempt: number;
      readonly fault: FaultKind;
      readonly reason: string;
    }
  | { readonly event: 'later'; readonly nonce: number; readonly attempt: number; readonly reason: string }
  | { readonly event: 'skipped'; readonly nonce: number; readonly reason: string }
  | { readonly event: 'already'; readonly nonce: number }
  | {
      readonly event: 'submitted';
      readonly nonce: number;
      readonly txHash: string;
      readonly height: number;
      /** What the program took. */
      readonly seconds: number;
      /** What was submitted, in words. */
      readonly says: string;
    }
  | { readonly event: 'missed'; readonly nonce: number; readonly end: number; readonly reason: string }
  | { readonly event: 'score'; readonly nonce: number; readonly score: string; readonly smoothed: string | null }
  | { readonly event: 'reward'; readonly nonce: number; readonly amount: string };

/** What became of the nonces of a run. */
export type Tally = Record<Ending, number>;
