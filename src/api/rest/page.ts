/** What the page may do: itself, and ask the server that it came from. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/** Shows the OpenAPI document and asks its routes; everything it needs is in it. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Allora network: REST</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 .25rem; }
summary { cursor: pointer; font-family: ui-monospace, monospace; font-size: .85rem; padding: .15rem 0; }
summary b { display: inline-block; width: 3.5rem; }
form { border-left: 3px solid #8884; margin: .25rem 0 .75rem; padding-left: .75rem; }
label { display: grid; grid-template-columns: 15rem 1fr; gap: .5rem; font-size: .85rem; margin: .2rem 0; }
input, textarea { font: inherit; font-family: ui-monospace, monospace; }
textarea { height: 6rem; }
pre { background: #8882; max-height: 24rem; overflow: auto; padding: .5rem; white-space: pre-wrap; word-break: break-all; }
#filter { box-sizing: border-box; padding: .4rem; width: 100%; }
</style>
</head>
<body>
<h1>Allora network: REST</h1>
<p>Every route of this node. The same as a document: <a href="/openapi.json">/openapi.json</a>.</p>
<input id="filter" placeholder="filter, such as topic" aria-label="filter">
<main id="routes">…</main>
<script>
const make = (tag, props = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), props);
  element.append(...children);
  return element;
};
const send = async (verb, path, operation, form, shown) => {
  let url = path;
  const query = new URLSearchParams();
  const headers = {};
  for (const { name, in: place } of operation.parameters) {
    const value = form.elements[name].value;
    if (place === 'path') url = url.replace('{' + name + '}', encodeURIComponent(value));
    else if (value !== '' && place === 'query') query.append(name, value);
    else if (value !== '') headers[name] = value;
  }
  if (query.size > 0) url += '?' + query;
  const body = operation.requestBody ? form.elements['the body'].value : undefined;
  shown.textContent = verb.toUpperCase() + ' ' + url + '\\n…';
  try {
    const response = await fetch(url, { method: verb, headers, body });
    const text = await response.text();
    let pretty = text;
    try { pretty = JSON.stringify(JSON.parse(text), null, 2); } catch {}
    shown.textContent = verb.toUpperCase() + ' ' + url + '\\n' + response.status + '\\n' + pretty;
  } catch (error) { shown.textContent = String(error); }
};
const routeElement = (path, verb, operation) => {
  const shown = make('pre', { hidden: true });
  const fields = operation.parameters.map(({ name, in: place, required }) =>
    make('label', {}, name + (place === 'path' ? ' *' : ''), make('input', { name, required: Boolean(required) })));
  if (operation.requestBody) fields.push(make('label', {}, 'body', make('textarea', { name: 'the body', value: '{}' })));
  const form = make('form', {}, ...fields, make('button', {}, 'Send'), shown);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    shown.hidden = false;
    send(verb, path, operation, form, shown);
  });
  const summary = make('summary', {}, make('b', {}, verb.toUpperCase()), path);
  return make('details', {}, summary, form);
};
fetch('/openapi.json').then((response) => response.json()).then(({ paths }) => {
  const services = new Map();
  for (const [path, verbs] of Object.entries(paths)) {
    for (const [verb, operation] of Object.entries(verbs)) {
      const [service] = operation.tags;
      if (!services.has(service)) services.set(service, make('section', {}, make('h2', {}, service)));
      services.get(service).append(routeElement(path, verb, operation));
    }
  }
  document.getElementById('routes').replaceChildren(...services.values());
  document.getElementById('filter').addEventListener('input', ({ target }) => {
    const wanted = target.value.toLowerCase();
    for (const section of services.values()) {
      const routes = [...section.querySelectorAll('details')];
      for (const route of routes) route.hidden = !route.textContent.toLowerCase().includes(wanted);
      section.hidden = routes.every(({ hidden }) => hidden);
    }
  });
});
</script>
</body>
</html>
`;
