import { benchDevnet, benchQuickstart } from './devnet.ts';
import { benchStartup } from './startup.ts';
import { benchSynthesis } from './synthesis.ts';

/** `npm run bench [part …]`: the figures of the budgets, each as a median. Machines differ: read ratios and budgets, not times. */
const parts: Readonly<Record<string, () => Promise<void>>> = {
  startup: benchStartup,
  devnet: benchDevnet,
  synthesis: benchSynthesis,
  quickstart: benchQuickstart,
};

const asked = process.argv.slice(2);
for (const [name, bench] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  process.stdout.write(`\n${name}\n`);
  await bench();
}
