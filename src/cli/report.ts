import type { ClientError, ClientErrorKind } from '../client/errors.ts';
import type { DevnetError, DevnetErrorKind } from '../devnet/errors.ts';
import type { NodeError, NodeErrorCode } from '../node/errors.ts';
import { AlloError, type ErrorName, errorJson } from './errors.ts';
import { rejectionHint } from './rejection-hints.ts';
import { wantsJson } from './terminal.ts';
import { visible } from './visible.ts';

const CLIENT_ERRORS: Readonly<Record<ClientErrorKind, ErrorName>> = {
  unreachable: 'unreachable',
  certificate: 'badCertificate',
  'bad-answer': 'badAnswer',
  'wrong-chain': 'wrongChain',
  rpc: 'queryFailed',
  query: 'queryFailed',
  'not-found': 'notFound',
  rejected: 'rejected',
  timeout: 'timedOut',
  waited: 'waitTimedOut',
  stalled: 'noProgress',
};

const DEVNET_ERRORS: Readonly<Record<DevnetErrorKind, ErrorName>> = {
  runs: 'devnetRuns',
  none: 'noDevnet',
  'start-failed': 'daemonFailed',
  'start-timeout': 'timedOut',
  leftover: 'daemonLeftover',
  'bad-home': 'badHome',
  'not-built': 'notBuilt',
  'bad-request': 'badValue',
  unsupported: 'notOnThisEngine',
  'missing-prerequisite': 'missingPrerequisite',
  'cometbft-missing': 'cometMissing',
  rejected: 'rejected',
  halted: 'halted',
  'has-chain': 'hasChain',
  'other-chain': 'otherChain',
  height: 'notKept',
  'snapshot-exists': 'snapshotExists',
  'no-snapshot': 'noSnapshot',
  'bad-snapshot': 'badSnapshot',
  'bad-genesis': 'badGenesis',
  'bad-record': 'badRecord',
  incomplete: 'incompleteRecord',
  'newer-format': 'newerStore',
  'read-only': 'readOnlyStore',
  full: 'fullDisk',
  damaged: 'damagedStore',
  io: 'storeFailed',
  interrupted: 'interrupted',
  'timed-out': 'timedOut',
  unexpected: 'unexpected',
};

const NODE_ERRORS: Readonly<Record<NodeErrorCode, ErrorName>> = {
  'cometbft-missing': 'cometMissing',
  'cometbft-unsuitable': 'cometMissing',
  'cometbft-install': 'cometMissing',
  'not-built': 'notBuilt',
  'home-exists': 'nodeExists',
  'home-missing': 'badNodeHome',
  'home-damaged': 'badNodeHome',
  'invalid-options': 'badValue',
  unreachable: 'unreachable',
  'no-snapshot': 'noPeerSnapshot',
  'already-runs': 'nodeRuns',
  'port-taken': 'badValue',
  failed: 'nodeFailed',
  stopped: 'interrupted',
};

/** Errors of the mathematics and of the wire, by class: what was given does not fit. */
const OWN_ERRORS: Readonly<Record<string, ErrorName>> = {
  ProtocolError: 'badValue',
  DecimalError: 'badValue',
  AddressError: 'badAddress',
  WireError: 'badAnswer',
};

/** What the system says of a home that cannot be written. */
const SYSTEM_ERRORS: Readonly<Record<string, ErrorName>> = {
  ENOSPC: 'fullDisk',
  EDQUOT: 'fullDisk',
  EROFS: 'readOnlyStore',
};

const PARSER_ERRORS: Readonly<Record<string, ErrorName>> = {
  NonExistentFlagsError: 'unknownFlag',
  RequiredArgsError: 'missingArgument',
  UnexpectedArgsError: 'usage',
};

