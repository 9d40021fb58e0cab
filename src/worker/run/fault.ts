import { ClientError, passes } from '../../client/errors.ts';

/** Why there is no submission (yet). */
export type FaultKind =
  /** The program could not be started, or ended with an error. */
  | 'program'
  /** The program took longer than it may. */
  | 'timeout'
  /** What the program wrote is too much, no text, or not what is asked for. */
  | 'answer'
  /** The chain refuses the submission. */
  | 'rejected'
  /** The network does not answer. */
  | 'network'
  /** The window closed meanwhile, or the actor is told to stop. */
  | 'over';

/** What keeps an actor from submitting: a sentence for people. It is told, and tried again while the window is open. */
export class ActorFault extends Error {
  override readonly name = 'ActorFault';
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

const NETWORK: readonly ClientError['kind'][] = ['certificate', 'rpc'];

/** Whether it is the network that fails, and not what is asked of it. */
export const isNetworkFault = (error: unknown): error is ClientError =>
  passes(error) || (error instanceof ClientError && NETWORK.includes(error.kind));
