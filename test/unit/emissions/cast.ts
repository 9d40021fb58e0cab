import { closeWorkerWindows } from '../../../src/chain/modules/emissions/epochs/close-worker.ts';
import { updateNonces } from '../../../src/chain/modules/emissions/epochs/nonces.ts';
import { Dec } from '../../../src/protocol/decimal/index.ts';
import { type Actor, actors, Workbench, workerMessage } from './workbench.ts';

/** Workers and reputers of the tests, addresses ascending within their role. */
export const [ann, ben, cem] = actors('worker', 3) as [Actor, Actor, Actor];
export const [rita, rolf] = actors('reputer', 2) as [Actor, Actor];

/** The worker nonce that `openWorkers` opens. */
export const NONCE = 100n;

/** Topic 1 (epoch length and ground truth lag 12, worker window 10) with an open worker nonce, one block later. */
export function openWorkers(
  params: ConstructorParameters<typeof Workbench>[0] = {},
  topic: Parameters<Workbench['topic']>[0] = {},
): Workbench {
  const bench = new Workbench(params);
  bench.topic(topic);
  bench.registerWorkers(1n, [ann, ben, cem]);
  bench.height = NONCE;
  updateNonces(bench.ctx, new Map([[1n, Dec.of(200)]]));
  bench.height = NONCE + 1n;
  bench.takeEvents();
  return bench;
}

/** The same topic when its reputers' window opens: two inferences were committed, one reputer is there. */
export function openReputers(): Workbench {
  const bench = openWorkers();
  bench.payWorker(workerMessage(ann, { nonce: NONCE, value: '1' }));
  bench.payWorker(workerMessage(ben, { nonce: NONCE, value: '2' }));
  bench.height = NONCE + 10n;
  closeWorkerWindows(bench.ctx);
  bench.registerReputers(1n, [rita]);
  bench.height = NONCE + 12n;
  bench.takeEvents();
  bench.fees.length = 0;
  return bench;
}
