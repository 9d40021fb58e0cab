import { create, type DescMethod } from '@bufbuild/protobuf';
import { decode, encode, requireRoom } from '../wire/index.ts';
import { askChain } from './ask.ts';
import { pathOf, services } from './catalogue.ts';
import { latestHeight } from './services/ask-node.ts';
import type { Call, Handler } from './services/handlers.ts';
import { nodeService } from './services/node.ts';
import { tendermintService } from './services/tendermint.ts';
import { txService } from './services/tx.ts';

/** An answer, and the height that it is of where that is known. */
export interface Answer {
  readonly bytes: Uint8Array;
  readonly height?: bigint;
}

/** One method as both servers call it: bytes in, bytes out. */
export interface ServedMethod {
  readonly desc: DescMethod;
  /** @throws ApiError, WireError */
  answer(request: Uint8Array, call: Call): Promise<Answer>;
}

/** Every method that is served, by its path: those of modules by the node, the others by what stands above it. */
export function servedMethods(): ReadonlyMap<string, ServedMethod> {
  const own = new Map([...txService, ...tendermintService, ...nodeService]);
  const methods = services.flatMap((service) => service.methods);
  return new Map(methods.map((desc) => [pathOf(desc), served(desc, own.get(pathOf(desc)))]));
}

function served(desc: DescMethod, handler: Handler | undefined): ServedMethod {
  const path = pathOf(desc);
  if (!handler) return { desc, answer: (request, call) => askChain(path, request, call) };
  return {
    desc,
    async answer(request, call) {
      requireRoom(desc.input, request);
      const height = call.height ?? (await latestHeight(call));
      const answer = await handler(decode(desc.input, request), call);
      return { bytes: encode(desc.output, create(desc.output, answer)), height };
    },
  };
}
