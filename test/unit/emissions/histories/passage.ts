import { createModules, storeNames } from '../../../../src/chain/app-modules.ts';
import { ExecutionContext } from '../../../../src/chain/execution.ts';
import { unlimitedGas } from '../../../../src/chain/gas.ts';
import { exportState, initState } from '../../../../src/chain/genesis.ts';
import { VersionedStore } from '../../../../src/chain/store/versions.ts';
import { initChain, Node } from './app.ts';
import type { History, PlayedBlock } from './history.ts';
import { CHAIN_ID } from './signing.ts';

/** What a state becomes when it is imported and exported again. */
function roundTrip(height: bigint, state: Record<string, unknown>): Record<string, unknown> {
  const modules = createModules();
  const layer = new VersionedStore(storeNames(modules), { keep: 0 }).branch();
  const around = { chainId: CHAIN_ID, height: height + 1n, time: 0n, proposer: new Uint8Array(), log: () => undefined };
  const ctx = new ExecutionContext(around, 'genesis', layer, unlimitedGas());
  initState(ctx, modules, initChain(height, state));
  return exportState(ctx, modules);
}

/** Where two exported states differ: module and field. */
function differing(one: Record<string, unknown>, other: Record<string, unknown>): string[] {
  return Object.keys(one).flatMap((module) => {
    const [a, b] = [one[module], other[module]] as [Record<string, unknown>, Record<string, unknown>];
    const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return fields
      .filter((field) => JSON.stringify(a[field]) !== JSON.stringify(b[field]))
      .map((field) => `${module}.${field}`);
  });
}

/** How far the imported chain is followed, blocks. */
export const FOLLOWED = 20;

/**
 * Exports the state before some blocks, imports it into a new application and makes the blocks there too: the same state comes out again, at
 * once and after the blocks. To be called when the history has just made the last of them.
 */
export function* lossyPassage({ node }: History, blocks: readonly PlayedBlock[]): Generator<string> {
  const after = blocks[0]!.height - 1n;
  const state = node.app.exportGenesis(after);
  const at = differing(state, roundTrip(after, state));
  if (at.length > 0) yield `${at.join(', ')} exported after ${after} are not what they are when imported`;
  const fresh = new Node(state, after);
  for (const [place, { height, sent, made }] of blocks.entries()) {
    const again = fresh.block(
      height,
      sent.map(({ bytes }) => bytes),
    );
    const codes = (results: typeof made.txResults) =>
      results.map(({ codespace, code }) => `${codespace}/${code}`).join();
    if (codes(again.txResults) !== codes(made.txResults))
      yield `imported after ${after}, block ${height} has other results`;
    if (JSON.stringify(again.events) !== JSON.stringify(made.events))
      yield `imported after ${after}, block ${height} emits other events`;
    if (place % 7 !== 0 && place + 1 < blocks.length) continue;
    const parts = differing(node.app.exportGenesis(height), fresh.app.exportGenesis());
    if (parts.length > 0) yield `imported after ${after}, ${parts.join(', ')} are others at ${height}`;
  }
  yield* fresh.faults;
}
