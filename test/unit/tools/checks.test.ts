import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { determinismFaults } from '../../../tools/check-determinism.mjs';
import { importFaults } from '../../../tools/check-imports.mjs';
import { root } from '../../../tools/lib/syntax.mjs';

describe('the check for determinism', () => {
  const faults = (text: string, name = 'src/chain/x.ts') => determinismFaults(name, text);

  test.each([
    'const now = Date.now();',
    "const a = 'http://x'; const b = Date.now();",
    "log('see http://a'); Math.random();",
    'const x = Math["random"]();',
    'const { floor } = Math;',
    'Math.sqrt(2);',
    "import { env } from 'process';",
    "import { env } from 'node:process';",
    'import fs from "node:fs";',
    "import { cpus } from 'os';",
    "import { randomInt } from 'node:crypto';",
    "import * as c from 'node:crypto';",
    "import { open } from 'lmdb';",
    "const fs = require('node:fs');",
    "const later = import('./other.ts');",
    'const home = process.env.HOME;',
    "const home = process['env'];",
    'const { argv } = process;',
    "const D = globalThis['Date'];",
    'const t = performance.now();',
    'crypto.subtle.digest(name, bytes);',
    'const x = 0.1 + y;',
    'const x = 1 / 3;',
    'const x = size / 2;',
    'const x = 2 ** half;',
    'a.localeCompare(b);',
    "a['localeCompare'](b);",
    'n.toFixed(2);',
    'Number.parseFloat(t);',
    'parseFloat(t);',
    'async function f() {}',
    'const f = async () => 1;',
    'for (const k in record) use(k);',
    'setTimeout(f, 1);',
    'new WeakRef(x);',
    "eval('1');",
    '/* fine */ const x = /* so is this */ Date.now(); // not this',
  ])('reports %s', (text) => {
    expect(faults(text)).toHaveLength(1);
  });

  test.each([
    "const text = 'Date.now() and Math.random()';",
    '// Date.now()',
    'const half = size >>> 1;',
    'const q = 10n / 3n;',
    'const low = Math.floor(x) + Math.min(a, b);',
    'const record = { Date: 1, process: 2 };',
    'use(record.process);',
    "import { createHash, hash } from 'node:crypto';",
    "import { create } from '@bufbuild/protobuf';",
    "import type { Stats } from 'node:fs';",
    'let when: Date;',
    'for (const key of keys) use(key);',
  ])('lets %s pass', (text) => {
    expect(faults(text)).toEqual([]);
  });

  test('says where', () => {
    expect(faults('const a = 1;\n\nconst b = Date.now();')).toEqual([
      { line: 3, what: 'Date: the clock; use context.time' },
    ]);
  });
});

describe('the check of imports', () => {
  const faults = (name: string, text: string) => importFaults(join(root, 'src', name), text);

  test.each([
    ['chain/a.ts', "import { x } from '../engine/x.ts';"],
    ['chain/a.ts', "import type { x } from '../client/x.ts';"],
    ['chain/modules/bank/a.ts', "export * from '../../../devnet/x.ts';"],
    ['protocol/a.ts', "import { x } from '../wire/index.ts';"],
    ['protocol/a.ts', "import { create } from '@bufbuild/protobuf';"],
    ['wire/a.ts', "import { x } from '../protocol/synthesis/index.ts';"],
    ['wire/a.ts', "import { readFileSync } from 'node:fs';"],
    ['engine/a.ts', "const x = require('../devnet/x.ts');"],
    ['client/a.ts', "const x = await import('../cli/x.ts');"],
    ['chain/a.ts', 'const x = await import(`../engine/x.ts`);'],
    ['attic/a.ts', ''],
  ])('reports %s: %s', (name, text) => {
    expect(faults(name, text)).toHaveLength(1);
  });

  test.each([
    ['chain/a.ts', "import { Dec } from '../protocol/decimal/index.ts';"],
    ['wire/a.ts', "import { Dec } from '../protocol/decimal/index.ts';"],
    ['commands/a.ts', "import { x } from '../devnet/x.ts';"],
    ['protocol/synthesis/a.ts', "import { Dec } from '../decimal/index.ts';"],
  ])('lets %s: %s pass', (name, text) => {
    expect(faults(name, text)).toEqual([]);
  });
});
