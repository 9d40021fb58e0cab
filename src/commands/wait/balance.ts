import { string } from '@oclif/core/args';
import { AlloError } from '../../cli/errors.ts';
import { amountFlag, networkFlags } from '../../cli/flags.ts';
import { WaitCommand, waitFlags } from '../../cli/wait-command.ts';

export default class WaitBalance extends WaitCommand {
  static override summary = 'Wait until an account has at least, or at most, so much.';
  static override description = 'Without an amount it waits until the balance changes.';
  static override examples = [
    '<%= config.bin %> wait balance bob --at-least 5allo',
    '<%= config.bin %> wait balance allo1… --at-most 200uallo --timeout 1m',
    '<%= config.bin %> wait balance bob',
  ];
  static override args = {
    account: string({ description: 'allo1… address, or the name of a key or devnet account', required: true }),
  };
  static override flags = {
    ...networkFlags,
    ...waitFlags,
    'at-least': amountFlag({ description: 'With its unit: 5allo or 200uallo' }),
    'at-most': amountFlag({ description: 'With its unit: 5allo or 200uallo' }),
  };

  async run(): Promise<{ address: string; balance: string }> {
    const { args, flags } = await this.parse(WaitBalance);
    const [least, most] = [flags['at-least'], flags['at-most']];
    if (least !== undefined && most !== undefined && least > most) {
      throw new AlloError('badValue', '--at-least is above --at-most: no balance is both.');
    }
    const [{ Query }, { formatAmount }] = await Promise.all([
      import('../../wire/gen/cosmos/bank/v1beta1/query_pb.ts'),
      import('../../cli/amounts.ts'),
    ]);
    const connection = await this.connect(flags);
    const address = await this.address(connection, args.account);
    let first: bigint | undefined;
    const fits = (balance: bigint): boolean => {
      first ??= balance;
      if (least === undefined && most === undefined) return balance !== first;
      return (least === undefined || balance >= least) && (most === undefined || balance <= most);
    };
    const bounds = [
      ...(least === undefined ? [] : [`at least ${formatAmount(least)}`]),
      ...(most === undefined ? [] : [`at most ${formatAmount(most)}`]),
    ];
    const what = `${bounds.length === 0 ? 'another balance' : `a balance of ${bounds.join(' and ')}`} of ${args.account}`;
    const balance = await this.until(connection, flags, what, async (client) => {
      const answer = await client.query(Query.method.balance, { address, denom: 'uallo' });
      const amount = BigInt(answer.balance?.amount || '0');
      return fits(amount) ? amount : undefined;
    });
    this.log(`${args.account} has ${formatAmount(balance)}.`);
    return { address, balance: balance.toString() };
  }
}