/** Turns whatever was thrown into what a user reads. */
export function toAlloError(error: unknown): AlloError {
  if (!(error instanceof Error)) return new AlloError('unexpected', String(error));
  if (error instanceof AlloError) {
    // The parser wraps the message of a flag's own parse function in its own words.
    const wrapped = /^Parsing --(\S+) \n\t([\s\S]*)\nSee more help with --help$/.exec(error.message);
    return wrapped ? new AlloError(error.kind, `--${wrapped[1]}: ${wrapped[2]}`, { hint: error.hint }) : error;
  }
  if (error.name === 'ClientError') return clientError(error as ClientError);
  if (error.name === 'DevnetError') {
    const { kind, hint } = error as DevnetError;
    return new AlloError(DEVNET_ERRORS[kind], error.message, { cause: error, ...(hint === undefined ? {} : { hint }) });
  }
  if (error.name === 'NodeError') return nodeError(error as NodeError);
  const kind = OWN_ERRORS[error.name] ?? SYSTEM_ERRORS[(error as NodeJS.ErrnoException).code ?? ''];
  if (kind) return new AlloError(kind, error.message, { cause: error });
  if ('parse' in error || error.message.startsWith('Parsing --')) return usageError(error);
  return new AlloError('unexpected', tidy(error.message) || error.name, { cause: error });
}

function clientError(error: ClientError): AlloError {
  const { kind, message } = error;
  const penniless = kind === 'not-found' && /has no coins on this network/.test(message);
  if (penniless || (kind === 'rejected' && /insufficient funds/.test(message))) {
    return new AlloError('insufficientFunds', message, { cause: error });
  }
  // A transaction that no block takes up is another matter.
  if (kind === 'timeout' && error.txHash === undefined) return new AlloError('noAnswer', message, { cause: error });
  const byChain = kind === 'rejected' || kind === 'query' || kind === 'not-found';
  const hint = byChain ? rejectionHint(message) : undefined;
  return new AlloError(CLIENT_ERRORS[kind], message, { cause: error, ...(hint === undefined ? {} : { hint }) });
}

function nodeError(error: NodeError): AlloError {
  const { code, message, log } = error;
  const said = log.length === 0 ? message : `${message} ${log.slice(-3).join(' / ')}`;
  return new AlloError(NODE_ERRORS[code], said, { cause: error });
}

function usageError(error: Error): AlloError {
  const kind = PARSER_ERRORS[error.constructor.name] ?? 'badValue';
  if (kind === 'missingArgument') {
    const names = (error as Error & { args: { name: string }[] }).args.map(({ name }) => `<${name}>`);
    return new AlloError(kind, `Missing: ${names.join(' ')}`);
  }
  const text = tidy(error.message)
    .replace(/^The following errors? occurred: /, '')
    .replace(/^Nonexistent flag/, 'Unknown flag')
    .replace(/^Parsing (--\S+) E/, '$1: e');
  return new AlloError(kind, text);
}

/** One line, without colours and without the parser's own hint. */
function tidy(text: string): string {
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
  return text
    .replace(escapes, '')
    .replace(/\s*See more help with --help\s*$/, '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join(' ');
}

/** Prints an error where it belongs (one JSON document on stdout, or two lines on stderr) and returns the exit code. */
export function report(thrown: unknown, argv: readonly string[]): number {
  const exit = (thrown as { oclif?: { exit?: number }; code?: string } | null) ?? {};
  if (exit.code === 'EEXIT') return exit.oclif?.exit ?? 0;
  const error = toAlloError(thrown);
  if (wantsJson(argv)) process.stdout.write(`${JSON.stringify(errorJson(error))}\n`);
  else process.stderr.write(visible(`error ${error.code}: ${error.message}\n${error.hint ? `  ${error.hint}\n` : ''}`));
  if (process.env.ALLO_DEBUG === '1') process.stderr.write(`${visible(stacks(thrown))}\n`);
  return error.exitCode;
}

function stacks(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const own = thrown.stack ?? thrown.message;
  return thrown.cause === undefined ? own : `${own}\ncaused by ${stacks(thrown.cause)}`;
}
