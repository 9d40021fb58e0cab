import { event } from '../../wire/index.ts';
import { registerErrors, sdkErrors } from '../errors.ts';
import type { AnteStep } from './index.ts';

const feemarketErrors = registerErrors('feemarket', {
  noFeeCoins: [1, 'no fee coin provided. Must provide one.'],
  tooManyFeeCoins: [2, 'too many fee coins provided.  Only one fee coin may be provided'],
});

/**
 * What taking a fee costs, about what its transfer would: always the same, so that a simulation, which does not know of the
 * fee, counts what the transaction then uses.
 */
const FEE_GAS = 12_000n;

/** Where fees go. */
const COLLECTOR = 'feemarket-fee-collector';

/**
 * Takes the fee: docs/spec/chain.md §1.5. A gas limit is required, at most one coin in the fee denom is, and none where
 * the price is zero. The whole fee is deducted, whatever is used: the reference keeps it the same way and only
 * afterwards divides it between the collector and the proposer, which is not done here yet.
 */
export const deductFee: AnteStep = (ctx, tx, { bank, feemarket }) => {
  const simulating = ctx.mode === 'simulate';
  if (tx.gasLimit === 0n && !simulating) throw sdkErrors.invalidGasLimit('must provide positive gas');
  const { amount: offered = [], granter = '' } = tx.authInfo.fee ?? {};
  if (granter !== '' && granter !== tx.feePayer) throw sdkErrors.invalidRequest('fee grants are not enabled');
  if (offered.length > 1) throw feemarketErrors.tooManyFeeCoins();

  const denom = feemarket.feeDenom(ctx);
  const required = simulating ? 0n : feemarket.requiredFee(ctx, tx.gasLimit);
  const [coin] = offered;
  if (!coin && required > 0n) throw feemarketErrors.noFeeCoins();
  const text = coin ? `${coin.amount}${coin.denom}` : '';
  if (coin && coin.denom !== denom) throw sdkErrors.invalidCoins(`fee ${text} is not in ${denom}`);
  if (coin && !/^[0-9]{1,78}$/.test(coin.amount)) throw sdkErrors.insufficientFee(`invalid fee provided: ${text}`);
  const fee = BigInt(coin?.amount ?? '0');
  if (fee < required) {
    throw sdkErrors.insufficientFee(
      `insufficient fees; got: ${text} required: ${required}${denom}, gas: ${tx.gasLimit}`,
    );
  }
  ctx.gas.consume(FEE_GAS, 'fee');
  // A simulation is asked for before anybody knows the fee: what is offered in it is not taken.
  if (!simulating) bank.sendFromAccountToModule(ctx.unmetered, tx.feePayer, COLLECTOR, denom, fee);
  ctx.emit(event('tx', { fee: text, fee_payer: tx.feePayer }));
};
