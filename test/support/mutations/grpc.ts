import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { pathOf, services } from '../../../src/api/catalogue.ts';
import { frame } from '../../../src/api/grpc/frames.ts';
import { encode, fromJson } from '../../../src/wire/index.ts';
import { sampleRequest } from '../../e2e/api-samples.ts';
import { mutatedBytes } from './bytes.ts';
import type { Tally } from './judge.ts';
import { oddText } from './odd.ts';
import { oneOf, type Pick, several } from './random.ts';

/** A call of gRPC: what its stream carries. */
export interface GrpcRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** How it ends: as it should, with trailers, in the middle, or before it has begun. */
  readonly end: 'end' | 'trailers' | 'cancel' | 'at once';
}

/** Right calls of every method. */
export const grpcRequests = (address: string): GrpcRequest[] =>
  services
    .flatMap(({ methods }) => methods)
    .map((method) => {
      const message = encode(method.input, fromJson(method.input, sampleRequest(method, address)) as never);
      return { path: pathOf(method), headers: {}, body: frame(message), end: 'end' };
    });

const REFLECTION = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';

const HEADERS: readonly (readonly [string, (pick: Pick) => string])[] = [
  ['grpc-timeout', (pick) => oneOf(pick, ['1n', '1u', '0m', '99999999H', '-1S', '1', 'S', '999999999S'])],
  ['grpc-encoding', (pick) => oneOf(pick, ['gzip', 'gzip', 'gzip', 'deflate', 'identity', '', 'gzip,gzip'])],
  [
    'content-type',
    (pick) => oneOf(pick, ['application/grpc+proto', 'application/grpcx', 'application/json', 'text/html']),
  ],
  ['te', () => 'trailers'],
  ['x-cosmos-block-height', oddText],
  ['odd-bin', () => Buffer.from([0, 255]).toString('base64')],
  ['long', (pick) => 'y'.repeat(pick(20_000))],
  [':authority', oddText],
];

/** Larger than a message may be, once it is unpacked. */
const BOMB = gzipSync(Buffer.alloc(5 << 20));

/** Where the lengths, the flags or what is between them is wrong. */
function mutatedFrames(body: Buffer, pick: Pick): Uint8Array {
  const flagged = Buffer.from(body);
  switch (pick(7)) {
    case 0:
      flagged.writeUInt8(oneOf(pick, [1, 2, 255]), 0);
      return flagged;
    case 1:
      flagged.writeUInt32BE(oneOf(pick, [0, 1, body.length, 2 ** 22, 2 ** 22 + 1, 2 ** 31, 2 ** 32 - 1]), 1);
      return flagged;
    case 2:
      return Buffer.concat([body, body]);
    case 3:
      return body.subarray(0, pick(body.length));
    case 4: {
      const plain = oneOf(pick, [body.subarray(5), Buffer.from(several(20, () => pick(256)))]);
      const framed = frame(oneOf(pick, [plain, gzipSync(plain), BOMB]));
      framed.writeUInt8(1, 0);
      return framed;
    }
    default:
      return frame(mutatedBytes(body.subarray(5), [body], pick));
  }
}

export function mutatedGrpc(originals: readonly GrpcRequest[], pick: Pick): GrpcRequest {
  const original = oneOf(pick, originals);
  const headers: Record<string, string> = { ...original.headers };
  const { body } = original;
  for (let left = pick(3); left > 0; left -= 1) {
    const [name, value] = oneOf(pick, HEADERS);
    headers[name] = value(pick)
      .replace(/[^\x20-\x7e]/g, '?')
      .trim();
  }
  const path =
    pick(8) > 0 ? original.path : oneOf(pick, [REFLECTION, `${original.path}X`, '/', '', `//${oddText(pick)}`]);
  return {
    path: path.replace(/[^\x21-\x7e]/g, '?'),
    headers,
    body: mutatedFrames(body.length > 5 ? Buffer.from(body) : Buffer.from([0, 0, 0, 0, 1, 8]), pick),
    end: oneOf(pick, ['end', 'end', 'end', 'end', 'end', 'end', 'trailers', 'cancel', 'at once']),
  };
}

/** Makes a call and resolves with its status and all that came back; the status is undefined where none came. */
function call(session: ClientHttp2Session, { path, headers, body, end }: GrpcRequest): Promise<[string?, string?]> {
  return new Promise((resolve) => {
    const head = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers', ...headers };
    let stream: ClientHttp2Stream;
    try {
      stream = session.request(head, { waitForTrailers: end === 'trailers' });
    } catch {
      // The session has ended, or the client itself refuses to write such a thing.
      resolve([]);
      return;
    }
    const texts: string[] = [];
    let status: string | undefined;
    const take = (came: Record<string, unknown>) => {
      status = (came['grpc-status'] as string | undefined) ?? status;
      texts.push(JSON.stringify(came));
      if (typeof came['grpc-message'] === 'string') texts.push(decodeURIComponent(came['grpc-message']));
    };
    stream.on('response', take).on('trailers', take);
    stream.on('data', (chunk: Buffer) => texts.push(chunk.toString('utf8')));
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', odd: 'yes' }));
    stream.on('error', () => undefined);
    // What is not sent yet when the answer is there would be waited for.
    stream.on('end', () => stream.destroy());
    stream.on('close', () => resolve([status, texts.join('\n')]));
    if (end === 'at once') stream.close(constants.NGHTTP2_CANCEL);
    else if (end === 'cancel') stream.write(body, () => stream.close(constants.NGHTTP2_CANCEL));
    else stream.end(body);
  });
}

/** Makes calls, so many at a time over one connection; where the server ends it, the others go over another one. */
export async function grpcCalls(port: number, requests: readonly GrpcRequest[], atATime: number, tally: Tally) {
  let session: ClientHttp2Session | undefined;
  const opened = () => {
    if (!session || session.closed || session.destroyed) {
      // Answers come in although many bytes wait to be sent.
      session = connect(`http://127.0.0.1:${port}`, { maxSessionMemory: 1_000 });
      session.on('error', () => undefined);
    }
    return session;
  };
  tally.sent += requests.length;
  const left = requests.values();
  const work = async () => {
    for (const request of left) {
      const [status, text] = await call(opened(), request);
      if (text === undefined || text === '') continue;
      const told = `${request.path} ${JSON.stringify(request.headers)} ${Buffer.from(request.body).toString('base64')}`;
      tally.judge(told, text, status === '13' ? 'a fault of its own' : undefined);
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  session?.destroy();
}
