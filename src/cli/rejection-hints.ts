/** What a person can do about a reason that the chain gives: the first that fits. */
const HINTS: readonly (readonly [reason: RegExp, hint: string])[] = [
  [
    /address is not registered in this topic/,
    'Register first: `allo worker register <topic>`, or `allo reputer register <topic>` before staking.',
  ],
  [/topic \d+ (not found|does not exist)|topic does not exist/, 'List the topics with `allo topic list`.'],
  [
    /window open|unfulfilled nonce|window is not available|not open/,
    'See which windows are open: `allo epoch windows <topic>`.',
  ],
  [/no network inference|no epoch|keeps no/, 'See how the topic stands: `allo topic show <topic>`.'],
  [
    /height in the future|version does not exist/,
    'Ask at a height that the network still keeps, or leave out --height.',
  ],
];

/** A hint that fits the chain's reason better than the general one, if there is any; it names the topic that the reason names. */
export function rejectionHint(reason: string): string | undefined {
  const hint = HINTS.find(([known]) => known.test(reason))?.[1];
  return hint?.replaceAll('<topic>', /\btopic (\d+)/.exec(reason)?.[1] ?? '<topic>');
}
