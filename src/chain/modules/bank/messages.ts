import { Msg, type MsgMultiSend, type MsgSend } from '../../../wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import { accountAddress } from '../../addresses.ts';
import type { Context } from '../../context.ts';
import { type BoundService, implement } from '../../module.ts';
import type { AuthKeeper } from '../auth/keeper.ts';
import { coinsText, readCoins } from './coins.ts';
import { bankErrors } from './errors.ts';
import { events } from './events.ts';
import { type Coin, give, requireOpen, sendCoins, take } from './keeper.ts';
import { params, sendEnabled } from './state.ts';

function requireSendable(ctx: Context, coins: readonly Coin[]): void {
  for (const { denom } of coins) {
    if (!(sendEnabled.get(ctx, denom) ?? params.require(ctx).defaultSendEnabled)) {
      throw bankErrors.sendDisabled(`${denom} transfers are currently disabled`);
    }
  }
}

function send(ctx: Context, auth: AuthKeeper, msg: MsgSend): object {
  const from = accountAddress(msg.fromAddress, 'from');
  const to = accountAddress(msg.toAddress, 'to');
  const coins = readCoins(msg.amount);
  requireSendable(ctx, coins);
  requireOpen(to);
  sendCoins(ctx, auth, from, to, coins);
  return {};
}

/** Sums by denom, in the order of the denoms. */
function total(lists: readonly (readonly Coin[])[]): string {
  const sums = new Map<string, bigint>();
  for (const coins of lists) for (const { denom, amount } of coins) sums.set(denom, (sums.get(denom) ?? 0n) + amount);
  return coinsText([...sums.keys()].sort().map((denom) => ({ denom, amount: sums.get(denom)! })));
}

function multiSend(ctx: Context, auth: AuthKeeper, msg: MsgMultiSend): object {
  const [input, ...more] = msg.inputs;
  if (!input) throw bankErrors.noInputs();
  if (more.length > 0) throw bankErrors.multipleSenders();
  if (msg.outputs.length === 0) throw bankErrors.noOutputs();
  const from = accountAddress(input.address, 'input');
  const spent = readCoins(input.coins);
  const outputs = msg.outputs.map(({ address, coins }) => ({
    to: accountAddress(address, 'output'),
    coins: readCoins(coins),
  }));
  if (total([spent]) !== total(outputs.map(({ coins }) => coins))) throw bankErrors.inputOutputMismatch();
  requireSendable(ctx, spent);
  for (const { to } of outputs) requireOpen(to);
  events.sender(ctx, from);
  take(ctx, from, spent);
  for (const { to, coins } of outputs) {
    give(ctx, to, coins);
    events.transfer(ctx, to, from, coins);
    auth.ensure(ctx, to);
  }
  return {};
}

export function messages(auth: AuthKeeper): BoundService {
  return implement(Msg, {
    send: (ctx, msg) => send(ctx, auth, msg),
    multiSend: (ctx, msg) => multiSend(ctx, auth, msg),
  });
}
