import type { JsonValue } from '../../../src/wire/index.ts';
import { oneOf, type Pick } from './random.ts';

/** Texts that stand where nobody expects them: numbers beyond every bound, escapes, names that objects have anyway. */
const TEXTS: readonly string[] = [
  ...['', ' ', '0', '-0', '-1', '1.5', '1e400', 'NaN', 'Infinity', '0x', '0xzz', '0b1', '１', 'true', 'null'],
  ...['9223372036854775807', '9223372036854775808', '-9223372036854775809', '18446744073709551616', '9'.repeat(400)],
  ...[
    '{}',
    '[]',
    '[[',
    '{"@type":"/"}',
    '"',
    "'",
    "''",
    '\\',
    '%',
    '%zz',
    '%00',
    '%ff%fe',
    '%C0%80',
    '\u0000',
    '\ufeff',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'a.b.c.d',
    '..',
    '../..',
    '//',
    '*',
    '?',
    '#',
  ],
  ...[
    '\u202e',
    '\ud800',
    '💥',
    'é'.normalize('NFD'),
    '<script>',
    '{{7*7}}',
    '%s%n',
    '\r\nX-Injected: 1',
    'A'.repeat(3_000),
  ],
  ...[
    'allo1',
    `allo1${'q'.repeat(38)}`,
    'allo1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq',
    'cosmos1x',
    'uallo',
    'AAAA',
    'AA==',
  ],
  ...['=', 'a=b', "tm.event='Tx'", 'tx.height>', 'tx.height=1 AND', "x EXISTS AND y CONTAINS 'z'", 'tx.height=TIME 1'],
];

export const oddText = (pick: Pick): string => oneOf(pick, TEXTS);

/** A value that a field of JSON may hold, and mostly should not. */
export function oddValue(pick: Pick): JsonValue {
  const others: readonly JsonValue[] = [
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    [],
    {},
    [[]],
    [null],
    { toString: 1, valueOf: 1 },
    { toJSON: {} },
  ];
  return pick(2) === 0 ? oddText(pick) : oneOf(pick, others);
}

/** JSON that is nested so deep: the text, because nobody writes such a value. */
export function nested(depth: number, pick: Pick): string {
  const [open, close] = oneOf(pick, [
    ['[', ']'],
    ['{"a":', '}'],
    ['{"@type":"/google.protobuf.Any","value":', '}'],
  ] as const);
  return `${open.repeat(depth)}null${close.repeat(depth)}`;
}

/** The same JSON with something else in one place. */
export function mutatedJson(value: JsonValue, pick: Pick): JsonValue {
  if (typeof value !== 'object' || value === null || pick(6) === 0) return oddValue(pick);
  if (Array.isArray(value)) return mutatedArray(value, pick);
  const entries = Object.entries(value);
  const at = pick(entries.length + 1);
  const [name, old] = entries[at] ?? [oddText(pick), null];
  // Names as texts have them: __proto__ is one more field.
  const changed = new Map<string, JsonValue>(entries);
  switch (pick(5)) {
    case 0:
      changed.delete(name);
      break;
    case 1:
      changed.set(oddText(pick), old);
      break;
    default:
      changed.set(name, mutatedJson(old, pick));
  }
  return Object.fromEntries(changed);
}

function mutatedArray(list: readonly JsonValue[], pick: Pick): JsonValue[] {
  const at = pick(list.length + 1);
  switch (pick(4)) {
    case 0:
      return list.toSpliced(at, 1);
    case 1:
      return [...list, oddValue(pick)];
    case 2:
      return [...list, ...list];
    default:
      return list.map((item, i) => (i === at ? mutatedJson(item, pick) : item));
  }
}
