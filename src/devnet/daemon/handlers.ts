import { formatTime } from '../../engine/embedded/index.ts';
import type { AdvanceRequest, Engine } from '../../engine/engine.ts';
import type { ControlHandlers } from '../control/server.ts';
import { DevnetError } from '../errors.ts';
import type { Faucet } from '../faucet.ts';
import { faultHandlers } from './fault-handlers.ts';
import { stateHandlers } from './state-handlers.ts';

/** What the control socket can do to the devnet of this process, once its parts are there. */
export function controlHandlers(
  running: { engine: Engine | null; faucet: Faucet | null },
  home: string,
  end: (reason: string) => void,
): ControlHandlers {
  const engine = (): Engine => {
    if (!running.engine) throw new DevnetError('none', 'The devnet is still starting.');
    return running.engine;
  };
  return {
    status: async () => {
      const { height, time, appHash, waitingTxs, validators, halted } = await engine().status();
      return {
        height: Number(height),
        time: formatTime(time),
        appHash,
        waitingTxs,
        validators: validators.map((validator) => ({
          moniker: validator.moniker,
          address: validator.address,
          power: Number(validator.power),
          height: Number(validator.height),
          ...(validator.down !== undefined && { down: validator.down }),
        })),
        halted: halted ?? null,
      };
    },
    advance: async (params, { progress, signal }) => {
      const { blocks, height, time } = await engine().advance(advanceRequest(params), {
        signal,
        onProgress: (done, at) => progress(done, Number(at)),
      });
      return { blocks, height: Number(height), time: formatTime(time) };
    },
    faucet: async ({ address, amount }) => {
      if (!running.faucet) throw new DevnetError('none', 'The devnet is still starting.');
      return running.faucet.send(address, amount);
    },
    ...faultHandlers(engine),
    ...stateHandlers(engine, home),
    stop: async () => {
      // The answer leaves first.
      setImmediate(() => end('asked'));
      return { stopping: true };
    },
  };
}

function advanceRequest(params: { blocks?: unknown; toHeight?: unknown; timeNs?: unknown }): AdvanceRequest {
  if (isWhole(params.blocks) && params.blocks > 0) return { blocks: params.blocks };
  if (isWhole(params.toHeight)) return { toHeight: BigInt(params.toHeight) };
  if (typeof params.timeNs === 'string' && /^[1-9]\d{0,18}$/.test(params.timeNs))
    return { time: BigInt(params.timeNs) };
  throw new DevnetError('bad-request', 'advance wants blocks, a height or a time, above 0.');
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
