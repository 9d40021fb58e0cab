/** Bytes as CometBFT's JSON writes them: base64, null for none. */
export const bytes = (base64: string | null | undefined): Uint8Array => Buffer.from(base64 ?? '', 'base64');

/** Hashes and addresses as it writes them. */
export const hexBytes = (text: string): Uint8Array => Buffer.from(text, 'hex');
