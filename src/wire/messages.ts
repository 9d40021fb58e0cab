import { registry } from './codec/registry.ts';
import { file_cosmos_auth_v1beta1_auth } from './gen/cosmos/auth/v1beta1/auth_pb.ts';
import { file_cosmos_auth_v1beta1_tx } from './gen/cosmos/auth/v1beta1/tx_pb.ts';
import { file_cosmos_bank_v1beta1_tx } from './gen/cosmos/bank/v1beta1/tx_pb.ts';
import { file_cosmos_consensus_v1_tx } from './gen/cosmos/consensus/v1/tx_pb.ts';
import { file_cosmos_crypto_ed25519_keys } from './gen/cosmos/crypto/ed25519/keys_pb.ts';
import { file_cosmos_crypto_multisig_keys } from './gen/cosmos/crypto/multisig/keys_pb.ts';
import { file_cosmos_crypto_secp256k1_keys } from './gen/cosmos/crypto/secp256k1/keys_pb.ts';
import { file_cosmos_crypto_secp256r1_keys } from './gen/cosmos/crypto/secp256r1/keys_pb.ts';
import { file_cosmos_staking_v1beta1_tx } from './gen/cosmos/staking/v1beta1/tx_pb.ts';
import { file_cosmos_tx_v1beta1_tx } from './gen/cosmos/tx/v1beta1/tx_pb.ts';
import { file_emissions_v9_tx } from './gen/emissions/v9/tx_pb.ts';
import { file_emissions_v10_tx } from './gen/emissions/v10/tx_pb.ts';
import { file_feemarket_feemarket_v1_tx } from './gen/feemarket/feemarket/v1/tx_pb.ts';
import { file_mint_v5_tx } from './gen/mint/v5/tx_pb.ts';

/** Everything that may stand in an Any: messages and their answers, keys, accounts, transactions. */
registry.add(
  file_cosmos_tx_v1beta1_tx,
  file_cosmos_auth_v1beta1_auth,
  file_cosmos_auth_v1beta1_tx,
  file_cosmos_bank_v1beta1_tx,
  file_cosmos_consensus_v1_tx,
  file_cosmos_staking_v1beta1_tx,
  file_cosmos_crypto_secp256k1_keys,
  file_cosmos_crypto_ed25519_keys,
  file_cosmos_crypto_secp256r1_keys,
  file_cosmos_crypto_multisig_keys,
  file_emissions_v9_tx,
  file_emissions_v10_tx,
  file_feemarket_feemarket_v1_tx,
  file_mint_v5_tx,
);

export { registry };
