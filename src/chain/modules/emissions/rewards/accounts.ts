/** Holds the rewards that wait to be paid to topics. */
export const REWARDS = 'allorarewards';

/** Where emissions come from, and where what nobody gets goes back to. */
export const ECOSYSTEM = 'ecosystem';
