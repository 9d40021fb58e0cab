import type { Params } from '../../../../wire/gen/emissions/v9/params_pb.ts';
import { errors } from '../errors.ts';

const OUTER_SPACE = /^\p{White_Space}+|\p{White_Space}+$/gu;
const CONTROL_OR_FORMAT = /[\p{Cc}\p{Cf}]/u;

/**
 * The canonical form of a label name: NFC, trimmed, lower case unless the topic tells cases apart (docs/spec/emissions.md §9.1).
 * Throws `ErrInvalidLabelName` for what is empty, too long in UTF-8 bytes, or holds a control or format character.
 */
export function canonicalLabel(name: string, caseSensitive: boolean, params: Params): string {
  if (!name.isWellFormed()) throw errors.ErrInvalidLabelName('label is not valid Unicode');
  const trimmed = name.normalize('NFC').replace(OUTER_SPACE, '');
  const label = caseSensitive ? trimmed : trimmed.toLowerCase();
  if (label === '') throw errors.ErrInvalidLabelName('label is empty');
  if (CONTROL_OR_FORMAT.test(label))
    throw errors.ErrInvalidLabelName(`label ${JSON.stringify(name)} holds a control character`);
  if (BigInt(Buffer.byteLength(label)) > params.maxCanonicalLabelByteLength) {
    throw errors.ErrInvalidLabelName(
      `label ${JSON.stringify(label)} is longer than ${params.maxCanonicalLabelByteLength} bytes`,
    );
  }
  return label;
}

/** Canonical names of a list, in its order; two that become the same are an error. */
export function canonicalLabels(names: readonly string[], caseSensitive: boolean, params: Params): string[] {
  const labels = names.map((name) => canonicalLabel(name, caseSensitive, params));
  const seen = new Set<string>();
  for (const label of labels) {
    if (seen.has(label)) throw errors.ErrInvalidLabelName(`label ${JSON.stringify(label)} appears twice`);
    seen.add(label);
  }
  return labels;
}
