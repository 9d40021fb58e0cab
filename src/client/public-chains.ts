/** Chain ids of Allora's public networks: what is sent there has a value. */
const PUBLIC_CHAINS: readonly string[] = ['allora-testnet-1', 'allora-mainnet-1'];

/** Whether a chain is one of the public ones, whatever a profile calls it. */
export const isPublicChain = (chainId: string): boolean => PUBLIC_CHAINS.includes(chainId);
