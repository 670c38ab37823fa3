/** Who goes first when the allowance is short: a leaver's lock-out, then whoever waits for an answer. */
export type Priority = 'lockOut' | 'interactive' | 'release' | 'background';

/** Most urgent first. */
export const PRIORITIES: readonly Priority[] = ['lockOut', 'interactive', 'release', 'background'];
