import { string } from '@oclif/core/args';
import { ChainCommand } from '../../cli/chain-command.ts';
import { AlloError } from '../../cli/errors.ts';
import { networkFlags } from '../../cli/flags.ts';
import type { ShownTx } from '../../client/shown-tx.ts';

export default class TxShow extends ChainCommand {
  static override summary = 'Show a committed transaction: its messages, result, gas and events.';
  static override examples = ['<%= config.bin %> tx show 6B0C…', '<%= config.bin %> tx show 6B0C… --json'];
  static override args = {
    hash: string({ description: 'Hash of the transaction, 64 hexadecimal digits', required: true }),
  };
  static override flags = networkFlags;

  async run(): Promise<ShownTx> {
    const { args, flags } = await this.parse(TxShow);
    const hash = args.hash.replace(/^0x/i, '').toUpperCase();
    if (!/^[0-9A-F]{64}$/.test(hash)) {
      throw new AlloError('badValue', `"${args.hash}" is not the hash of a transaction (64 hexadecimal digits).`);
    }
    const [{ showTx }, { keyValues }] = await Promise.all([
      import('../../client/shown-tx.ts'),
      import('../../cli/output.ts'),
    ]);
    const connection = await this.connect(flags);
    const found = await connection.client.tx(hash);
    if (!found) throw new AlloError('notFound', `No block holds a transaction ${hash}.`);
    const [shown, { full }] = [showTx(found), await this.names(connection)];
    this.log(
      keyValues([
        ['hash', shown.hash],
        ['block', shown.height],
        ['result', shown.code === 0 ? 'ok' : `failed: ${shown.log} (${shown.codespace} ${shown.code})`],
        ['gas', `${shown.gasUsed} used of ${shown.gasWanted}`],
        ['signers', shown.signers.map(full).join(', ')],
        ['fee', shown.fee || 'none'],
        ...(shown.memo ? [['memo', shown.memo] as const] : []),
      ]),
    );
    this.log();
    this.log(JSON.stringify(shown.messages, null, 2));
    this.log();
    for (const event of shown.events) {
      this.log(`${event.type}  ${event.attributes.map(({ key, value }) => `${key}=${value}`).join(' ')}`);
    }
    return shown;
  }
}
