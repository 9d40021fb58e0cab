import { create, type MessageInitShape } from '@bufbuild/protobuf';
import type { PageRequest } from '../../wire/gen/cosmos/base/query/v1beta1/pagination_pb.ts';
import type { GetValidatorSetByHeightResponseSchema } from '../../wire/gen/cosmos/base/tendermint/v1beta1/query_pb.ts';
import { PubKeySchema } from '../../wire/gen/cosmos/crypto/ed25519/keys_pb.ts';
import { packAny, valconsAddress } from '../../wire/index.ts';
import type { RpcValidators } from '../rpc-types.ts';
import { askNode } from './ask-node.ts';
import { bytes, hexBytes } from './bytes.ts';
import type { Call } from './handlers.ts';
import { windowOf } from './paging.ts';

/** CometBFT gives no more at a time. */
const PAGE = 100;

/** A validator set, all of it: of a height, or of the next block. */
async function wholeSet(call: Call, height: bigint | undefined): Promise<RpcValidators> {
  const at = height === undefined ? {} : { height: String(height) };
  const first = await askNode<RpcValidators>(call, 'validators', { ...at, page: '1', per_page: `${PAGE}` });
  const validators = [...first.validators];
  // The height of the first page, so that all are of one set.
  for (let page = 2; validators.length < Number(first.total); page += 1) {
    const params = { height: first.block_height, page: `${page}`, per_page: `${PAGE}` };
    const next = await askNode<RpcValidators>(call, 'validators', params);
    if (next.validators.length === 0) break;
    validators.push(...next.validators);
  }
  return { ...first, validators };
}

/** A page of the validators of a height, or of the next block. */
export async function validatorSet(call: Call, height: bigint | undefined, pagination: PageRequest | undefined) {
  const { block_height, validators } = await wholeSet(call, height);
  const { offset, limit } = windowOf(pagination);
  const page = validators.filter((_, i) => BigInt(i) >= offset && BigInt(i) < offset + limit);
  return {
    blockHeight: BigInt(block_height),
    validators: page.map((one) => ({
      address: valconsAddress(hexBytes(one.address)),
      pubKey: packAny(PubKeySchema, create(PubKeySchema, { key: bytes(one.pub_key.value) })),
      votingPower: BigInt(one.voting_power),
      proposerPriority: BigInt(one.proposer_priority),
    })),
    pagination: { total: BigInt(validators.length) },
  } satisfies MessageInitShape<typeof GetValidatorSetByHeightResponseSchema>;
}
