import { event, messageSigners, type Typed, txMsgData, typeUrl } from '../wire/index.ts';
import type { AbciEvent, ExecTxResult } from './abci.ts';
import { type AnteOptions, runAnte } from './ante/index.ts';
import type { Context } from './context.ts';
import { ChainError, sdkErrors } from './errors.ts';
import type { ExecutionContext } from './execution.ts';
import { LimitedGas, unlimitedGas } from './gas.ts';
import type { MessageRouter } from './router.ts';
import type { Tx } from './tx.ts';

/** How a transaction went. */
export interface Outcome {
  gasWanted: bigint;
  gasUsed: bigint;
  events: AbciEvent[];
  /** The messages' answers, when all of them succeeded. */
  responses: Typed[];
  error: ChainError | undefined;
}

/**
 * What a thrown thing becomes for the sender. Whatever is no ChainError is a fault of ours: it is told to the operator
 * and changes nothing (docs/architecture.md).
 */
export function failure(ctx: Context, what: string, error: unknown): ChainError {
  if (error instanceof ChainError) return error;
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  ctx.log('error', `${what} failed unexpectedly: ${detail}`);
  return new ChainError('undefined', 1, 'internal error');
}

/** What the SDK takes for a message's module: the second part of its type URL. Of `/emissions.v10.…` that is `v10`. */
function moduleOf(url: string): { module: string } | undefined {
  const module = url.split('.')[1];
  return module === undefined ? undefined : { module };
}

/** The events of one message, in the SDK's form: what was done and by whom, then its own, all with its index. */
function messageEvents(message: Typed, own: readonly AbciEvent[], index: number): AbciEvent[] {
  const url = typeUrl(message.schema);
  const [sender] = messageSigners(message);
  const first = event('message', { action: url, ...(sender && { sender }), ...moduleOf(url) });
  return [first, ...own].map(({ type, attributes }) => ({
    type,
    attributes: [...attributes, { key: 'msg_index', value: String(index), index: true }],
  }));
}

function runMessage(ctx: ExecutionContext, router: MessageRouter, message: Typed, index: number): Typed {
  try {
    const branch = ctx.branch();
    const response = router.handle(branch.context, message);
    // Whatever a handler caught of it: beyond the limit nothing is done.
    ctx.gas.consume(0n, typeUrl(message.schema));
    branch.context.events = messageEvents(message, branch.context.events, index);
    branch.write();
    return response;
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    throw new ChainError(
      error.codespace,
      error.code,
      `failed to execute message; message index: ${index}: ${error.message}`,
    );
  }
}

/**
 * Runs a transaction on a context whose state it may change: what comes before the messages (fee, sequence, key) stays
 * when that passed, the messages' changes only when all of them succeeded. In `check` mode the messages do not run.
 */
export function runTx(base: ExecutionContext, router: MessageRouter, tx: Tx, options: AnteOptions): Outcome {
  const gas = base.mode === 'simulate' ? unlimitedGas() : new LimitedGas(tx.gasLimit);
  const outcome: Outcome = { gasWanted: tx.gasLimit, gasUsed: 0n, events: [], responses: [], error: undefined };
  try {
    for (const { schema } of tx.messages) router.require(schema.typeName);
    const before = base.branch(gas);
    runAnte(before.context, tx, options);
    outcome.events = before.context.events;
    before.context.events = [];
    before.write();
    if (base.mode !== 'check') {
      const messages = base.branch(gas);
      const responses = tx.messages.map((message, index) => runMessage(messages.context, router, message, index));
      outcome.events = [...outcome.events, ...messages.context.events];
      messages.context.events = [];
      messages.write();
      outcome.responses = responses;
    }
  } catch (error) {
    outcome.error = failure(base, 'a transaction', error);
  }
  outcome.gasUsed = gas.consumed;
  return outcome;
}

/** The result of a transaction as a block carries it. */
export function txResult({ gasWanted, gasUsed, events, responses, error }: Outcome): ExecTxResult {
  return {
    code: error?.code ?? 0,
    data: error ? new Uint8Array(0) : txMsgData(responses),
    log: error?.message ?? '',
    info: '',
    gasWanted,
    gasUsed,
    events,
    codespace: error?.codespace ?? '',
  };
}

/** The outcome of something that is not even a transaction. */
export function unreadable(ctx: Context, error: unknown): Outcome {
  const reason = failure(ctx, 'reading a transaction', error);
  return { gasWanted: 0n, gasUsed: 0n, events: [], responses: [], error: reason };
}

/** Refuses gas limits that no block could hold. */
export function requireFit(tx: Tx, maxGas: bigint | undefined): void {
  if (maxGas !== undefined && tx.gasLimit > maxGas) {
    throw sdkErrors.invalidGasLimit(`tx gas limit ${tx.gasLimit} exceeds block max gas ${maxGas}`);
  }
}
