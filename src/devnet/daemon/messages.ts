import type { DevnetErrorKind } from '../errors.ts';
import type { DevnetOptions, DevnetState } from '../types.ts';

/** What the starter tells the daemon, over IPC: nothing of it shows in a process list. */
export interface StartMessage {
  options: DevnetOptions;
  home: string;
  /** Directory of the package. */
  root: string;
  /** Up for one errand only: how the user runs it is not remembered from this start. */
  passing: boolean;
}

/** What the daemon tells the starter, once. */
export type DaemonMessage =
  | { type: 'ready'; state: DevnetState; notes: string[] }
  | { type: 'failed'; kind: DevnetErrorKind; message: string; hint?: string };
