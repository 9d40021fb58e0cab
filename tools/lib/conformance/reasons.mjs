/** Why a method of a service, or a whole service, is not there. The table refuses what has no reason, and reasons for what is there. */

const governance = 'changed by governance, which a devnet has not: set it in the genesis';
const staking = 'validators of a devnet are those of its genesis; their staking comes with the module in full';
const minting = 'the module itself follows; here the emission of a block is an amount in the genesis';
const amino = 'nobody writes transactions in amino binary any more; signing in amino JSON works';
const tasks = 'no task is registered in this version of the chain, so there is nothing to ask for';

export const reasons = {
  'cosmos.auth.v1beta1.Msg/UpdateParams': governance,
  'cosmos.bank.v1beta1.Msg/UpdateParams': governance,
  'cosmos.bank.v1beta1.Msg/SetSendEnabled': governance,
  'cosmos.consensus.v1.Msg/UpdateParams': governance,
  'cosmos.staking.v1beta1.Msg/CreateValidator': staking,
  'cosmos.staking.v1beta1.Msg/EditValidator': staking,
  'cosmos.staking.v1beta1.Msg/Delegate': staking,
  'cosmos.staking.v1beta1.Msg/BeginRedelegate': staking,
  'cosmos.staking.v1beta1.Msg/Undelegate': staking,
  'cosmos.staking.v1beta1.Msg/CancelUnbondingDelegation': staking,
  'cosmos.staking.v1beta1.Msg/UpdateParams': governance,
  'cosmos.staking.v1beta1.Query/HistoricalInfo': 'kept for IBC, which the chain has not',
  'feemarket.feemarket.v1.Msg/Params': governance,
  'cosmos.tx.v1beta1.Service/TxEncodeAmino': amino,
  'cosmos.tx.v1beta1.Service/TxDecodeAmino': amino,
  'scheduler.v1.Query': tasks,
  'mint.v5.QueryService': minting,
  'mint.v5.MsgService': minting,
};

/** The events of v9 are not emitted, whatever version asked. */
export const eventsOfV9 = 'a network here emits the events of v10, whichever version a message came in';
