import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AlloraClient } from '../../src/client/client.ts';
import type { QuickstartResult } from '../../src/quickstart/result.ts';
import { readEpoch } from '../../src/workbench/read-epoch.ts';
import type { Sandbox } from '../e2e/allo.ts';
import { rpcsOf, series } from './engines.ts';

/** A story as it was told, and everything that the chain says of its epochs, as text. */
export interface Told {
  readonly result: QuickstartResult;
  /** One line for each epoch: inferences, losses, regrets and weights, digit by digit, without heights. */
  readonly epochs: readonly string[];
}

/** Tells the quickstart on an engine, leaves its devnet running under that name, and reads what came of it. */
export async function tell(box: Sandbox, name: string, engine: string, rows: number): Promise<Told> {
  const data = join(box.directory, `series-${rows}.csv`);
  writeFileSync(data, series(rows));
  const flags = ['--engine', engine, '--name', name, '--data', data, '--season', '4', '--keep'];
  const result = await box.json<QuickstartResult>('quickstart', ...flags);
  return { result, epochs: await epochsOf(rpcsOf(box, name), result) };
}

/** The chain forgets what is older. */
const KEPT = 24;

async function epochsOf(rpcs: readonly string[], { topicId, epochs }: QuickstartResult): Promise<string[]> {
  const client = new AlloraClient(rpcs);
  const lines: string[] = [];
  for (const { nonce } of epochs.slice(-KEPT)) {
    const {
      bundle,
      losses,
      topic: _,
      events: __,
      nonce: ___,
      closedAt,
      ...weighed
    } = await readEpoch(client, BigInt(topicId), BigInt(nonce));
    const heights = new Set([String(nonce), String(closedAt)]);
    lines.push(JSON.stringify({ bundle, losses, weighed }, (key, value) => plain(key, value, heights)));
  }
  return lines;
}

/** As text: maps as lists, numbers of any kind as digits; heights are another engine's business. */
function plain(key: string, value: unknown, heights: ReadonlySet<string>): unknown {
  if (value instanceof Map) return [...value];
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'bigint')
    return heights.has(String(value)) || /height|nonce/i.test(key) ? 'height' : String(value);
  if (typeof value === 'object' && value !== null && 'marshal' in value)
    return (value as { marshal(): string }).marshal();
  return value;
}
