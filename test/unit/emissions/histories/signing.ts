import { MsgSendSchema } from '../../../../src/wire/gen/cosmos/bank/v1beta1/tx_pb.ts';
import { authInfo, secp256k1, sha256, signBytes, type Typed, txBody, txRaw } from '../../../../src/wire/index.ts';
import { type Actor, cast } from './cast.ts';
import { type Step, typed } from './step.ts';

export const CHAIN_ID = 'localnet';
/** uallo that every good transaction pays: the gas price is 1. */
export const FEE = 5_000_000n;

interface Signing {
  readonly signer: Actor;
  readonly messages: readonly Typed[];
  readonly sequence: bigint;
  readonly gas?: bigint;
  readonly fee?: bigint;
  readonly chainId?: string;
  readonly timeoutHeight?: bigint;
}

function sign({ signer, messages, sequence, gas = FEE, fee = gas, chainId = CHAIN_ID, timeoutHeight = 0n }: Signing) {
  const accountNumber = BigInt(cast.all.indexOf(signer));
  const bodyBytes = txBody({ messages: [...messages], timeoutHeight });
  const authInfoBytes = authInfo({
    signers: [{ publicKey: Buffer.from(signer.pubkey, 'hex'), sequence }],
    fee: { amount: fee === 0n ? [] : [{ denom: 'uallo', amount: `${fee}` }], gasLimit: gas },
  });
  const digest = sha256(signBytes({ bodyBytes, authInfoBytes, chainId, accountNumber }));
  return txRaw({ bodyBytes, authInfoBytes, signatures: [secp256k1.sign(digest, signer.secret)] });
}

/** Too little for any message, enough for what comes before. */
const NO_GAS = 48_000n;

/** Signs a step with the signer's next sequence. */
export function signStep({ signer, messages, fault }: Step, sequence: bigint): Uint8Array {
  const signing = { signer, messages, sequence };
  switch (fault) {
    case 'chain':
      return sign({ ...signing, chainId: 'elsewhere' });
    case 'sequence':
      return sign({ ...signing, sequence: sequence + 1n });
    case 'fee':
      return sign({ ...signing, fee: 1n });
    case 'gas':
      return sign({ ...signing, gas: NO_GAS });
    case 'timeout':
      return sign({ ...signing, timeoutHeight: 1n });
    case 'bytes':
      return sign(signing).subarray(1);
    default:
      return sign(signing);
  }
}

/** A transfer of more than there is: it costs what the step costs, and does nothing, for sure. */
export function signNothing({ signer, fault }: Step, sequence: bigint): Uint8Array {
  const amount = [{ denom: 'uallo', amount: `${10n ** 40n}` }];
  const message = { fromAddress: signer.address, toAddress: cast.admin.address, amount };
  const gas = fault === 'gas' ? NO_GAS : FEE;
  return sign({ signer, messages: [typed(MsgSendSchema, message)], sequence, gas });
}
