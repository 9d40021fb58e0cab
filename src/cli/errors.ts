/**
 * Every error that the command line can report: a number that stays, the exit code, and what to do about it.
 * The thousands follow the exit code's meaning (ALLO2xxx is usage, ALLO5xxx a rejection by the chain; what a doctor finds is ALLO71nn with exit code nn), see `allo help exit-codes`.
 */
export const ERRORS = {
  unexpected: {
    code: 'ALLO1000',
    exit: 1,
    hint: 'This is a fault of allo. Run again with ALLO_DEBUG=1 and report what it prints.',
  },
  daemonFailed: { code: 'ALLO1001', exit: 1, hint: '`allo devnet logs` says more.' },
  daemonLeftover: {
    code: 'ALLO1002',
    exit: 1,
    hint: 'End the named process yourself, then run `allo devnet down` again.',
  },
  nodeFailed: { code: 'ALLO1004', exit: 1, hint: 'The logs in the home of the node say more.' },
  storeFailed: { code: 'ALLO1003', exit: 1, hint: 'The system gave the reason above; nothing was changed.' },

  usage: { code: 'ALLO2000', exit: 2, hint: 'See the command with --help.' },
  unknownCommand: { code: 'ALLO2001', exit: 2, hint: 'See `allo --help` for the commands.' },
  unknownFlag: { code: 'ALLO2002', exit: 2, hint: 'See the command with --help.' },
  missingArgument: { code: 'ALLO2003', exit: 2, hint: 'See the command with --help.' },
  badValue: { code: 'ALLO2004', exit: 2, hint: 'See the command with --help.' },
  badAmount: { code: 'ALLO2005', exit: 2, hint: 'Write an amount with its unit: 5allo, 0.25allo or 200uallo.' },
  badDuration: { code: 'ALLO2006', exit: 2, hint: 'Write a duration with its unit: 500ms, 30s, 15m, 2h or 1d.' },
  badAddress: {
    code: 'ALLO2007',
    exit: 2,
    hint: 'Give an allo1… address, or the name of a devnet account (`allo devnet accounts`) or key (`allo keys list`).',
  },
  notInteractive: { code: 'ALLO2008', exit: 2, hint: 'Give the named flag.' },
  unknownAccount: { code: 'ALLO2009', exit: 2, hint: 'List the accounts with `allo devnet accounts`.' },
  notOnThisEngine: { code: 'ALLO2010', exit: 2, hint: 'Use the embedded engine: `allo devnet up --engine embedded`.' },
  devnetRuns: { code: 'ALLO2011', exit: 2, hint: 'Stop it with `allo devnet down`, or choose another --name.' },
  devnetOnly: { code: 'ALLO2012', exit: 2, hint: 'Run it without --network, against a devnet.' },
  hasChain: { code: 'ALLO2014', exit: 2, hint: 'Choose another --name.' },
  otherChain: { code: 'ALLO2015', exit: 2, hint: 'Choose another --name.' },
  notKept: { code: 'ALLO2016', exit: 2, hint: 'Choose a height that is kept; `allo devnet doctor` shows which are.' },
  snapshotExists: { code: 'ALLO2017', exit: 2, hint: 'Choose another name, or delete that one first.' },
  noSnapshot: { code: 'ALLO2018', exit: 2, hint: 'List the snapshots with `allo devnet snapshot list`.' },
  badGenesis: { code: 'ALLO2019', exit: 2, hint: 'Write one with `allo devnet export --output genesis.json`.' },
  badRecord: {
    code: 'ALLO2020',
    exit: 2,
    hint: 'Write one with `allo devnet export --format record --output <file>`.',
  },
  incompleteRecord: { code: 'ALLO2021', exit: 2, hint: 'A record begins with the first block of a chain.' },
  unknownTopic: { code: 'ALLO2013', exit: 2, hint: 'List the topics with `allo topic list`.' },

  configurationExists: { code: 'ALLO2035', exit: 2, hint: 'Change it by hand, or write it anew with --force.' },
  noKey: {
    code: 'ALLO2024',
    exit: 2,
    hint: 'Name a key of yours with --from (`allo keys list`), or make one with `allo keys add <name>`.',
  },
  testKey: {
    code: 'ALLO2025',
    exit: 2,
    hint: 'Sign with a key that only you know: `allo keys add <name>` makes one.',
  },
  keyExists: { code: 'ALLO2026', exit: 2, hint: 'Choose another name, or delete that key first.' },
  badKeyName: {
    code: 'ALLO2027',
    exit: 2,
    hint: 'A name has up to 63 letters, digits, ".", "_" or "-", and is not that of a devnet account.',
  },
  badSecret: {
    code: 'ALLO2028',
    exit: 2,
    hint: 'Give a mnemonic of 12 to 24 English words, or a private key of 64 hexadecimal digits.',
  },
  badPassphrase: {
    code: 'ALLO2029',
    exit: 2,
    hint: 'Nobody can recover a passphrase; the key can be imported again from its mnemonic or private key.',
  },
  notEncodable: {
    code: 'ALLO2034',
    exit: 2,
    hint: 'A uint256 holds numbers from 0 on, of one label; get it without --evm.',
  },

  nodeExists: { code: 'ALLO2022', exit: 2, hint: 'Choose another --home, or start that one with `allo node start`.' },
  nodeRuns: { code: 'ALLO2023', exit: 2, hint: 'Stop that process first.' },

  badConfiguration: {
    code: 'ALLO3000',
    exit: 3,
    hint: 'Correct the named file, or move it out of the way.',
  },
  badEnvironment: {
    code: 'ALLO3001',
    exit: 3,
    hint: 'Correct or unset the named variable; `allo config explain` shows what is in force.',
  },
  unknownNetwork: {
    code: 'ALLO3002',
    exit: 3,
    hint: 'Add it under `networks` in allo.config, or use one of the named ones.',
  },
  wrongChain: {
    code: 'ALLO3007',
    exit: 3,
    hint: 'Correct `rpc` or `chainId` of that network in allo.config; `allo config explain` shows both.',
  },
  badKeyFile: { code: 'ALLO3008', exit: 3, hint: 'docs/keys.md says what a key file holds; import the key again.' },
  badHome: { code: 'ALLO3003', exit: 3, hint: 'Choose another place with ALLO_HOME.' },
  badNodeHome: { code: 'ALLO3006', exit: 3, hint: 'Prepare one with `allo node init` or `allo node join`.' },
  readOnlyStore: {
    code: 'ALLO3004',
    exit: 3,
    hint: 'Give yourself the right to write there, or choose another place with ALLO_HOME.',
  },
  fullDisk: {
    code: 'ALLO3005',
    exit: 3,
    hint: 'Make room, or choose another place with ALLO_HOME; what was committed is kept.',
  },

  unreachable: { code: 'ALLO4000', exit: 4, hint: 'Check the address and that the node runs.' },
  badCertificate: {
    code: 'ALLO4003',
    exit: 4,
    hint: 'Nothing was sent. Check the address; where the certificate is your own, name its file in NODE_EXTRA_CA_CERTS.',
  },
  noPeerSnapshot: {
    code: 'ALLO4004',
    exit: 4,
    hint: 'Wait for the next one, name a node that has one with --rpc, or join without --state-sync.',
  },
  noDevnet: { code: 'ALLO4001', exit: 4, hint: 'Start one with `allo devnet up`.' },
  badAnswer: {
    code: 'ALLO4002',
    exit: 4,
    hint: 'Check that the address is that of a CometBFT RPC of an Allora network.',
  },

  rejected: { code: 'ALLO5000', exit: 5, hint: 'The chain gave the reason above; nothing was changed.' },
  queryFailed: { code: 'ALLO5001', exit: 5, hint: 'The chain gave the reason above.' },
  notFound: {
    code: 'ALLO5002',
    exit: 5,
    hint: 'Check the number or hash; `allo devnet rewind`, `restore` and `reset` take blocks away.',
  },
  halted: {
    code: 'ALLO5004',
    exit: 5,
    hint: 'Why is in `allo devnet logs`; on the embedded engine `allo devnet rewind` goes back before it.',
  },
  insufficientFunds: {
    code: 'ALLO5003',
    exit: 5,
    hint: 'On a devnet: `allo devnet faucet <address>`. On another network have somebody send some to the address.',
  },

  timedOut: { code: 'ALLO6000', exit: 6, hint: 'Try again, or look at `allo devnet logs`.' },
  noAnswer: {
    code: 'ALLO6001',
    exit: 6,
    hint: 'Try again; a network of allo.config may be given more time with its `timeout`.',
  },
  noProgress: { code: 'ALLO6002', exit: 6, hint: 'See what the network does: `allo events watch`, `allo topic show`.' },
  waitTimedOut: { code: 'ALLO6003', exit: 6, hint: 'Wait longer with --timeout, or look at what it waits for.' },
  assertion: { code: 'ALLO7000', exit: 7, hint: 'The values above differ from what was asked for.' },
  epochDiffers: {
    code: 'ALLO7004',
    exit: 7,
    hint: 'The network computes in another way than this version of allo, or its node answers wrongly.',
  },
  damagedStore: {
    code: 'ALLO7001',
    exit: 7,
    hint: 'See what can be saved: `allo devnet doctor`.',
  },
  badSnapshot: { code: 'ALLO7002', exit: 7, hint: 'Restore another one: `allo devnet snapshot list`.' },
  replayDiffers: {
    code: 'ALLO7003',
    exit: 7,
    hint: 'The record was changed, or made by a version of allo that executes blocks in another way.',
  },

  missingPrerequisite: { code: 'ALLO8000', exit: 8, hint: 'Install what is named above.' },
  oldNode: { code: 'ALLO8001', exit: 8, hint: 'Install Node 24 (or 22.18 and later).' },
  cometMissing: { code: 'ALLO8004', exit: 8, hint: '`allo doctor --fix` gets it, or name one in ALLO_COMETBFT.' },
  notBuilt: { code: 'ALLO8002', exit: 8, hint: 'Build first: npm run build.' },
  newerStore: { code: 'ALLO8003', exit: 8, hint: 'Install the version of allo that wrote it, or a later one.' },

  topicInactive: { code: 'ALLO7110', exit: 10, hint: 'Give the topic stake and funds.' },
  notRegistered: { code: 'ALLO7111', exit: 11, hint: 'Register the account in the topic.' },
  notPermitted: { code: 'ALLO7112', exit: 12, hint: 'Have the account put on a whitelist that applies.' },
  feeNotCovered: { code: 'ALLO7113', exit: 13, hint: 'Send coins to the account.' },
  stakeTooLow: { code: 'ALLO7114', exit: 14, hint: 'Add stake.' },
  windowMissed: { code: 'ALLO7115', exit: 15, hint: 'Submit in the next window.' },
  nonceFulfilled: { code: 'ALLO7116', exit: 16, hint: 'Submit for a nonce that is open.' },
  scoreTooLow: { code: 'ALLO7117', exit: 17, hint: 'Compare the scores.' },
  onlyOneInferer: { code: 'ALLO7118', exit: 18, hint: 'Have a second worker answer.' },
  nobodyThere: { code: 'ALLO7119', exit: 19, hint: 'Have workers answer and reputers report.' },

  interrupted: {
    code: 'ALLO9000',
    exit: 130,
    hint: 'What this command began was cleaned up; a devnet that ran before still runs.',
  },
} as const satisfies Record<string, ErrorDescriptor>;

