/**
 * Every error that the command line can report: a number that stays, the exit code, and what to do about it.
 * The thousands follow the exit code's meaning (ALLO2xxx is usage, ALLO5xxx a rejection by the chain), see `allo help exit-codes`.
 */
export const ERRORS = {
  unexpected: {
    code: 'ALLO1000',
    exit: 1,
    hint: 'This is a fault of allo. Run again with ALLO_DEBUG=1 and report what it prints.',
  },
  daemonFailed: { code: 'ALLO1001', exit: 1, hint: 'The log named above says more.' },
  daemonLeftover: {
    code: 'ALLO1002',
    exit: 1,
    hint: 'End the named process yourself, then run `allo devnet down` again.',
  },

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
    hint: 'Give an allo1… address or the name of a devnet account (`allo devnet accounts`).',
  },
  notInteractive: { code: 'ALLO2008', exit: 2, hint: 'Give the named flag.' },
  unknownAccount: { code: 'ALLO2009', exit: 2, hint: 'List the accounts with `allo devnet accounts`.' },
  notOnThisEngine: { code: 'ALLO2010', exit: 2, hint: 'Use the embedded engine: `allo devnet up --engine embedded`.' },
  devnetRuns: { code: 'ALLO2011', exit: 2, hint: 'Stop it with `allo devnet down`, or choose another --name.' },
  devnetOnly: { code: 'ALLO2012', exit: 2, hint: 'Run it without --network, against a devnet.' },
  unknownTopic: { code: 'ALLO2013', exit: 2, hint: 'List the topics with `allo topic list`.' },

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
  badHome: { code: 'ALLO3003', exit: 3, hint: 'Choose another place with ALLO_HOME.' },

  unreachable: { code: 'ALLO4000', exit: 4, hint: 'Check the address and that the node runs.' },
  noDevnet: { code: 'ALLO4001', exit: 4, hint: 'Start one with `allo devnet up`.' },
  badAnswer: {
    code: 'ALLO4002',
    exit: 4,
    hint: 'Check that the address is that of a CometBFT RPC of an Allora network.',
  },

  rejected: { code: 'ALLO5000', exit: 5, hint: 'The chain gave the reason above; nothing was changed.' },
  queryFailed: { code: 'ALLO5001', exit: 5, hint: 'The chain gave the reason above.' },
  notFound: { code: 'ALLO5002', exit: 5, hint: 'Check the number or hash; a devnet forgets its chain when it stops.' },
  insufficientFunds: { code: 'ALLO5003', exit: 5, hint: 'On a devnet: `allo devnet faucet <address>`.' },

  timedOut: { code: 'ALLO6000', exit: 6, hint: 'Try again, or look at `allo devnet logs`.' },
  assertion: { code: 'ALLO7000', exit: 7, hint: 'The values above differ from what was asked for.' },

  missingPrerequisite: { code: 'ALLO8000', exit: 8, hint: 'Install what is named above.' },
  oldNode: { code: 'ALLO8001', exit: 8, hint: 'Install Node 24 (or 22.18 and later).' },
  notBuilt: { code: 'ALLO8002', exit: 8, hint: 'Build first: npm run build.' },

  interrupted: {
    code: 'ALLO9000',
    exit: 130,
    hint: 'What this command began was cleaned up; a devnet that ran before still runs.',
  },
} as const satisfies Record<string, ErrorDescriptor>;

interface ErrorDescriptor {
  readonly code: `ALLO${number}`;
  readonly exit: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 130;
  readonly hint: string;
}

export type ErrorName = keyof typeof ERRORS;

/** What each exit code says; the text of `allo help exit-codes`. */
export const EXIT_CODES: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'unexpected: a fault of allo itself',
  2: 'usage: a wrong command, flag, argument or value',
  3: 'configuration: a wrong or unreadable configuration file or variable',
  4: 'network unreachable: no devnet runs, or the node does not answer',
  5: 'rejected by the chain',
  6: 'timed out',
  7: 'an assertion did not hold',
  8: 'a missing prerequisite (Docker, CometBFT, Node)',
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

  constructor(kind: ErrorName, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const descriptor = ERRORS[kind];
    this.kind = kind;
    this.code = descriptor.code;
    this.exitCode = descriptor.exit;
    this.hint = options.hint ?? descriptor.hint;
  }
}

/** The `error` part of a `--json` document. */
export interface ErrorJson {
  code: string;
  message: string;
  hint: string;
}

export function errorJson(error: AlloError): { ok: false; error: ErrorJson } {
  return { ok: false, error: { code: error.code, message: error.message, hint: error.hint } };
}
