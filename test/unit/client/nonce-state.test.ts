import { expect, test } from 'vitest';
import type { AlloraClient } from '../../../src/client/client.ts';
import { ClientError } from '../../../src/client/errors.ts';
import { nonceState } from '../../../src/client/nonce-state.ts';

/** What a network knows of nonce 12, and what its index of events finds. */
interface Known {
  readonly workerOpen?: boolean;
  readonly reputerOpen?: boolean;
  readonly inferences?: number;
  readonly reports?: number;
  readonly epochLastEnded?: bigint;
  /** Names of events; undefined is a node that keeps no index. */
  readonly events?: readonly string[] | undefined;
}

function network(known: Known): AlloraClient {
  const kept = (field: string, count: number | undefined, wrap: (list: object[]) => object) => {
    if (count === undefined) throw new ClientError('not-found', `no ${field}`);
    return wrap(Array.from({ length: count }, () => ({})));
  };
  const answers: Record<string, () => object> = {
    GetTopic: () => ({ topic: { id: 1n, epochLastEnded: known.epochLastEnded ?? 36n } }),
    IsWorkerNonceUnfulfilled: () => ({ isWorkerNonceUnfulfilled: known.workerOpen ?? false }),
    IsReputerNonceUnfulfilled: () => ({ isReputerNonceUnfulfilled: known.reputerOpen ?? false }),
    GetInferencesAtBlock: () => kept('inferences', known.inferences, (inferences) => ({ inferences: { inferences } })),
    GetReputerLossBundlesAtBlock: () => kept('reports', known.reports, (lossBundles) => ({ lossBundles })),
  };
  const attributes = [
    { key: 'topic_id', value: '"1"', index: true },
    { key: 'nonce_block_height', value: '"12"', index: true },
  ];
  return {
    emissions: async () => 'v10',
    query: async ({ name }: { name: string }) => answers[name]?.(),
    rpc: {
      call: async (_: string, { query }: { query: string }) => {
        if ('events' in known && known.events === undefined) throw new ClientError('rpc', 'no index');
        const found = known.events?.some((name) => query.includes(`.Event${name}.`));
        return { blocks: found ? [{ block: { header: { height: '12' } } }] : [], total_count: found ? '1' : '0' };
      },
    },
    blockResults: async () => ({
      finalize_block_events: (known.events ?? []).map((name) => ({ type: `emissions.v10.Event${name}`, attributes })),
    }),
  } as unknown as AlloraClient;
}

test.each<['worker' | 'reputer', bigint, string, Known]>([
  ['worker', 11n, 'waiting', {}],
  ['worker', 12n, 'waiting', { workerOpen: true }],
  ['worker', 40n, 'answered', { inferences: 2 }],
  ['worker', 40n, 'answered', { events: ['ActiveInferersSet'] }],
  ['worker', 40n, 'unanswered', { inferences: 0, events: ['WorkerSubmissionWindowClosed'] }],
  ['worker', 40n, 'unanswered', { events: ['WorkerSubmissionWindowOpened'] }],
  ['worker', 40n, 'unanswered', { events: undefined, epochLastEnded: 12n }],
  ['worker', 40n, 'none', {}],
  ['worker', 40n, 'none', { events: undefined }],
  ['reputer', 13n, 'waiting', { workerOpen: true }],
  ['reputer', 40n, 'waiting', { reputerOpen: true, inferences: 1 }],
  ['reputer', 40n, 'answered', { inferences: 1, reports: 1 }],
  ['reputer', 40n, 'answered', { events: ['ActiveReputersSet'] }],
  ['reputer', 40n, 'unanswered', { inferences: 1, reports: 0 }],
  ['reputer', 40n, 'none', { events: ['WorkerSubmissionWindowClosed'] }],
])('the %s nonce 12 at height %s is %s', async (kind, height, state, known) => {
  expect(await nonceState(network(known), 1n, kind, 12n, height)).toBe(state);
});
