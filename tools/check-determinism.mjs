/**
 * Refuses, in `src/chain` and `src/protocol`, what could make two machines disagree: clock, randomness, environment, locale,
 * floating arithmetic, timers, asynchronous code, I/O. Block time is the only time there is. It reads the syntax tree, so that
 * neither spelling nor comments hide anything; what it cannot see (a float that arises from two whole numbers in variables)
 * stays with the reader.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { modulesOf, parse, root, sources, walk } from './lib/syntax.mjs';

/** Globals that know something of the machine or the moment. */
const GLOBALS = {
  Date: 'the clock; use context.time',
  performance: 'the clock',
  process: 'the environment',
  globalThis: 'a way around this check',
  global: 'a way around this check',
  eval: 'a way around this check',
  Function: 'a way around this check',
  Intl: 'the locale',
  crypto: 'randomness; hashes come from wire',
  fetch: 'input or output',
  console: 'input or output; use context.log',
  navigator: 'the environment',
  setTimeout: 'a timer',
  setInterval: 'a timer',
  setImmediate: 'a timer',
  queueMicrotask: 'a timer',
  Promise: 'asynchronous code; the state machine is synchronous',
  WeakRef: 'the garbage collector',
  FinalizationRegistry: 'the garbage collector',
  Atomics: 'other threads',
  parseFloat: 'floating arithmetic; use Dec',
};

/** Members whose answer depends on the locale or on floating point. */
const MEMBERS =
  /^(toLocale\w*|localeCompare|toFixed|toPrecision|toExponential|parseFloat|EPSILON|getRandomValues|randomUUID)$/;

/** What of Math is exact on whole numbers. */
const MATH = new Set(['abs', 'ceil', 'clz32', 'floor', 'imul', 'max', 'min', 'sign', 'trunc']);

/** Names that may come from Node's own modules. */
const NODE = { 'node:crypto': new Set(['createHash', 'hash']), 'node:buffer': new Set(['Buffer']) };

/** What keeps the store on the disk is left out: it decides where bytes lie, never what they are. */
const DISK = /^src\/chain\/store\/(database\.ts$|disk\/)/;

const isNumber = (node) => node.type === 'Literal' && typeof node.value === 'number';

/** The faults of one file: `{ line, what }`. @param name path from the repository's root; @param text what it says */
export function determinismFaults(name, text) {
  if (DISK.test(name)) return [];
  const { program, line } = parse(name, text);
  const faults = [];
  const fault = (node, what) => faults.push({ line: line(node.start ?? node), what });

  for (const { specifier, offset, names, dynamic, typeOnly } of modulesOf(program)) {
    if (dynamic) fault(offset, 'a module loaded while running');
    else if (specifier === null || typeOnly || specifier.startsWith('.')) continue;
    else if (!specifier.startsWith('@bufbuild/protobuf')) {
      const known = NODE[specifier];
      if (!known || !names.every((one) => known.has(one))) fault(offset, `${names.join(', ')} from ${specifier}`);
    }
  }

  walk(program, (node, parent, key) => {
    switch (node.type) {
      case 'Identifier': {
        const isName =
          (key === 'property' && !parent.computed) || (key === 'key' && !parent.computed && !parent.shorthand);
        if (isName) {
          if (MEMBERS.test(node.name)) fault(node, `${node.name}: the locale or floating arithmetic`);
        } else if (Object.hasOwn(GLOBALS, node.name)) fault(node, `${node.name}: ${GLOBALS[node.name]}`);
        else if (node.name === 'Math') {
          const member =
            parent.type === 'MemberExpression' && key === 'object' && !parent.computed && parent.property.name;
          if (!MATH.has(member)) fault(node, `Math.${member || '…'}: floating or random`);
        }
        break;
      }
      case 'Literal':
        if (isNumber(node) && !Number.isInteger(node.value)) fault(node, 'a fraction in floating point; use Dec');
        if (key === 'property' && parent.computed && MEMBERS.test(String(node.value))) fault(node, String(node.value));
        break;
      case 'BinaryExpression':
        if (['/', '**'].includes(node.operator) && (isNumber(node.left) || isNumber(node.right)))
          fault(node, `${node.operator} on numbers is floating arithmetic; use bigint, Dec or shifts`);
        break;
      case 'ForInStatement':
        fault(node, 'for..in; iterate sorted keys');
        break;
      case 'AwaitExpression':
        fault(node, 'asynchronous code');
        break;
      default:
        if (node.async) fault(node, 'asynchronous code; the state machine is synchronous');
    }
  });
  return faults;
}

if (import.meta.main) {
  let count = 0;
  for (const folder of ['src/chain', 'src/protocol']) {
    for (const file of sources(join(root, folder))) {
      const name = relative(root, file);
      for (const { line, what } of determinismFaults(name, readFileSync(file, 'utf8'))) {
        count += 1;
        process.stderr.write(`${name}:${line}: not deterministic: ${what}\n`);
      }
    }
  }
  process.stderr.write(count ? `${count} places that could differ between machines\n` : 'determinism: nothing found\n');
  process.exitCode = count ? 1 : 0;
}
