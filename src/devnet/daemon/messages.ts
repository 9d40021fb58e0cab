import type { ValidatorState } from '../../engine/network/start.ts';
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

/** A step of a start: begun, and how it stands for one validator where it is about one. */
export type StartStep =
  | { step: 'ports' | 'image' | 'homes' | 'validators'; detail?: string }
  | { validator: string; state: ValidatorState; detail?: string };

/** What the daemon tells the starter: how the start goes, then once how it ended. */
export type DaemonMessage =
  | { type: 'step'; step: StartStep }
  | { type: 'ready'; state: DevnetState; notes: string[] }
  | { type: 'failed'; kind: DevnetErrorKind; message: string; hint?: string };
