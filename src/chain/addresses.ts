import { AddressError, accBytes, valoperBytes } from '../wire/index.ts';
import { type ChainError, grpcErrors, sdkErrors } from './errors.ts';

function checked(text: string, read: (text: string) => unknown, refuse: (reason: string) => ChainError): string {
  try {
    read(text);
  } catch (error) {
    if (error instanceof AddressError) throw refuse(error.message);
    throw error;
  }
  return text;
}

/** An account's address in a message. Throws `sdk/7`: `invalid <what> address: <reason>`. */
export function accountAddress(text: string, what: string): string {
  return checked(text, accBytes, (reason) => sdkErrors.invalidAddress(`invalid ${what} address: ${reason}`));
}

/** An account's address in a query. Throws gRPC `InvalidArgument`. */
export function queriedAccount(text: string): string {
  return checked(text, accBytes, (reason) => grpcErrors.invalidArgument(`invalid address: ${reason}`));
}

/** A validator's operator address in a query. Throws gRPC `InvalidArgument`. */
export function queriedValidator(text: string): string {
  return checked(text, valoperBytes, (reason) => grpcErrors.invalidArgument(`invalid validator address: ${reason}`));
}
