import { callDevnet } from './control/client.ts';
import type { DevnetState, DevnetStatus } from './types.ts';

/**
 * What a running devnet says of itself now.
 * @throws DevnetError `none` where it does not answer.
 */
export async function devnetStatus(state: DevnetState): Promise<DevnetStatus> {
  const { height, time, validators } = await callDevnet(state.control, 'status', {}, { timeoutMs: 10_000 });
  const { name, engine, chainId, blockTime, endpoints, accounts, pid, home } = state;
  return { name, engine, chainId, height, time, blockTime, validators, endpoints, accounts, pid, home };
}

/**
 * Why a running devnet makes no more blocks; null where it does make them.
 * @throws DevnetError `none` where it does not answer.
 */
export async function devnetHalt(state: DevnetState): Promise<string | null> {
  return (await callDevnet(state.control, 'status', {}, { timeoutMs: 10_000 })).halted;
}
