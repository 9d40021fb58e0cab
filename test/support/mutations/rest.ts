import { services } from '../../../src/api/catalogue.ts';
import { Router } from '../../../src/api/rest/routes.ts';
import { jsonText } from '../../../src/wire/index.ts';
import { sampleRequest } from '../../e2e/api-samples.ts';
import { type HttpRequest, mutatedHead, request } from './http-request.ts';
import { mutatedJson, nested, oddText } from './odd.ts';
import { oneOf, type Pick } from './random.ts';

/** Right requests of REST: every route with what it asks for, and the pages beside them. */
export function restRequests(address: string, txs: readonly Uint8Array[]): HttpRequest[] {
  const { routes } = new Router(services.flatMap(({ methods }) => methods));
  const ofRoutes = routes.map(({ verb, path, body, method }) => {
    const sample = sampleRequest(method, address);
    const target = path.replace(/\{(\w+)[^}]*\}/g, (_, name: string) =>
      encodeURIComponent(String(sample[name] ?? '1')),
    );
    return request(verb, target, body === '' ? '' : jsonText(sample), 'application/json');
  });
  const posts = txs.flatMap((tx) => {
    const tx_bytes = Buffer.from(tx).toString('base64');
    return [
      request('POST', '/cosmos/tx/v1beta1/simulate', JSON.stringify({ tx_bytes })),
      request('POST', '/cosmos/tx/v1beta1/txs', JSON.stringify({ tx_bytes, mode: 'BROADCAST_MODE_SYNC' })),
      request('POST', '/cosmos/tx/v1beta1/decode', JSON.stringify({ tx_bytes })),
    ];
  });
  const asked = ["query=message.action='send'&limit=2&page=1", 'events=tx.height=1&order_by=ORDER_BY_DESC'];
  const searches = asked.map((query) => request('GET', `/cosmos/tx/v1beta1/txs?${query.replaceAll("'", '%27')}`));
  return [...ofRoutes, ...posts, ...searches, request('GET', '/swagger')];
}

/** Another body, or another target, verb or header. */
export function mutatedRequest(originals: readonly HttpRequest[], pick: Pick): HttpRequest {
  const original = oneOf(pick, originals);
  if (original.body.length === 0 || pick(3) === 0) return mutatedHead(original, pick);
  return { ...original, body: mutatedBody(original.body, pick) };
}

export function mutatedBody(body: Uint8Array, pick: Pick): Buffer {
  switch (pick(8)) {
    case 0:
      return Buffer.concat([body.subarray(0, pick(body.length)), Buffer.from([0xff, 0xfe, 0x22, 0])]);
    case 1:
      return Buffer.from(nested(1 + pick(3_000), pick));
    case 2:
      return Buffer.from(oddText(pick));
    case 3:
      return Buffer.from(body).subarray(0, pick(body.length));
    default:
      return Buffer.from(JSON.stringify(mutatedJson(JSON.parse(Buffer.from(body).toString()), pick)));
  }
}
