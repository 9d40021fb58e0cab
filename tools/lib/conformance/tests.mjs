/** Finds the tests that call a method or read an event: by what their code does, not by the words in it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { root, sources } from '../syntax.mjs';

const IMPORT = /^import (?:type )?(?:\* as (\w+)|\{([^}]*)\}|[\w]+)? ?(?:from )?'([^']+)';$/gm;

/** `{ Query as Bank, type Msg }`: the names in the file and here. */
function namesOf(list = '') {
  return list.split(',').flatMap((entry) => {
    const [imported = '', local = imported] = entry
      .trim()
      .replace(/^type /, '')
      .split(' as ');
    return imported === '' ? [] : [{ imported, local }];
  });
}

function read(path) {
  const text = readFileSync(path, 'utf8');
  /** What comes out of generated files, with the .proto it is of; `namespace` for all of one. */
  const generated = [];
  const imports = [];
  for (const [, namespace, names, from] of text.matchAll(IMPORT)) {
    const file = /\/gen\/(.*)_pb\.ts$/.exec(from)?.[1];
    if (file)
      generated.push(...(namespace ? [{ namespace, file }] : namesOf(names).map((name) => ({ ...name, file }))));
    else if (from.startsWith('.')) imports.push(join(dirname(path), from));
  }
  const code = text.replace(IMPORT, '');
  const speaks = new Set(Array.from(text.matchAll(/emissions[./](v\d+)\b/g), ([, version]) => version));
  // The harnesses of the unit tests speak v10 without naming it.
  if (!speaks.has('v9')) speaks.add('v10');
  return { path, name: relative(join(root, 'test'), path).split(sep).join('/'), code, generated, imports, speaks };
}

/** Every TypeScript file below test/, read once, with the tests that import it, however far away. */
export function readTests() {
  const files = [...sources(join(root, 'test'))].map(read).sort((a, b) => (a.name < b.name ? -1 : 1));
  const byPath = new Map(files.map((file) => [file.path, { ...file, testedBy: new Set() }]));
  for (const test of byPath.values()) {
    if (!test.name.endsWith('.test.ts')) continue;
    const waiting = [test.path];
    for (const path of waiting) {
      const file = byPath.get(path);
      if (!file || file.testedBy.has(test.name)) continue;
      file.testedBy.add(test.name);
      waiting.push(...file.imports.filter((next) => existsSync(next)));
    }
  }
  return [...byPath.values()];
}

/** The tests that do so themselves; where none does, those that have a helper do it. */
function users(files, uses) {
  const found = files.filter(uses);
  const own = found.filter(({ name }) => name.endsWith('.test.ts')).map(({ name }) => name);
  return own.length > 0 ? own : [...new Set(found.flatMap(({ testedBy }) => [...testedBy]))].sort();
}

/** Whether code uses a schema, imported by its name or with all of its file. */
function usesSchema({ code, generated }, schema, protoFile) {
  return generated
    .filter(({ file }) => file === protoFile)
    .some(({ namespace, imported, local }) => {
      if (namespace) return new RegExp(`\\b${namespace}\\.${schema}\\b`).test(code);
      return imported === schema && new RegExp(`\\b${local}\\b`).test(code);
    });
}

/**
 * Whether code calls a method of the service that it calls `local`. Queries are also called by going through all of them, or by a table with
 * an entry for each; messages are known to have been sent, all of them, where a test expects just that.
 */
function callsOf(code, local, { localName }, isQuery) {
  const one = new RegExp(`\\b${local}\\.method\\.${localName}\\b`);
  if (one.test(code)) return true;
  if (new RegExp(`expect\\([^;]*\\)\\.toEqual\\([^;]*\\b${local}\\.methods\\.`).test(code)) return true;
  if (!isQuery) return false;
  const all = new RegExp(`test\\.each\\([^;]*\\b${local}\\.methods\\.|Object\\.\\w+\\(${local}\\.method\\)`);
  return (
    all.test(code) || (/^export const \w+: \{ \[/m.test(code) && new RegExp(`^ {2}${localName}: \\[`, 'm').test(code))
  );
}

/** A method's name as what a harness is asked to call: `query('getParams', …)`, `send('fundTopic', …)`. */
const named = ({ name, localName }) =>
  new RegExp(`\\b(?:query|send|ask|call|refused|run|answer)\\w*\\(\\s*(?:[\\w.]+,\\s*)?'(?:${name}|${localName})'`);

/** Tests that call a method: by its path, its request's schema, `Service.method.name`, or its name given to a harness. */
export function testsOfMethod(files, method) {
  const service = method.parent;
  const path = new RegExp(`${service.typeName}/${method.name}\\b|'/${method.input.typeName}'`);
  const [, version] = /^emissions\.(v\d+)\./.exec(service.typeName) ?? [];
  const isQuery = !/(^|\.)Msg(Service)?$/.test(service.typeName);
  const call = named(method);
  return users(files, (file) => {
    if (path.test(file.code) || usesSchema(file, `${method.input.name}Schema`, method.input.file.name)) return true;
    const services = file.generated
      .filter(({ file: own }) => own === service.file.name)
      .flatMap((one) => {
        if (one.namespace) return [`${one.namespace}\\.${service.name}`];
        return one.imported === service.name ? [one.local] : [];
      });
    if (services.some((local) => callsOf(file.code, local, method, isQuery))) return true;
    return version !== undefined && file.speaks.has(version) && call.test(file.code);
  });
}

/** Tests that read an event: by its schema, its full name, or (where events are read) its name without `Event`. */
export function testsOfEvent(files, packageName, event) {
  const version = packageName.replace('emissions.', '');
  const schema = new RegExp(`\\b${event}Schema\\b`);
  const short = new RegExp(`'${event.replace(/^Event/, '')}'`);
  return users(files, ({ code, speaks }) => {
    if (code.includes(`${packageName}.${event}`)) return true;
    if (!speaks.has(version)) return false;
    return schema.test(code) || (/\bevents?\b|emitted|takeEvents|named\(/i.test(code) && short.test(code));
  });
}
