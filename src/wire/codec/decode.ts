import type { DescField, DescMessage, MessageShape } from '@bufbuild/protobuf';
import { create, fromBinary, ScalarType } from '@bufbuild/protobuf';
import { shorten, WireError } from '../errors.ts';
import { ZERO_TIME_SECONDS } from './encode.ts';
import { fieldFacts, zeroText } from './fields.ts';
import { canonicalText } from './texts.ts';
import { rejectUnknown } from './unknown.ts';

type Shape = Record<string, unknown>;
/** What to do with one field of a message that was just read. */
type Fix = (message: Shape) => void;

/**
 * Reads a message as the reference does: fields that are unknown are passed over, absent custom types hold their zero
 * ('0', '[]') and absent non-nullable messages are there.
 * @throws WireError when the bytes are not such a message
 */
export function decode<Desc extends DescMessage>(schema: Desc, bytes: Uint8Array): MessageShape<Desc> {
  const message = read(schema, bytes);
  complete(schema, message as unknown as Shape);
  return message;
}

export interface StrictOptions {
  /** Accept unknown fields whose number has bit 11 set, as transaction bodies do. */
  allowNonCritical?: boolean;
}

/**
 * Reads what somebody signed: unknown fields and texts that are no number are refused, texts of custom types come out in
 * the form in which the reference would write them again.
 * @throws WireError with the reason
 */
export function decodeStrict<Desc extends DescMessage>(
  schema: Desc,
  bytes: Uint8Array,
  options: StrictOptions = {},
): MessageShape<Desc> {
  rejectUnknown(schema, bytes, options);
  return canonical(schema, decode(schema, bytes));
}

/**
 * Rewrites the texts of custom types (in place) as the reference re-marshals them, `0.00000001` as `1E-8`.
 * @throws WireError for a text that is no number of its kind
 */
export function canonical<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): MessageShape<Desc> {
  run(schema, message as unknown as Shape, canonicalFix, canonicalPlans);
  return message;
}

function read<Desc extends DescMessage>(schema: Desc, bytes: Uint8Array): MessageShape<Desc> {
  try {
    return fromBinary(schema, bytes, { readUnknownFields: false });
  } catch (error) {
    throw new WireError(`${schema.typeName}: ${shorten((error as Error).message)}`);
  }
}

type Plans = WeakMap<DescMessage, Fix[]>;
const completePlans: Plans = new WeakMap();
const canonicalPlans: Plans = new WeakMap();

const complete = (schema: DescMessage, message: Shape): void => run(schema, message, completeFix, completePlans);

function run(schema: DescMessage, message: Shape, fix: (field: DescField) => Fix | undefined, plans: Plans): void {
  let plan = plans.get(schema);
  if (plan === undefined) {
    plan = [];
    plans.set(schema, plan);
    for (const field of schema.fields) {
      const step = fix(field) ?? descend(field, fix, plans);
      if (step !== undefined) plan.push(step);
    }
  }
  for (const step of plan) step(message);
}

/** Goes into a field's messages, where there is anything to do below. */
function descend(field: DescField, fix: (field: DescField) => Fix | undefined, plans: Plans): Fix | undefined {
  const schema = 'message' in field ? field.message : undefined;
  if (schema === undefined || !concerns(schema, fix, new Set())) return undefined;
  const name = field.localName;
  const into = (value: unknown): void => run(schema, value as Shape, fix, plans);
  if (field.fieldKind === 'list') return (message) => (message[name] as unknown[]).forEach(into);
  if (field.fieldKind === 'map') return (message) => Object.values(message[name] as Shape).forEach(into);
  const oneof = field.oneof;
  return (message) => {
    const chosen = oneof === undefined ? undefined : (message[oneof.localName] as { case?: string; value?: unknown });
    const value = chosen === undefined ? message[name] : chosen.case === name ? chosen.value : undefined;
    if (value !== undefined) into(value);
  };
}

function concerns(schema: DescMessage, fix: (field: DescField) => Fix | undefined, seen: Set<DescMessage>): boolean {
  if (seen.has(schema)) return false;
  seen.add(schema);
  return schema.fields.some((field) => {
    if (fix(field) !== undefined) return true;
    const below = 'message' in field ? field.message : undefined;
    return below !== undefined && concerns(below, fix, seen);
  });
}

function completeFix(field: DescField): Fix | undefined {
  const facts = fieldFacts(field);
  const name = field.localName;
  if (field.fieldKind === 'message' && !facts.nullable && field.oneof === undefined) {
    const schema = field.message;
    return (message) => {
      message[name] ??= create(schema, facts.stdtime ? { seconds: ZERO_TIME_SECONDS } : {});
      complete(schema, message[name] as Shape);
    };
  }
  if (field.fieldKind !== 'scalar' || facts.custom === undefined || facts.nullable) return undefined;
  const text = zeroText(facts.custom);
  const zero = field.scalar === ScalarType.BYTES ? new TextEncoder().encode(text) : text;
  return (message) => {
    if ((message[name] as string | Uint8Array).length === 0) message[name] = zero;
  };
}

function canonicalFix(field: DescField): Fix | undefined {
  const { custom } = fieldFacts(field);
  if (custom === undefined || custom === 'text') return undefined;
  const name = field.localName;
  const where = (): string => `${field.parent.typeName}.${field.name}`;
  if (field.fieldKind === 'list') {
    return (message) => {
      message[name] = (message[name] as string[]).map((text) => canonicalText(custom, text, where));
    };
  }
  if (field.fieldKind !== 'scalar' || field.scalar === ScalarType.BYTES) return undefined;
  return (message) => {
    message[name] = canonicalText(custom, message[name] as string, where);
  };
}
