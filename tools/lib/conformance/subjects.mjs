/** What the conformance table is about: the services of the application as they are bound, and the events of the registry. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathOf, services } from '../../../src/api/catalogue.ts';
import { routesOf } from '../../../src/api/rest/routes.ts';
import { nodeService } from '../../../src/api/services/node.ts';
import { tendermintService } from '../../../src/api/services/tendermint.ts';
import { txService as txAbove } from '../../../src/api/services/tx.ts';
import { createModules } from '../../../src/chain/app-modules.ts';
import { txService } from '../../../src/chain/modules/tx/index.ts';
import { file_emissions_v9_events } from '../../../src/wire/gen/emissions/v9/events_pb.ts';
import { file_emissions_v10_events } from '../../../src/wire/gen/emissions/v10/events_pb.ts';
import { registry } from '../../../src/wire/index.ts';
import { root, sources } from '../syntax.mjs';

/** A part of a value bundle that others carry, not an event. */
const HELPERS = new Set(['EventValueBundle']);

/** The methods that are answered above a node's RPC, by path. */
const above = new Map([...txAbove, ...tendermintService, ...nodeService]);

/**
 * Every service that the application binds, and those that clients know of it without it having them: service and the local
 * names of the methods that have a handler, there or above the RPC. Emissions first, then by name.
 */
export function boundServices() {
  const bound = createModules().list.flatMap(({ messages, queries }) => [...messages, ...queries]);
  bound.push(txService(() => undefined));
  const known = [...services, ...registry.services()].filter(
    (service) => !bound.some((one) => one.service.typeName === service.typeName),
  );
  const all = [...bound, ...known.map((service) => ({ service, methods: new Map() }))].map(({ service, methods }) => {
    const there = service.methods.filter((method) => methods.has(method.localName) || above.has(pathOf(method)));
    return { service, methods: new Set(there.map(({ localName }) => localName)) };
  });
  const order = ({ service: { typeName } }) => {
    const [, version = ''] = /^emissions\.v(\d+)/.exec(typeName) ?? [];
    return version === '' ? `1 ${typeName}` : `0 ${100 - Number(version)} ${typeName}`;
  };
  return all.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** The REST routes of a method, such as `GET /cosmos/bank/v1beta1/params`. */
export const restRoutes = (method) => routesOf(method).map(({ verb, path }) => `${verb} ${path}`);

/** Sources of the modules without what they import: what is left of a name there is a use of it. */
function moduleSources() {
  const texts = [...sources(join(root, 'src', 'chain', 'modules'))].map((file) => readFileSync(file, 'utf8'));
  return texts.map((text) => text.replace(/^import [\s\S]*?;$/gm, '')).join('\n');
}

/** The typed events of both versions, `emitted` where a module uses an event's schema. */
export function typedEvents() {
  const text = moduleSources();
  return [file_emissions_v10_events, file_emissions_v9_events].map((file) => {
    const events = file.messages.filter(({ name }) => name.startsWith('Event') && !HELPERS.has(name));
    const present = file.proto.package === 'emissions.v10';
    return {
      name: file.proto.package,
      events: events.map(({ name }) => ({ name, emitted: present && uses(text, name) })),
    };
  });
}

const uses = (text, event) => new RegExp(`\\b${event}Schema\\b`).test(text);
