/**
 * Errors of decimal arithmetic, with the codespace and code that the chain registers for them.
 * Codespace `math` holds the registered ones; `undefined`/1 stands for an unregistered error
 * (trapped conditions of the decimal library), `panic`/0 for a crash of the reference code.
 * docs/spec/synthesis.md §1.
 */
export class DecimalError extends Error {
  readonly codespace: string;
  readonly code: number;

  constructor(codespace: string, code: number, message: string) {
    super(message);
    this.name = 'DecimalError';
    this.codespace = codespace;
    this.code = code;
  }
}

/** A result below the smallest exponent. */
export class DecimalUnderflow extends DecimalError {}

const registered = (code: number, text: string) => (detail: string) =>
  new DecimalError('math', code, `${detail}: ${text}`);
const trapped = (text: string) => (detail: string) => new DecimalError('undefined', 1, `${detail}: ${text}`);

/** One constructor per kind of failure; the argument says what was being done. */
export const decimalErrors = {
  invalidString: registered(1, 'invalid decimal string'),
  unexpectedRounding: registered(2, 'unexpected rounding'),
  infinite: registered(4, 'value is infinite'),
  overflow: registered(5, 'overflow'),
  nan: registered(6, 'NaN not permitted in this context'),
  length: registered(7, 'slices are not of the same length'),
  outOfRange: registered(8, 'value is out of range'),
  exponentOverflow: trapped('overflow'),
  exponentUnderflow: (detail: string) => new DecimalUnderflow('undefined', 1, `${detail}: underflow`),
  divisionByZero: trapped('division by zero'),
  divisionUndefined: trapped('division undefined'),
  divisionImpossible: trapped('division impossible'),
  invalidOperation: trapped('invalid operation'),
  precision: trapped('exceeds max precision'),
  /** The reference code indexes outside a slice here and crashes; we refuse instead. */
  index: (detail: string) => new DecimalError('panic', 0, `${detail}: index out of range`),
};
