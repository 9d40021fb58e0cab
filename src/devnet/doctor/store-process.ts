import { StoreError } from '../../chain/store/store-error.ts';
import { DevnetError } from '../errors.ts';
import { checkStore } from './check-store.ts';
import { cutStore } from './cut-store.ts';
import type { StoreAnswer, StoreTask } from './findings.ts';

/**
 * Reads a store that may be damaged, in a process of its own: the library maps the file into memory, and a page that is
 * not what it should be can end the process that reads it.
 */
process.once('message', async (task: StoreTask) => {
  try {
    if (task.task === 'check') {
      const findings = await checkStore(task.home, {
        from: task.from,
        reading: (reading) => void tell({ reading }),
        sofar: (sofar) => void tell({ sofar }),
      });
      await tell({ findings });
    } else {
      await cutStore(task.home, BigInt(task.height));
      await tell({ done: true });
    }
  } catch (error) {
    const kind = error instanceof StoreError ? error.fault : error instanceof DevnetError ? 'height' : 'io';
    await tell({ error: { kind, message: error instanceof Error ? error.message : String(error) } });
  }
  process.disconnect();
});

function tell(answer: StoreAnswer): Promise<void> {
  return new Promise((sent) => {
    process.send?.(answer, undefined, undefined, () => sent());
  });
}
