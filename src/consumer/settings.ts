/** What inferences are signed for, and which topic answers which price. */
export interface ConsumerSettings {
  /** The EVM chain of the consumer contract. */
  readonly evmChainId: number;
  /** Its address: 0x and 40 hexadecimal digits. */
  readonly evmContract: string;
  /** Topic numbers by price, such as `BTC/5m`. */
  readonly prices: Readonly<Record<string, number>>;
}

export const PUBLIC_SLUGS: readonly string[] = ['allora-testnet-1', 'allora-mainnet-1'];

/** Sepolia, the only EVM chain that the published clients name. */
export const SEPOLIA = 11_155_111;
/** The consumer contract there. */
export const SEPOLIA_CONSUMER = '0x8E45fbef38DaC54e32AfB27AC8cBab30E6818ce6';

export const EVM_ADDRESS = /^0x[0-9a-fA-F]{40}$/;

/**
 * The signature formats that are served. What they sign for is configured: the published clients can name one format only,
 * and a page of the documentation has it with one digit too many.
 */
export const signatureFormats = (evmChainId: number): readonly string[] =>
  [...new Set([evmChainId, SEPOLIA, 111_551_111])].map((id) => `ethereum-${id}`);
