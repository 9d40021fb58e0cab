import { benchDevnet, benchQuickstart } from './devnet.ts';
import { benchEngine } from './engine.ts';
import { benchEngines } from './engines.ts';
import { benchEpochs } from './epochs.ts';
import { line } from './measure.ts';
import { benchScores } from './scores.ts';
import { benchStartup } from './startup.ts';
import { benchStore } from './store.ts';
import { measureSynthesis, SYNTHESIS_AIMS } from './synthesis.ts';

/** One topic's synthesis, the first call of a fresh process and warm. */
async function benchSynthesis(): Promise<void> {
  for (const [i, { inferers, forecasters, labels, cold, warm }] of measureSynthesis().entries()) {
    line(
      `synthesis of ${inferers} inferers, ${forecasters} forecasters${labels > 1 ? `, ${labels} labels` : ''}, ms`,
      `warm ${warm.toFixed(1)}, cold ${cold.toFixed(1)}`,
      `aim ${SYNTHESIS_AIMS[i]!.aim} warm`,
    );
  }
}

/** `npm run bench [part …]`: the figures of the budgets, each as a median. Machines differ: read ratios and budgets, not times. */
const parts: Readonly<Record<string, () => Promise<void>>> = {
  startup: benchStartup,
  devnet: benchDevnet,
  engine: benchEngine,
  engines: benchEngines,
  store: benchStore,
  synthesis: benchSynthesis,
  epochs: benchEpochs,
  scores: benchScores,
  quickstart: benchQuickstart,
};

const asked = process.argv.slice(2);
for (const [name, bench] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  process.stdout.write(`\n${name}\n`);
  await bench();
}
