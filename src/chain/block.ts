import type { AbciEvent, FinalizeBlockRequest, FinalizeBlockResponse, ValidatorUpdate } from './abci.ts';
import type { AnteOptions } from './ante/index.ts';
import { failure, type Outcome, requireFit, runTx, txResult, unreadable } from './deliver.ts';
import { sdkErrors } from './errors.ts';
import type { ExecutionContext } from './execution.ts';
import type { Module } from './module.ts';
import type { ConsensusKeeper } from './modules/consensus/index.ts';
import { beginOrder, endOrder } from './order.ts';
import type { MessageRouter } from './router.ts';
import { readTx } from './tx.ts';

/** Everything that a block is executed with. */
export interface BlockMachinery {
  readonly modules: readonly Module[];
  readonly messages: MessageRouter;
  readonly consensus: ConsensusKeeper;
  readonly ante: AnteOptions;
}

type Phase = 'BeginBlock' | 'EndBlock';

/**
 * Runs one phase of every module. A module that fails is rolled back and the block goes on without it, with the
 * failure in the log: the reference would halt there.
 */
function runPhase(ctx: ExecutionContext, modules: readonly Module[], phase: Phase): ValidatorUpdate[] {
  const updates: ValidatorUpdate[] = [];
  for (const module of modules) {
    const run = phase === 'BeginBlock' ? module.beginBlock : module.endBlock;
    if (!run) continue;
    const branch = ctx.branch();
    try {
      const changed = run.call(module, branch.context);
      branch.write();
      if (Array.isArray(changed)) updates.push(...changed);
    } catch (error) {
      const reason = failure(ctx, `${phase} of ${module.name}`, error);
      ctx.log('error', `${phase} of ${module.name} at height ${ctx.height} was rolled back: ${reason.message}`);
    }
  }
  return updates;
}

/** A phase's events, each saying which phase it is from. */
function phaseEvents(ctx: ExecutionContext, phase: Phase): AbciEvent[] {
  const events = ctx.events.map(({ type, attributes }) => ({
    type,
    attributes: [...attributes, { key: 'mode', value: phase, index: true }],
  }));
  ctx.events = [];
  return events;
}

/** Runs the transactions in order; beyond the block's gas limit they fail without touching the state. */
function runTxs(ctx: ExecutionContext, machinery: BlockMachinery, txs: readonly Uint8Array[]): Outcome[] {
  const maxGas = machinery.consensus.maxGas(ctx);
  let spent = 0n;
  return txs.map((bytes) => {
    try {
      const tx = readTx(bytes);
      requireFit(tx, maxGas);
      if (maxGas !== undefined && spent >= maxGas) throw sdkErrors.outOfGas('no block gas left to run tx');
      const outcome = runTx(ctx, machinery.messages, tx, machinery.ante);
      spent += outcome.gasUsed;
      return outcome;
    } catch (error) {
      return unreadable(ctx, error);
    }
  });
}

/** Executes a block on a context over the state before it; everything but the app hash. */
export function runBlock(
  ctx: ExecutionContext,
  machinery: BlockMachinery,
  request: FinalizeBlockRequest,
): Omit<FinalizeBlockResponse, 'appHash'> {
  runPhase(ctx, beginOrder(machinery.modules), 'BeginBlock');
  const begin = phaseEvents(ctx, 'BeginBlock');
  const outcomes = runTxs(ctx, machinery, request.txs);
  ctx.events = [];
  const validatorUpdates = runPhase(ctx, endOrder(machinery.modules), 'EndBlock');
  const end = phaseEvents(ctx, 'EndBlock');
  return { events: [...begin, ...end], txResults: outcomes.map(txResult), validatorUpdates };
}
