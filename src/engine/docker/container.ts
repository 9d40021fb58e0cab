import { beginData } from '../../node/home/begin.ts';
import { startNode } from '../../node/run.ts';

/** The program of a validator's container: its node, whose home is the only argument, until SIGTERM. */
const home = process.argv[2] ?? '/node';
beginData(home);
const node = await startNode({
  home,
  cometbft: '/usr/local/bin/cometbft',
  onEvent: ({ message }) => process.stdout.write(`${new Date().toISOString()} ${message}\n`),
});
node.ready.catch((error: Error) => process.stdout.write(`${new Date().toISOString()} ${error.message}\n`));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    await node.stop();
    process.exit(0);
  });
}
