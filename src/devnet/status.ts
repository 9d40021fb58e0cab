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
