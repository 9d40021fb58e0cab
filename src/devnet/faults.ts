import { StoreError } from '../chain/store/store-error.ts';
import { EngineError, type EngineErrorCode } from '../engine/engine.ts';
import { DevnetError, type DevnetErrorKind } from './errors.ts';

const ENGINE: Readonly<Record<EngineErrorCode, DevnetErrorKind>> = {
  'address-in-use': 'bad-request',
  'address-not-available': 'bad-request',
  'invalid-genesis': 'bad-genesis',
  'invalid-options': 'bad-request',
  'invalid-advance': 'bad-request',
  'invalid-height': 'height',
  'snapshot-exists': 'snapshot-exists',
  'invalid-snapshot': 'bad-snapshot',
  'wrong-chain': 'other-chain',
  'record-incomplete': 'incomplete',
  'invalid-record': 'bad-record',
  'invalid-fault': 'bad-request',
  'missing-prerequisite': 'missing-prerequisite',
  'cometbft-missing': 'cometbft-missing',
  'start-failed': 'start-failed',
  'start-timeout': 'start-timeout',
  unsupported: 'unsupported',
  halted: 'halted',
  stopped: 'none',
};

/** What an error of the engine or of its store means for a devnet; others pass unchanged. */
export function devnetError(error: unknown): unknown {
  if (error instanceof EngineError) {
    const known = error.cause === undefined ? undefined : devnetError(error.cause);
    // A chain that halted because of its store is told by what the store says.
    if (error.code === 'halted' && known instanceof DevnetError) return known;
    return new DevnetError(ENGINE[error.code], sentence(error.message), { cause: error });
  }
  if (error instanceof StoreError) return new DevnetError(error.fault, sentence(error.message), { cause: error });
  return systemError(error);
}

/** A disk that is full, or that may not be written, outside the store: the log, the genesis, a snapshot's folder. */
function systemError(error: unknown): unknown {
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new DevnetError('full', sentence(`no room is left on the disk: ${message}`), { cause: error });
  }
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return new DevnetError('read-only', sentence(`the home cannot be written: ${message}`), { cause: error });
  }
  return error;
}

/** What keeps a file from being written that somebody asked for; errors that are no file's pass unchanged. */
export function notWritten(path: string, error: unknown): unknown {
  const { code, message, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  const known = devnetError(error);
  if (syscall === undefined || (known instanceof DevnetError && known.kind === 'full')) return known;
  return new DevnetError('bad-request', `${path} cannot be written: ${message}.`, {
    hint: code === 'ENOENT' ? 'Make its folder first.' : 'Choose another place.',
    cause: error,
  });
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
