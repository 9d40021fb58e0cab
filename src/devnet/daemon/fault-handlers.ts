import { type Engine, EngineError, type FaultRequest } from '../../engine/engine.ts';
import type { ControlHandlers } from '../control/server.ts';
import { DevnetError } from '../errors.ts';

const KINDS: ReadonlySet<string> = new Set<FaultRequest['kind']>([
  'kill',
  'pause',
  'restart',
  'disconnect',
  'delay',
  'loss',
  'clear',
]);

/** What the control socket can do to single validators. */
export function faultHandlers(engine: () => Engine): Pick<ControlHandlers, 'fault' | 'faults'> {
  return {
    fault: async (params) => {
      const running = engine();
      if (!running.fault) {
        throw new EngineError(
          'unsupported',
          `the validators of the ${running.kind} engine are one process: none can fail`,
        );
      }
      return running.fault(checked(params));
    },
    faults: async () => ({ faults: engine().faults?.() ?? [] }),
  };
}

function checked({ kind, validator, forMs, delayMs, loss }: Partial<FaultRequest>): FaultRequest {
  const numbers = [forMs, delayMs, loss].every((value) => value === undefined || Number.isFinite(value));
  if (typeof kind !== 'string' || !KINDS.has(kind) || typeof validator !== 'string' || !numbers) {
    throw new DevnetError('bad-request', 'A fault wants its kind and a validator; its numbers are numbers.');
  }
  return {
    kind,
    validator,
    ...(forMs !== undefined && { forMs }),
    ...(delayMs !== undefined && { delayMs }),
    ...(loss !== undefined && { loss }),
  };
}
