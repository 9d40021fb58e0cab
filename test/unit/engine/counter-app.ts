import { createHash } from 'node:crypto';
import type {
  AbciEvent,
  Application,
  CheckTxResponse,
  ExecTxResult,
  FinalizeBlockRequest,
  FinalizeBlockResponse,
  InitChainRequest,
  InitChainResponse,
  QueryRequest,
  QueryResponse,
  ValidatorUpdate,
} from '../../../src/chain/abci.ts';

const NOTHING = new Uint8Array();
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/**
 * The smallest application that shows everything an engine must carry. A transaction is text: `add <n> [nonce]` adds,
 * `fail …` fails in the block, `bad …` fails in CheckTx, `power <hex key> <n>` changes a validator, `crash` throws.
 */
export class CounterApp implements Application {
  total = 0n;
  height = 0n;
  readonly requests: FinalizeBlockRequest[] = [];
  readonly checked: { tx: string; recheck: boolean }[] = [];
  /** Transactions that contain this are left out of blocks. */
  withhold = '';
  init: InitChainRequest | undefined;
  keepRequests = true;

  info(): ReturnType<Application['info']> {
    return {
      data: 'counter',
      version: '1',
      appVersion: 7n,
      lastBlockHeight: this.height,
      lastBlockAppHash: this.#appHash(),
    };
  }

  initChain(request: InitChainRequest): InitChainResponse {
    this.init = request;
    return { validators: [], appHash: this.#appHash() };
  }

  checkTx(tx: Uint8Array, recheck: boolean): CheckTxResponse {
    this.checked.push({ tx: text(tx), recheck });
    const bad = text(tx).startsWith('bad');
    return {
      code: bad ? 5 : 0,
      data: NOTHING,
      log: bad ? 'bad transaction' : '',
      gasWanted: 10n,
      gasUsed: 0n,
      codespace: bad ? 'counter' : '',
    };
  }

  prepareProposal(txs: Uint8Array[], maxTxBytes: bigint): Uint8Array[] {
    let room = Number(maxTxBytes);
    return txs.filter((tx) => {
      if (this.withhold !== '' && text(tx).includes(this.withhold)) return false;
      room -= tx.length;
      return room >= 0;
    });
  }

  processProposal(): boolean {
    return true;
  }

  finalizeBlock(request: FinalizeBlockRequest): FinalizeBlockResponse {
    if (this.keepRequests) this.requests.push(request);
    const validatorUpdates: ValidatorUpdate[] = [];
    const txResults = request.txs.map((tx) => this.#execute(text(tx), validatorUpdates));
    this.height = request.height;
    const tick = event('tick', { height: `"${request.height}"`, parity: request.height % 2n === 0n ? 'even' : 'odd' });
    return { events: [tick], txResults, validatorUpdates, appHash: this.#appHash() };
  }

  commit(): void {}

  query({ path, data, height }: QueryRequest): QueryResponse {
    const found = path === '/total';
    return {
      code: found ? 0 : 6,
      log: found ? '' : `unknown query path: ${path}`,
      codespace: found ? '' : 'sdk',
      key: data,
      value: found ? Buffer.from(String(this.total)) : NOTHING,
      height: height === 0n ? this.height : height,
    };
  }

  #execute(tx: string, validatorUpdates: ValidatorUpdate[]): ExecTxResult {
    const [verb = '', first = '', second = ''] = tx.split(' ');
    if (verb === 'crash') throw new Error('the application crashed');
    if (verb === 'power') validatorUpdates.push({ pubKey: Buffer.from(first, 'hex'), power: BigInt(second) });
    if (verb === 'add') this.total += BigInt(first);
    const failed = verb === 'fail';
    return {
      code: failed ? 9 : 0,
      data: Buffer.from(verb),
      log: failed ? 'failed as asked' : '',
      info: '',
      gasWanted: 10n,
      gasUsed: 4n,
      events: [
        event('message', { action: verb, sender: first }),
        event('added', { amount: `${first}uallo`, total: String(this.total) }),
      ],
      codespace: failed ? 'counter' : '',
    };
  }

  #appHash(): Uint8Array {
    return createHash('sha256').update(`${this.total}`).digest();
  }
}

export function event(type: string, attributes: Record<string, string>): AbciEvent {
  return { type, attributes: Object.entries(attributes).map(([key, value]) => ({ key, value, index: true })) };
}
