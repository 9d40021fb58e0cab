import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** The folder of a test is its tier; each tier is a project, so that one can be run alone. */
const tier = (name: string, timeout: number) => ({
  test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], testTimeout: timeout, hookTimeout: timeout },
});

export default defineConfig({
  test: {
    projects: [
      tier('unit', 60_000),
      tier('conformance', 180_000),
      ...['e2e', 'clients'].map((name) => tier(name, 180_000)),
      ...['fault', 'docker'].map((name) => tier(name, 1_800_000)),
    ],
    // Much of a test is waiting for other processes: a machine of two cores has room for two files at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ['default', './test/support/closing-line.ts'],
  },
});
