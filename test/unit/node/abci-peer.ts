import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { FrameReader, frame } from '../../../src/node/abci/frames.ts';
import { RequestSchema, type Response, ResponseSchema } from '../../../src/wire/gen/tendermint/abci/types_pb.ts';

export type AbciRequest = NonNullable<MessageInitShape<typeof RequestSchema>['value']>;
type Value = Exclude<Response['value'], { case: undefined }>;

/** One connection to an ABCI server, as CometBFT holds four. */
export class AbciPeer {
  readonly socket: Socket;
  readonly #frames = new FrameReader();
  readonly #answers: Value[] = [];
  #waiting: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#frames.push(chunk);
      for (let next = this.#frames.next(); next; next = this.#frames.next()) {
        this.#answers.push(fromBinary(ResponseSchema, next).value as Value);
      }
      this.#waiting?.();
    });
    socket.on('close', () => this.#waiting?.());
  }

  static async open(path: string): Promise<AbciPeer> {
    const socket = connect({ path });
    await once(socket, 'connect');
    return new AbciPeer(socket);
  }

  /** Answers that came and were not taken yet. */
  get unread(): number {
    return this.#answers.length;
  }

  /** Sends without a Flush. */
  send(...requests: AbciRequest[]): void {
    for (const value of requests) this.socket.write(frame(toBinary(RequestSchema, create(RequestSchema, { value }))));
  }

  /** The next answer; undefined when the connection ended. */
  async take(): Promise<Value | undefined> {
    while (this.#answers.length === 0 && !this.socket.closed) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    return this.#answers.shift();
  }

  /** One request with its Flush, as CometBFT's synchronous calls are; the answer of the request. */
  async ask<C extends Value['case']>(value: AbciRequest, expected: C): Promise<Extract<Value, { case: C }>['value']> {
    this.send(value, { case: 'flush', value: {} });
    const answer = await this.take();
    if (answer?.case !== expected) throw new Error(`${value.case} was answered with ${JSON.stringify(answer)}`);
    const flushed = await this.take();
    if (flushed?.case !== 'flush') throw new Error(`a flush was answered with ${flushed?.case}`);
    return answer.value as never;
  }
}
