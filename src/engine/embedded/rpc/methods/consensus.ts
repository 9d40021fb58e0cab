import { hex } from '../../types/hash.ts';
import { formatTime } from '../../types/time.ts';
import { consensusParamsJson, validatorJson } from '../json.ts';
import { internalError } from '../jsonrpc.ts';
import { heightOf, pageOf, type RpcNode } from '../node.ts';
import { type Methods, method } from './method.ts';

/** Between two blocks: everybody waits for the next height to begin. */
function roundState({ consensus }: RpcNode): object {
  const { state } = consensus;
  const proposer = state.validators.proposer;
  const index = state.validators.validators.indexOf(proposer!);
  return {
    'height/round/step': `${state.lastHeight + 1n}/0/1`,
    start_time: formatTime(state.lastTime),
    proposal_block_hash: '',
    locked_block_hash: '',
    valid_block_hash: '',
    height_vote_set: [],
    proposer: { address: proposer ? hex(proposer.address) : '', index },
  };
}

export const consensusMethods: Methods = {
  // The set and the parameters of the next height are known already: without a height, these are meant.
  validators: method({ height: 'int', page: 'int', per_page: 'int' }, (node, { height, page, per_page }) => {
    const wanted = heightOf(node, height, node.store.height + 1n);
    const set = node.consensus.validatorsAt(wanted);
    if (!set) throw internalError(`could not find validator set for height #${wanted}`);
    const validators = pageOf(set.validators, page, per_page).map(validatorJson);
    return {
      block_height: String(wanted),
      validators,
      count: String(validators.length),
      total: String(set.validators.length),
    };
  }),
  consensus_params: method({ height: 'int' }, (node, { height }) => {
    const wanted = heightOf(node, height, node.store.height + 1n);
    return { block_height: String(wanted), consensus_params: consensusParamsJson(node.consensus.paramsAt(wanted)) };
  }),
  consensus_state: method({}, (node) => ({ round_state: roundState(node) })),
  dump_consensus_state: method({}, (node) => ({ round_state: roundState(node), peers: [] })),
};
