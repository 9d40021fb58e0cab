import { serveHttp } from '../http.ts';
import type { Listening } from '../listen.ts';
import type { ServerOptions } from '../serve.ts';
import { asApiError } from '../status.ts';
import { refusal } from './reply.ts';

/** Serves the gateway's REST: routes of the services, an OpenAPI document and a page that shows it. */
export function serveRest(options: ServerOptions): Promise<Listening> {
  return serveHttp(options, {
    async answer(request, body, signal) {
      const { answer } = await import('./gateway.ts');
      return answer(request, body, options, signal);
    },
    refuse(error) {
      const told = asApiError(error);
      if (told.status === 'Internal') options.onError(told.cause ?? told);
      return refusal(told);
    },
  });
}
