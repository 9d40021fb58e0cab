import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  ResponseApplySnapshotChunk_Result as Applied,
  CheckTxType,
  ResponseOfferSnapshot_Result as Offered,
  ResponseProcessProposal_ProposalStatus as Proposal,
  type Request,
  type ResponseSchema,
  ResponseVerifyVoteExtension_VerifyStatus as Verified,
} from '../../wire/gen/tendermint/abci/types_pb.ts';
import type { ServedApplication } from './served-application.ts';
import {
  nanoseconds,
  readFinalize,
  readParams,
  readValidator,
  writeEvents,
  writeParams,
  writeTxResult,
  writeValidator,
} from './values.ts';

type Value = Exclude<Request['value'], { case: undefined }>;
type Case = Value['case'];
type Of<C extends Case> = Extract<Value, { case: C }>['value'];
/** The answer of a request, as the arm of `tendermint.abci.Response` that it becomes. */
export type Answer = NonNullable<MessageInitShape<typeof ResponseSchema>['value']>;

/** Major version of ABCI that this application speaks. */
const ABCI_MAJOR = '2.';
const NOTHING = new Uint8Array(0);

const offered = {
  accept: Offered.ACCEPT,
  abort: Offered.ABORT,
  reject: Offered.REJECT,
  'reject-format': Offered.REJECT_FORMAT,
  'reject-sender': Offered.REJECT_SENDER,
};

const applied = {
  accept: Applied.ACCEPT,
  abort: Applied.ABORT,
  retry: Applied.RETRY,
  'retry-snapshot': Applied.RETRY_SNAPSHOT,
  'reject-snapshot': Applied.REJECT_SNAPSHOT,
};

type Answers = { readonly [C in Case]: (app: ServedApplication, request: Of<C>) => Answer };

/** How every request of ABCI 2.0 is answered. What throws becomes an Exception, which CometBFT does not go on after. */
export const answers: Answers = {
  echo: (_, { message }) => ({ case: 'echo', value: { message } }),
  flush: () => ({ case: 'flush', value: {} }),

  info(app, { abciVersion, version }) {
    if (abciVersion !== '' && !abciVersion.startsWith(ABCI_MAJOR)) {
      throw new Error(`CometBFT ${version} speaks ABCI ${abciVersion}, this application ${ABCI_MAJOR}x`);
    }
    return { case: 'info', value: app.info() };
  },

  initChain(app, { time, chainId, initialHeight, consensusParams, validators, appStateBytes }) {
    const params = readParams(consensusParams);
    const made = app.initChain({
      time: nanoseconds(time),
      chainId,
      initialHeight,
      consensusParams: params,
      validators: validators.map(readValidator),
      appStateBytes,
    });
    return {
      case: 'initChain',
      value: { validators: made.validators.map(writeValidator), appHash: made.appHash },
    };
  },

  query(app, { path, data, height, prove }) {
    const { proofOps, ...answer } = app.query({ path, data, height, prove });
    return { case: 'query', value: { ...answer, ...(proofOps && { proofOps: { ops: proofOps } }) } };
  },

  checkTx: (app, { tx, type }) => ({ case: 'checkTx', value: app.checkTx(tx, type === CheckTxType.RECHECK) }),

  prepareProposal: (app, { txs, maxTxBytes }) => ({
    case: 'prepareProposal',
    value: { txs: app.prepareProposal(txs, maxTxBytes) },
  }),

  processProposal: (app, { txs }) => ({
    case: 'processProposal',
    value: { status: app.processProposal(txs) ? Proposal.ACCEPT : Proposal.REJECT },
  }),

  // The chain has no use for vote extensions: it adds none, and refuses votes that carry one.
  extendVote: () => ({ case: 'extendVote', value: { voteExtension: NOTHING } }),
  verifyVoteExtension: (_, { voteExtension }) => ({
    case: 'verifyVoteExtension',
    value: { status: voteExtension.length === 0 ? Verified.ACCEPT : Verified.REJECT },
  }),

  finalizeBlock(app, request) {
    const done = app.finalizeBlock(readFinalize(request));
    const { consensusParamUpdates: updates } = done;
    return {
      case: 'finalizeBlock',
      value: {
        events: writeEvents(done.events),
        txResults: done.txResults.map(writeTxResult),
        validatorUpdates: done.validatorUpdates.map(writeValidator),
        ...(updates && { consensusParamUpdates: writeParams(updates) }),
        appHash: done.appHash,
      },
    };
  },

  commit(app) {
    app.commit();
    return { case: 'commit', value: { retainHeight: app.retainHeight() } };
  },

  listSnapshots: (app) => ({
    case: 'listSnapshots',
    value: { snapshots: app.listSnapshots().map((one) => ({ ...one })) },
  }),

  loadSnapshotChunk: (app, { height, format, chunk }) => ({
    case: 'loadSnapshotChunk',
    value: { chunk: app.loadSnapshotChunk(height, format, chunk) },
  }),

  offerSnapshot(app, { snapshot, appHash }) {
    if (!snapshot) return { case: 'offerSnapshot', value: { result: Offered.REJECT } };
    return { case: 'offerSnapshot', value: { result: offered[app.offerSnapshot(snapshot, appHash)] } };
  },

  applySnapshotChunk(app, { index, chunk, sender }) {
    const { result, refetchChunks, rejectSenders } = app.applySnapshotChunk(index, chunk, sender);
    return {
      case: 'applySnapshotChunk',
      value: {
        result: applied[result],
        refetchChunks: [...refetchChunks],
        rejectSenders: [...rejectSenders],
      },
    };
  },
};

/** The answer of one request. */
export function answer(app: ServedApplication, { case: name, value }: Value): Answer {
  return (answers[name] as (app: ServedApplication, request: typeof value) => Answer)(app, value);
}
