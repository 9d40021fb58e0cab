/** Finds the test files that use a method or an event, by the names that they write. */
import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { root, sources } from '../syntax.mjs';

/** `import { Query as Bank } from '…/gen/cosmos/bank/v1beta1/query_pb.ts'`: the names in the file and the .proto they are of. */
function importsOf(text) {
  const found = [];
  for (const [, names, file] of text.matchAll(/import (?:type )?\{([^}]*)\} from '[^']*\/gen\/([^']*)_pb\.ts'/g)) {
    for (const name of names.split(',')) {
      const [imported = '', local = imported] = name
        .trim()
        .replace(/^type /, '')
        .split(' as ');
      if (imported !== '') found.push({ imported, local, file });
    }
  }
  return found;
}

function read(path) {
  const text = readFileSync(path, 'utf8');
  const imports = importsOf(text);
  const versions = new Set(Array.from(text.matchAll(/emissions[./](v\d+)\b/g), ([, version]) => version));
  // The harnesses of the unit tests speak v10 without naming it.
  if (!versions.has('v9')) versions.add('v10');
  const words = new Set([
    ...Array.from(text.matchAll(/'(\w+)'/g), ([, word]) => word),
    ...Array.from(text.matchAll(/^\s*(\w+)(?=[:(])/gm), ([, word]) => word),
  ]);
  return { name: relative(join(root, 'test'), path).split(sep).join('/'), text, imports, versions, words };
}

/** Every TypeScript file below test/, read once. */
export function readTests() {
  const files = [...sources(join(root, 'test'))].map(read);
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The files that do so; helpers only where no test does. */
function users(files, uses) {
  const found = files.filter(uses).map(({ name }) => name);
  const tests = found.filter((name) => name.endsWith('.test.ts'));
  return tests.length > 0 ? tests : found;
}

const word = (name) => new RegExp(`\\b${name}(Schema)?\\b`);

/** Whether a file calls a method of the service that it calls `local`, or goes through all of them. */
function calls(text, local, name) {
  const all = `\\b${local}\\.methods\\.|Object\\.\\w+\\(${local}\\.method\\)`;
  return new RegExp(`\\b${local}\\.method\\.${name}\\b|${all}`).test(text);
}

/** Test files that call a method: by its path, its request's schema, `Service.method.name`, or (emissions) by its name alone. */
export function testsOfMethod(files, method) {
  const service = method.parent;
  const path = new RegExp(`${service.typeName}/${method.name}\\b|'/${method.input.typeName}'`);
  const [, version] = /^emissions\.(v\d+)\./.exec(service.typeName) ?? [];
  const request = word(method.input.name);
  return users(files, ({ text, imports, versions, words }) => {
    if (path.test(text)) return true;
    const own = imports.filter(({ file }) => file === service.file.name);
    if (own.some(({ imported }) => request.test(imported))) return true;
    if (own.some(({ imported, local }) => imported === service.name && calls(text, local, method.localName)))
      return true;
    return versions.has(version) && (words.has(method.localName) || words.has(method.name));
  });
}

/** Test files that name an event: its schema, its full name, or its name without `Event`. */
export function testsOfEvent(files, packageName, event) {
  const version = packageName.replace('emissions.', '');
  const schema = word(event);
  return users(files, ({ text, versions, words }) => {
    if (text.includes(`${packageName}.${event}`)) return true;
    return versions.has(version) && (schema.test(text) || words.has(event.replace(/^Event/, '')));
  });
}
