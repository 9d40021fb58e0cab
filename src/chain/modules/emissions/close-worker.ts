import type { Context } from '../../context.ts';

/** EndBlock step 6 (docs/spec/emissions.md §5.7): closes the worker windows that end at this height. Errors of a topic are logged. */
export function closeWorkerWindows(_ctx: Context): void {
  throw new Error('closeWorkerWindows');
}
