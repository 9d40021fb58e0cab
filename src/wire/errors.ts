/** Bytes or JSON that are not what their message says. The message is meant for a person; it never quotes a whole input. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/** A text that is not an address of the wanted kind. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

/** A text for error messages, cut to a readable length. */
export const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57).toWellFormed()}...` : text);
