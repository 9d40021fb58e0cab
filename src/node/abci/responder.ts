import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { RequestSchema, ResponseSchema } from '../../wire/gen/tendermint/abci/types_pb.ts';
import { type Answer, answer } from './answers.ts';
import { frame } from './frames.ts';
import type { ServedApplication } from './served-application.ts';

/** What waits for a Flush is sent all the same once it is this large. */
const ENOUGH = 1 << 20;

/** Answers the requests of one connection, in order; what it answers is kept until a Flush. */
export class Responder {
  readonly #application: ServedApplication;
  readonly #onError: (error: Error, request: string) => void;
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #flush = false;
  /** An Exception was answered: the connection is to end. */
  ended = false;

  constructor(application: ServedApplication, onError: (error: Error, request: string) => void) {
    this.#application = application;
    this.#onError = onError;
  }

  /** Answers one frame. Never throws. */
  answer(bytes: Uint8Array): void {
    let name = 'request';
    try {
      const { value } = fromBinary(RequestSchema, bytes, { readUnknownFields: false });
      if (value.case === undefined) throw new Error('a request of an unknown kind');
      name = value.case;
      this.#add(answer(this.#application, value));
      if (value.case === 'flush') this.#flush = true;
    } catch (error) {
      this.fail(error as Error, name);
    }
  }

  /** Answers with an Exception, after which this connection ends. */
  fail(error: Error, request = 'frame'): void {
    this.#onError(error, request);
    this.#add({ case: 'exception', value: { error: `${request}: ${error.message}` } });
    this.#flush = true;
    this.ended = true;
  }

  #add(value: Answer): void {
    const bytes = frame(toBinary(ResponseSchema, create(ResponseSchema, { value })));
    this.#waiting.push(bytes);
    this.#bytes += bytes.length;
  }

  /** What is to be written now, if anything is. */
  take(): Uint8Array | undefined {
    if (this.#waiting.length === 0 || !(this.#flush || this.#bytes >= ENOUGH)) return undefined;
    const out = this.#waiting.length === 1 ? this.#waiting[0]! : Buffer.concat(this.#waiting, this.#bytes);
    this.#waiting = [];
    this.#bytes = 0;
    this.#flush = false;
    return out;
  }
}
