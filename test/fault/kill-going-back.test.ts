import { readdirSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { callDevnet } from '../../src/devnet/control/client.ts';
import { dataFolder } from '../../src/devnet/paths.ts';
import { KilledDevnet, NIGHTLY, SEED } from './devnet.ts';
import { random } from './random.ts';

const KILLS = NIGHTLY ? 60 : 6;
const SAVED = 150;

const devnet = new KilledDevnet();
afterAll(() => devnet.box.close());

/** Ways to go back, and where each leads from a height. */
const ways = [
  { to: SAVED, go: () => callDevnet(devnet.control, 'restoreSnapshot', { name: 'saved' }) },
  { to: 100, go: () => callDevnet(devnet.control, 'rewind', { height: 100 }) },
  { to: 1, go: () => callDevnet(devnet.control, 'reset', {}) },
];

test(`a kill while the chain goes back leaves one whole chain (seed ${SEED})`, {
  timeout: KILLS * 60_000,
}, async () => {
  const { below } = random(SEED);
  await devnet.up('--block-time', 'manual');
  await callDevnet(devnet.control, 'advance', { toHeight: SAVED });
  await callDevnet(devnet.control, 'saveSnapshot', { name: 'saved' });
  for (let kill = 0; kill < KILLS; kill++) {
    const before = SAVED + 50 + kill;
    await callDevnet(devnet.control, 'advance', { toHeight: before });
    const { to, go } = ways[kill % ways.length]!;
    const going = go().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, below(25)));
    await devnet.kill();
    await going;
    const { height, home } = await devnet.up('--block-time', 'manual');
    expect([before, to]).toContain(height);
    expect(await devnet.replay()).toBe(height);
    expect(readdirSync(dataFolder(home)).filter((file) => file.includes('incoming'))).toEqual([]);
  }
});
