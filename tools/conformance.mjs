/**
 * Writes docs/conformance.md: every message, query and event of the chain's services, whether it is implemented (by what the
 * application binds) and which test files call or read it. `--check` fails when what is committed is stale,
 * or when something is missing without a reason.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsOfV9, reasons } from './lib/conformance/reasons.mjs';
import { boundServices, restRoutes, typedEvents } from './lib/conformance/subjects.mjs';
import { readTests, testsOfEvent, testsOfMethod } from './lib/conformance/tests.mjs';
import { root } from './lib/syntax.mjs';

const target = join(root, 'docs', 'conformance.md');
const SHOWN = 3;

/** A subject of the table: `name`, `there`, `tests`, and why it is not there. */
function serviceRows({ service, methods }, files) {
  return service.methods.map((method) => {
    const path = `${service.typeName}/${method.name}`;
    const there = methods.has(method.localName);
    return {
      path,
      name: method.name,
      there,
      tests: testsOfMethod(files, method),
      routes: restRoutes(method),
      reason: reasons[path] ?? reasons[service.typeName],
    };
  });
}

function eventRows({ name: packageName, events }, files) {
  const reason = packageName === 'emissions.v10' ? undefined : eventsOfV9;
  return events.map(({ name, emitted }) => {
    const tests = testsOfEvent(files, packageName, name);
    return { path: `${packageName}.${name}`, name, there: emitted, tests, reason };
  });
}

function sections() {
  const files = readTests();
  const services = boundServices().map((bound) => {
    const what = /(^|\.)Msg(Service)?$/.test(bound.service.typeName) ? 'messages' : 'queries';
    return { title: bound.service.typeName, what, rows: serviceRows(bound, files) };
  });
  const events = typedEvents().map((group) => ({
    title: `${group.name} events`,
    what: 'events',
    rows: eventRows(group, files),
  }));
  return [...services, ...events];
}

function faultsOf(rows) {
  return rows.flatMap(({ path, there, tests, reason }) => {
    if (!there) return reason === undefined ? [`${path}: not implemented, without a reason`] : [];
    if (reason !== undefined) return [`${path}: implemented; its reason for not being so is stale`];
    return tests.length === 0 && path.startsWith('emissions.') ? [`${path}: no test uses it`] : [];
  });
}

const share = (part, whole) => `${part} of ${whole}`;

function testedBy({ tests }) {
  const shown = tests.slice(0, SHOWN).map((name) => `\`${name}\``);
  const more = tests.length > SHOWN ? ` and ${tests.length - SHOWN} more` : '';
  return shown.join(', ') + more;
}

function render(all) {
  const summary = all.map(({ title, what, rows }) => {
    const tested = rows.filter(({ there, tests }) => there && tests.length > 0).length;
    const there = rows.filter((row) => row.there).length;
    return `| \`${title}\` | ${what} | ${share(there, rows.length)} | ${share(tested, there)} |`;
  });
  const tables = all.map(({ title, what, rows }) => {
    const asked = what === 'queries';
    const lines = rows.map((row) => {
      const routes = asked ? `${row.routes.map((route) => `\`${route}\``).join(' ')} | ` : '';
      return `| ${row.name} | ${routes}${row.there ? 'yes' : `no: ${row.reason ?? 'missing'}`} | ${testedBy(row)} |`;
    });
    const head = `| ${what} | ${asked ? 'REST | ' : ''}implemented | tested by |`;
    return [`## \`${title}\``, '', head, asked ? '|---|---|---|---|' : '|---|---|---|', ...lines].join('\n');
  });
  return `# Conformance

Written by \`npm run conformance\` out of the protobuf descriptors, the services that the application binds and the tests; not by
hand. "Implemented" for an event: a module emits it. "Tested by": the test files that call it (by its path, its request's schema, the
method of its service, or its name given to a harness), or read it; at most ${SHOWN} of them. Paths are relative to \`test/\`. Every
method of the tables of queries is served over gRPC (9090, reflection v1 and v1alpha) as \`/<service>/<method>\`, and over REST (1317) at
the routes beside it; what is not implemented answers UNIMPLEMENTED (501). \`e2e/grpc.test.ts\` calls all of them as a client that has
only reflection, \`e2e/rest.test.ts\` asks every route and compares the answer with the chain's.

| service | kind | implemented | of these tested |
|---|---|---|---|
${summary.join('\n')}

${tables.join('\n\n')}
`;
}

const all = sections();
const text = render(all);
const faults = all.flatMap(({ rows }) => faultsOf(rows));
if (process.argv.includes('--check')) {
  let committed = '';
  try {
    committed = readFileSync(target, 'utf8');
  } catch {
    // Missing is as good as stale.
  }
  if (committed !== text) faults.push('docs/conformance.md is stale; run "npm run conformance"');
} else writeFileSync(target, text);
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.stderr.write(faults.length ? `${faults.length} faults of conformance\n` : 'conformance: nothing missing\n');
process.exitCode = faults.length ? 1 : 0;
