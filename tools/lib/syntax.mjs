/** What the checks share: finding sources, parsing them, walking the tree. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Every TypeScript file below a folder. */
export function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(entry.name)) yield path;
  }
}

/** The syntax tree of a file, with a function that gives the line of an offset. */
export function parse(path, text) {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const line = (offset) => text.slice(0, offset).split('\n').length;
  return { program, line };
}

/** Calls `visit(node, parent, key)` for every node, outermost first; types are left out, since they never run. */
export function walk(node, visit, parent, key) {
  if (/^TS(?!AsExpression|NonNullExpression|SatisfiesExpression|InstantiationExpression)/.test(node.type)) return;
  visit(node, parent, key);
  for (const [name, child] of Object.entries(node)) {
    for (const one of Array.isArray(child) ? child : [child]) {
      if (one !== null && typeof one === 'object' && typeof one.type === 'string') walk(one, visit, node, name);
    }
  }
}

/** Every module that a file names, however it names it: `{ specifier, offset, names, typeOnly }`; an unreadable name is null. */
export function modulesOf(program) {
  const modules = [];
  const literal = (node) => (node?.type === 'Literal' && typeof node.value === 'string' ? node.value : null);
  walk(program, (node) => {
    if (node.type === 'ImportDeclaration' || (node.source && /^Export/.test(node.type))) {
      const names = (node.specifiers ?? []).map((s) => s.imported?.name ?? (s.type === 'ImportSpecifier' ? '' : '*'));
      const typeOnly = node.importKind === 'type' || node.exportKind === 'type';
      modules.push({ specifier: literal(node.source), offset: node.start, names, typeOnly });
    }
    if (node.type === 'ImportExpression') {
      modules.push({ specifier: literal(node.source), offset: node.start, names: ['*'], dynamic: true });
    }
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'require') {
      modules.push({ specifier: literal(node.arguments[0]), offset: node.start, names: ['*'], dynamic: true });
    }
  });
  return modules;
}
