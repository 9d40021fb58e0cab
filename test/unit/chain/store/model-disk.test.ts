import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Root, type TreeNode, visit } from '../../../../src/chain/store/tree-node.ts';
import { type Version, VersionedStore } from '../../../../src/chain/store/versions.ts';
import { folder } from './disk.ts';
import { commitWrites, numbers, type OnDisk, openStore, type Write } from './writes.ts';

const OPERATIONS = process.env.ALLOKIT_NIGHTLY ? 1_000_000 : 100_000;
const NAMES = ['first', 'second'];
const KEEP = 20;
const text = new TextDecoder();

type Content = ReadonlyMap<string, string>;
interface Kept {
  content: Content;
  appHash: Uint8Array;
}

/** What a range of a plain map holds, in the direction of the walk. */
function expectedRange(content: Content, store: string, start: string, end: string, reverse: boolean): string[] {
  const [from, to] = [`${store}/${start}`, `${store}/${end}`];
  const found: string[] = [];
  for (const name of content.keys()) if (name >= from && name < to) found.push(name);
  found.sort();
  if (reverse) found.reverse();
  return found.map((name) => `${name}=${content.get(name)}`);
}

function actualRange(version: Version, store: string, start: string, end: string, reverse: boolean): string[] {
  const found: string[] = [];
  const walk = version.iterate(store, { start, end, reverse });
  for (let next = walk.next(); !next.done; next = walk.next()) {
    found.push(`${store}/${next.value[0]}=${text.decode(next.value[1])}`);
  }
  return found;
}

/** The names of all nodes that a version reaches. */
function reach(version: Version, into: Set<string>): void {
  const walk = (root: Root) => {
    if (!root) return;
    const name = `${root.version}/${root.nonce}`;
    if (into.has(name)) return;
    into.add(name);
    const { left, right }: TreeNode = visit(version.source, root);
    walk(left);
    walk(right);
  };
  for (const root of version.roots.values()) walk(root);
}

test(`${OPERATIONS.toLocaleString('en')} operations give what a plain map gives`, async () => {
  const path = join(folder(), 'chain.mdb');
  const next = numbers(20_260_301);
  // So little memory that nodes come and go all the time.
  const open = (): OnDisk => openStore(path, NAMES, { keep: KEEP, cacheBytes: 100_000 });
  let disk = open();
  const memory = new VersionedStore(NAMES, { keep: KEEP });
  let content = new Map<string, string>();
  const kept = new Map<bigint, Kept>();
  let operations = 0;
  let [reopened, rewound] = [0, 0];

  const key = () => `${String.fromCharCode(next(64) * 4)}${next(12)}${'x'.repeat(next(2))}`;
  const flush = () => disk.database.write(() => disk.store.flush());
  const read = (height: bigint) => {
    const { content: known, appHash } = kept.get(height)!;
    const version = disk.store.at(height)!;
    expect(version.appHash).toEqual(appHash);
    const store = NAMES[next(2)]!;
    const [start, end] = [key(), key()].sort() as [string, string];
    const reverse = next(2) === 1;
    expect(actualRange(version, store, start, end, reverse)).toEqual(expectedRange(known, store, start, end, reverse));
    for (let i = 0; i < 40; i++) {
      const wanted = key();
      const found = version.get(store, wanted);
      if ((found && text.decode(found)) !== known.get(`${store}/${wanted}`)) expect.fail(`${wanted} at ${height}`);
    }
    operations += 41;
  };

  while (operations < OPERATIONS) {
    const writes: Write[] = Array.from({ length: next(5) === 0 ? 0 : next(200) }, () => [
      NAMES[next(2)]!,
      key(),
      next(4) === 0 ? undefined : `${next(1000)}`.repeat(1 + next(next(50) === 0 ? 500 : 4)),
    ]);
    operations += writes.length;
    content = new Map(content);
    for (const [store, name, value] of writes) {
      if (value === undefined) content.delete(`${store}/${name}`);
      else content.set(`${store}/${name}`, value);
    }
    commitWrites(disk.store, writes);
    commitWrites(memory, writes);
    const { height, appHash } = memory.latest;
    expect(disk.store.latest.appHash).toEqual(appHash);
    kept.set(height, { content, appHash });
    for (const old of kept.keys()) if (old < memory.oldest) kept.delete(old);
    // Several versions share a transaction now and then.
    if (next(3) > 0) flush();
    const pastHeights = [...kept.keys()];
    read(height);
    if (next(4) === 0) read(pastHeights[next(pastHeights.length)]!);
    if (next(50) === 0) {
      flush();
      await disk.database.close();
      disk = open();
      reopened += 1;
      expect(disk.store.latest.height).toBe(height);
    }
    if (next(50) === 0) {
      flush();
      const back = pastHeights[next(pastHeights.length)]!;
      disk.database.write(() => disk.store.rewind(back));
      memory.rewind(back);
      content = new Map(kept.get(back)!.content);
      for (const later of kept.keys()) if (later > back) kept.delete(later);
      expect(disk.store.latest.height).toBe(back);
      expect(disk.store.at(back + 1n)).toBeUndefined();
      rewound += 1;
      read(back);
    }
  }
  expect(reopened).toBeGreaterThan(5);
  expect(rewound).toBeGreaterThan(5);

  // Once pruning has caught up, exactly the nodes of the kept versions are left.
  for (let i = 0; i < 200; i++) {
    commitWrites(disk.store, []);
    flush();
  }
  expect(disk.store.oldest).toBe(disk.store.latest.height - BigInt(KEEP));
  expect(disk.store.at(disk.store.oldest - 1n)).toBeUndefined();
  const reached = new Set<string>();
  for (let at = disk.store.oldest; at <= disk.store.latest.height; at++) reach(disk.store.at(at)!, reached);
  expect(disk.database.table('nodes').count()).toBe(reached.size);
  expect(disk.database.table('versions').count()).toBe(KEEP + 1);
  await disk.database.close();
}, 600_000);
