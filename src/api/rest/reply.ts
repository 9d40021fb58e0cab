import { type JsonValue, jsonText } from '../../wire/index.ts';
import type { ApiError, StatusName } from '../status.ts';

/** An answer over HTTP. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Every page of every site may read: a devnet has no secrets. */
export const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST, HEAD, OPTIONS',
  'Access-Control-Allow-Headers': 'Accept, Content-Type, Origin, X-Requested-With, X-Cosmos-Block-Height, X-Api-Key',
  'Access-Control-Expose-Headers': 'Grpc-Metadata-X-Cosmos-Block-Height',
  'Access-Control-Max-Age': '600',
  'X-Content-Type-Options': 'nosniff',
};

export const json = (status: number, value: JsonValue, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: jsonText(value),
});

/** The HTTP status that the gateway gives a status of gRPC. */
const HTTP: Readonly<Record<StatusName, number>> = {
  OK: 200,
  Canceled: 408,
  // What the SDK says of any error of a module's own: the gateway's 500 would call it a fault of the server.
  Unknown: 400,
  InvalidArgument: 400,
  DeadlineExceeded: 504,
  NotFound: 404,
  AlreadyExists: 409,
  PermissionDenied: 403,
  ResourceExhausted: 429,
  FailedPrecondition: 400,
  Aborted: 409,
  OutOfRange: 400,
  Unimplemented: 501,
  Internal: 500,
  Unavailable: 503,
  DataLoss: 500,
  Unauthenticated: 401,
};

/** The gateway's answer to a call that failed. */
export const refusal = ({ status, code, message }: ApiError): Reply =>
  json(HTTP[status], { code, message, details: [] });
