/** Why a method of a service, or a whole service, is not there. The table refuses what has no reason, and reasons for what is there. */

const governance = 'changed by governance, which a devnet has not: set it in the genesis';
const staking = 'validators of a devnet are those of its genesis; their staking comes with the module in full';
const minting = 'the module itself follows; here the emission of a block is an amount in the genesis';
const engine = 'the RPC says the same; gRPC and REST come with their own servers';

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
  'mint.v5.QueryService': minting,
  'mint.v5.MsgService': minting,
  'cosmos.base.tendermint.v1beta1.Service': engine,
  'cosmos.tx.v1beta1.Service/GetTx': engine,
  'cosmos.tx.v1beta1.Service/BroadcastTx': engine,
  'cosmos.tx.v1beta1.Service/GetTxsEvent': engine,
  'cosmos.tx.v1beta1.Service/GetBlockWithTxs': engine,
  'cosmos.tx.v1beta1.Service/TxDecode': engine,
  'cosmos.tx.v1beta1.Service/TxEncode': engine,
  'cosmos.tx.v1beta1.Service/TxEncodeAmino': engine,
  'cosmos.tx.v1beta1.Service/TxDecodeAmino': engine,
  'cosmos.base.node.v1beta1.Service': engine,
};

/** The events of v9 are not emitted, whatever version asked. */
export const eventsOfV9 = 'a network here emits the events of v10, whichever version a message came in';
