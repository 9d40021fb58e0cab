import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import { shorten } from '../../../../wire/index.ts';
import { errors } from '../errors.ts';

/** One character of Unicode's white space; each is one UTF-16 unit. */
const SPACE = /\p{White_Space}/u;
/** How much longer than its canonical form a name may be sent: white space, and marks that compose to one letter. */
const SLACK = 256n;
/** Letters, digits, `_`, `-`, space, `/` and `.` of ASCII. */
const ALLOWED = /^[A-Za-z0-9_\- /.]*$/;
/** The one letter whose lower case is ASCII by Unicode's simple mapping, but two code points by ECMAScript's. */
const DOTTED_I = /\u0130/g;

/** A name as messages quote it. */
export const quotedLabel = (name: string): string => JSON.stringify(shorten(name));

/** Without white space at both ends: one look at every character (a regular expression would try every inner space). */
function trimmed(name: string): string {
  let start = 0;
  let end = name.length;
  while (start < end && SPACE.test(name[start] as string)) start++;
  while (end > start && SPACE.test(name[end - 1] as string)) end--;
  return name.slice(start, end);
}

/**
 * The canonical form of a label name: NFC, trimmed, lower case unless the topic tells cases apart, then ASCII letters, digits and
 * `_ - / .` and space only (docs/spec/emissions.md §9.1). Throws `ErrInvalidLabelName` for anything else and for what is empty or
 * longer than `max_canonical_label_byte_length`; a guard refuses what is sent with more than 256 characters beyond that, before
 * any of it is looked at.
 */
export function canonicalLabel(name: string, caseSensitive: boolean, params: Params): string {
  if (BigInt(name.length) > params.maxCanonicalLabelByteLength + SLACK) {
    throw errors.ErrInvalidLabelName(`label ${quotedLabel(name)} is ${name.length} characters long`);
  }
  if (!name.isWellFormed()) throw errors.ErrInvalidLabelName('label is not valid Unicode');
  const bare = trimmed(name.normalize('NFC'));
  if (bare === '') throw errors.ErrInvalidLabelName('label is empty');
  const label = caseSensitive ? bare : bare.replace(DOTTED_I, 'i').toLowerCase();
  if (BigInt(Buffer.byteLength(label)) > params.maxCanonicalLabelByteLength) {
    throw errors.ErrInvalidLabelName(
      `label ${quotedLabel(label)} is longer than ${params.maxCanonicalLabelByteLength} bytes`,
    );
  }
  if (!ALLOWED.test(label)) {
    throw errors.ErrInvalidLabelName(
      `label ${quotedLabel(name)} holds something else than ASCII letters, digits, space and _ - / .`,
    );
  }
  return label;
}

/** Canonical names of a list, in its order; two that become the same are an error. */
export function canonicalLabels(names: readonly string[], caseSensitive: boolean, params: Params): string[] {
  const seen = new Set<string>();
  for (const name of names) {
    const label = canonicalLabel(name, caseSensitive, params);
    if (seen.has(label)) throw errors.ErrInvalidLabelName(`label ${quotedLabel(label)} appears twice`);
    seen.add(label);
  }
  return [...seen];
}
