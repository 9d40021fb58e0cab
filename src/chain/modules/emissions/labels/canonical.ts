import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import { errors } from '../errors.ts';

const OUTER_SPACE = /^\p{White_Space}+|\p{White_Space}+$/gu;
/** Letters, digits, `_`, `-`, space, `/` and `.` of ASCII. */
const ALLOWED = /^[A-Za-z0-9_\- /.]*$/;
/** The one letter whose lower case is ASCII by Unicode's simple mapping, but two code points by ECMAScript's. */
const DOTTED_I = /\u0130/g;

/**
 * The canonical form of a label name: NFC, trimmed, lower case unless the topic tells cases apart, then ASCII letters, digits and
 * `_ - / .` and space only (docs/spec/emissions.md §9.1). Throws `ErrInvalidLabelName` for anything else and for what is empty or
 * longer than `max_canonical_label_byte_length`.
 */
export function canonicalLabel(name: string, caseSensitive: boolean, params: Params): string {
  if (!name.isWellFormed()) throw errors.ErrInvalidLabelName('label is not valid Unicode');
  const trimmed = name.normalize('NFC').replace(OUTER_SPACE, '');
  if (trimmed === '') throw errors.ErrInvalidLabelName('label is empty');
  const label = caseSensitive ? trimmed : trimmed.replace(DOTTED_I, 'i').toLowerCase();
  if (BigInt(Buffer.byteLength(label)) > params.maxCanonicalLabelByteLength) {
    throw errors.ErrInvalidLabelName(
      `label ${JSON.stringify(label)} is longer than ${params.maxCanonicalLabelByteLength} bytes`,
    );
  }
  if (!ALLOWED.test(label)) {
    throw errors.ErrInvalidLabelName(
      `label ${JSON.stringify(name)} holds something else than ASCII letters, digits, space and _ - / .`,
    );
  }
  return label;
}

/** Canonical names of a list, in its order; two that become the same are an error. */
export function canonicalLabels(names: readonly string[], caseSensitive: boolean, params: Params): string[] {
  const seen = new Set<string>();
  for (const name of names) {
    const label = canonicalLabel(name, caseSensitive, params);
    if (seen.has(label)) throw errors.ErrInvalidLabelName(`label ${JSON.stringify(label)} appears twice`);
    seen.add(label);
  }
  return [...seen];
}
