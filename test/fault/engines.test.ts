import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureCometBft } from '../../src/node/comet/install.ts';
import { type Sandbox, sandbox } from '../e2e/allo.ts';
import { engineTests } from '../support/engine-tests.ts';
import { processesOf } from '../support/engines.ts';

engineTests('cometbft');

let box: Sandbox;
beforeAll(async () => {
  const { path } = await ensureCometBft();
  box = sandbox();
  const broken = join(box.directory, 'broken');
  writeFileSync(
    broken,
    `#!/bin/sh\n[ "$1" = start ] && echo 'E[2026-01-01|00:00:00.000] no more ink  module=main' && exit 3\nexec ${path} "$@"\n`,
  );
  chmodSync(broken, 0o755);
  box.env.ALLO_COMETBFT = broken;
});
afterAll(() => box.close());

it('a CometBFT that does not run is told with the words of its log, and nothing is left of the rest', async () => {
  const { code, stdout } = await box.allo('devnet', 'up', '--engine', 'cometbft', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout).error.message).toMatch(/^Validator-\d did not start: .*no more ink/);
  expect(processesOf(box.directory)).toEqual([]);
});
