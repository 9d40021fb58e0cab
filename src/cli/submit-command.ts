import type { WorkerPayload } from '../client/actions/insert-worker-payload.ts';
import { ChainCommand, type Connection, type TxOutcome } from './chain-command.ts';
import type { FlagValues } from './config/settings.ts';
import { parseDecimal } from './decimals.ts';
import { AlloError } from './errors.ts';

export interface Submission extends TxOutcome {
  readonly topicId: string;
  readonly nonce: number;
  readonly address: string;
}

/** What the commands that submit a payload share: the open nonce, the signed payload, the outcome. */
export abstract class SubmitCommand extends ChainCommand {
  protected async submitWorker(
    flags: FlagValues & { from?: string | undefined; nonce?: string | undefined },
    topicId: bigint,
    said: { inference?: WorkerPayload['inference']; forecast?: readonly string[] | undefined },
  ): Promise<Submission> {
    const [{ insertWorkerPayload }, { openNonce }, { hasSeveralLabels }, { getTopic }] = await Promise.all([
      import('../client/actions/insert-worker-payload.ts'),
      import('../client/windows.ts'),
      import('../client/labelled.ts'),
      import('../client/topics.ts'),
    ]);
    const connection = await this.connect(flags);
    // The chain would take a single value for one of a label named "y".
    if (typeof said.inference === 'string' && hasSeveralLabels(await getTopic(connection.client, topicId))) {
      throw new AlloError('badValue', `Topic ${topicId} takes a value per label.`, {
        hint: 'Name the labels: `--value up=0.7 --value down=0.3`.',
      });
    }
    const signer = await this.signer(connection, flags.from);
    const forecast = said.forecast && (await this.#elements(connection, said.forecast));
    const nonce = flags.nonce ? BigInt(flags.nonce) : await openNonce(connection.client, topicId, 'worker');
    const payload = insertWorkerPayload(signer, {
      topicId,
      nonce,
      ...(said.inference === undefined ? {} : { inference: said.inference }),
      ...(forecast ? { forecast } : {}),
    });
    const what = [said.inference === undefined ? [] : 'inference', forecast ? 'forecast' : []].flat().join(' and ');
    const { short } = await this.names(connection);
    const says = `${short(signer.address)} submits its ${what} for nonce ${nonce} of topic ${topicId}`;
    const sent = await this.submit(connection, signer, [payload], says);
    this.tell(says, sent);
    return { topicId: topicId.toString(), nonce: Number(nonce), address: signer.address, ...this.outcome(sent) };
  }

  /** Reads `ACCOUNT=LOSS` pairs. @throws AlloError badValue */
  async #elements(connection: Connection, pairs: readonly string[]): Promise<{ inferer: string; value: string }[]> {
    return Promise.all(
      pairs.map(async (pair) => {
        const at = pair.lastIndexOf('=');
        if (at < 1) throw new AlloError('badValue', `--forecast "${pair}" is not ACCOUNT=LOSS.`);
        return {
          inferer: await this.address(connection, pair.slice(0, at)),
          value: parseDecimal(pair.slice(at + 1), '--forecast'),
        };
      }),
    );
  }
}
