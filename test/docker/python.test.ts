import { afterAll, expect, it } from 'vitest';
import type { Sandbox } from '../e2e/allo.ts';
import { engineSandbox, inDocker } from '../support/engines.ts';
import { pythonEnvironment } from '../support/python.ts';
import { PythonEpochs } from '../support/python-epochs.ts';

const EPOCHS = 5;

const environment = pythonEnvironment();
let box: Sandbox | undefined;

afterAll(async () => {
  await box?.close();
  (await environment).close();
  expect(await inDocker(box?.directory ?? '')).toEqual([]);
});

it(`the published Python SDK's actors play ${EPOCHS} epochs against validators in containers`, async () => {
  box = await engineSandbox();
  const epochs = await PythonEpochs.start(box, environment, 'docker');
  try {
    await epochs.check(await epochs.finish(EPOCHS), EPOCHS);
  } finally {
    await epochs.stop();
  }
});