interface ErrorDescriptor {
  readonly code: `ALLO${number}`;
  readonly exit: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 130;
  readonly hint: string;
}

export type ErrorName = keyof typeof ERRORS;

/** What each exit code says; the text of `allo help exit-codes`. */
export const EXIT_CODES: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'unexpected: a fault of allo itself, or of the system',
  2: 'usage: a wrong command, flag, argument or value',
  3: 'configuration: a wrong or unreadable configuration file or variable, or a home that cannot be written',
  4: 'network unreachable: no devnet runs, or the node does not answer',
  5: 'rejected by the chain',
  6: 'timed out',
  7: 'an assertion did not hold: two runs differ, or what is stored is damaged',
  8: 'a missing prerequisite (Docker, CometBFT, Node, a newer allo)',
  10: 'doctor: the topic is not active',
  11: 'doctor, run: not registered in the topic',
  12: 'doctor, run: not permitted, by a whitelist that is on',
  13: 'doctor: no funds for the fee',
  14: 'doctor, run: stake too low',
  15: 'doctor: the last submission window was missed; run: one of --limit was',
  16: 'doctor: the nonce is fulfilled already',
  17: 'doctor: the score is below those of the active set',
  18: 'doctor: only one inferer, so nobody is scored',
  19: 'doctor: nobody answered or reported in the last epoch',
  130: 'interrupted',
};

/** An error that a user reads: numbered, one sentence, and what to do about it. Never shown with a stack trace. */
export class AlloError extends Error {
  override readonly name = 'AlloError';
  /** `ALLOnnnn` */
  readonly code: string;
  readonly exitCode: number;
  readonly hint: string;
  readonly kind: ErrorName;
  /** What was found, for `--json`. */
  readonly details: unknown;

  constructor(kind: ErrorName, message: string, options: { hint?: string; cause?: unknown; details?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const descriptor = ERRORS[kind];
    this.kind = kind;
    this.code = descriptor.code;
    this.exitCode = descriptor.exit;
    this.hint = options.hint ?? descriptor.hint;
    this.details = options.details;
  }
}

/** The `error` part of a `--json` document. */
export interface ErrorJson {
  code: string;
  message: string;
  hint: string;
  /** What a command found that looks for faults. */
  details?: unknown;
}

export function errorJson({ code, message, hint, details }: AlloError): { ok: false; error: ErrorJson } {
  return { ok: false, error: { code, message, hint, ...(details === undefined ? {} : { details }) } };
}
