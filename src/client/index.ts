/**
 * `allokit/client`: reads an Allora network and sends to it, over the RPC of its nodes. `AlloraClient` is where to begin; what
 * it is asked and sent is written for emissions v10 and put to networks of v9 in their own words.
 */

export { Query as bank } from '../wire/gen/cosmos/bank/v1beta1/query_pb.ts';
export { QueryService as emissions } from '../wire/gen/emissions/v10/query_pb.ts';
export { addStake } from './actions/add-stake.ts';
export { cancelRemoveDelegateStake } from './actions/cancel-remove-delegate-stake.ts';
export { cancelRemoveStake } from './actions/cancel-remove-stake.ts';
export { createTopic, type TopicFields, topicDefaults } from './actions/create-topic.ts';
export { delegateStake } from './actions/delegate-stake.ts';
export { fundTopic } from './actions/fund-topic.ts';
export { insertReputerPayload, type ReputerLosses } from './actions/insert-reputer-payload.ts';
export { insertWorkerPayload, type WorkerPayload } from './actions/insert-worker-payload.ts';
export { register } from './actions/register.ts';
export { removeDelegateStake } from './actions/remove-delegate-stake.ts';
export { removeRegistration } from './actions/remove-registration.ts';
export { removeStake } from './actions/remove-stake.ts';
export { rewardDelegateStake } from './actions/reward-delegate-stake.ts';
export { sendTokens } from './actions/send-tokens.ts';
export { transferOwnership } from './actions/transfer-ownership.ts';
export { type ParamChanges, updateParams } from './actions/update-params.ts';
export { type TopicUpdate, updateTopic } from './actions/update-topic.ts';
export { changeWhitelist, switchWhitelist, type Whitelist } from './actions/whitelist.ts';
export { type ActorRole, type ActorStatus, actorStatus } from './actor-status.ts';
export { type CommittedTx, waitForTx } from './broadcast.ts';
export { AlloraClient, type ChainStatus } from './client.ts';
export { type EpochRecord, epochRecord } from './epochs.ts';
export { ClientError, type ClientErrorKind } from './errors.ts';
export { type InferenceFamily, inferenceFamily, networkInferences, type WorkerValue } from './inferences.ts';
export type { Labelled } from './labelled.ts';
export { orNothing } from './optional.ts';
export { responseOf } from './responses.ts';
export { type SendOptions, type SentTx, send } from './send.ts';
export { type Signer, signerFromKey, signerFromMnemonic } from './signer.ts';
export { type StakeAmounts, stakeStanding } from './stake.ts';
export { allTopics, getTopic, type TopicStanding, topicStanding } from './topics.ts';
export { type WaitOptions, waitUntil } from './wait.ts';
export { type WatchedBlock, type WatchOptions, watchBlocks } from './watch.ts';
export { openNonce, type SubmissionWindow, submissionWindows } from './windows.ts';
