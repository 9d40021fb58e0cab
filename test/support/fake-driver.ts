import type { ValidatorDriver } from '../../src/engine/network/driver.ts';

/** A validator that is nothing but what a test says of it: everything else of it does nothing, at once, and is well. */
export function fakeDriver(moniker: string, own: Partial<ValidatorDriver> = {}): ValidatorDriver {
  const nothing = async () => undefined;
  return {
    moniker,
    address: moniker,
    pubKey: new Uint8Array(32),
    rpcUrl: '',
    api: { grpc: '', rest: '' },
    start: nothing,
    ready: nothing,
    stop: nothing,
    kill: nothing,
    pause: nothing,
    resume: nothing,
    faults: () => [],
    standing: async () => ({ lacks: '', height: 1, catchingUp: false }),
    down: null,
    ...own,
  };
}
