/** Chain ids of Allora's public networks: what is sent there has a value. */
export const PUBLIC_CHAINS = { testnet: 'allora-testnet-1', mainnet: 'allora-mainnet-1' } as const;

/** Whether a chain is one of the public ones, whatever a profile calls it. */
export const isPublicChain = (chainId: string): boolean => Object.values<string>(PUBLIC_CHAINS).includes(chainId);
