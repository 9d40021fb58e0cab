import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { recast } from '../../../../wire/index.ts';
import type { Context } from '../../../context.ts';
import type { BoundService } from '../../../module.ts';

type Method = (ctx: Context, request: never) => unknown;
type Recast = ReturnType<typeof recast>;

/** Where a version differs in more than the fields that it knows, by the local names of its methods. */
export interface Exceptions {
  /** Other names: method → the present version's method. */
  readonly names?: Readonly<Record<string, string>>;
  /** Completes the request of the present version (in place). */
  readonly requests?: Readonly<Record<string, (ctx: Context, request: never) => void>>;
  /** Makes the answer of this version out of the request and the present version's answer. */
  readonly answers?: Readonly<Record<string, (ctx: Context, request: never, answer: never) => unknown>>;
}

/**
 * Serves an older version of a service with the handlers of the present one. Requests and answers are recast by their bytes;
 * where that is not enough the exceptions say how.
 */
export function olderVersion(service: DescService, present: BoundService, exceptions: Exceptions): BoundService {
  const methods = new Map<string, Method>();
  for (const older of service.methods) {
    const name = exceptions.names?.[older.localName] ?? older.localName;
    const handler = present.methods.get(name);
    const method = present.service.method[name];
    if (handler && method) methods.set(older.localName, translated(older, method, handler, exceptions));
  }
  return { service, methods };
}

function translated(older: DescMethod, present: DescMethod, handler: Method, exceptions: Exceptions): Method {
  const complete = exceptions.requests?.[older.localName];
  const answerOf = exceptions.answers?.[older.localName];
  return (ctx, message: Recast) => {
    const request = recast(older.input, message, present.input) as never;
    complete?.(ctx, request);
    const answer = handler(ctx, request) as never;
    return answerOf ? answerOf(ctx, request, answer) : recast(present.output, answer, older.output);
  };
}
