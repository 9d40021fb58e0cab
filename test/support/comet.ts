import { ensureCometBft } from '../../src/node/comet/install.ts';

/** For the set-up of tests that need the real one: finds CometBFT, or gets it as `allo doctor --fix` does. */
export async function requireCometBft(): Promise<void> {
  await ensureCometBft();
}

/** As long as building CometBFT with Go may take. */
export const INSTALL_MS = 900_000;
