/** Holds the rewards that wait to be paid to topics. */
export const REWARDS = 'allorarewards';

/** Where emissions come from, where every fee of this module goes, and where a reward that nobody gets goes back to. */
export const ECOSYSTEM = 'ecosystem';
