import type { Weather } from './weather.ts';

/** What a relay in a process of its own is told, one line each. */
export type RelayRequest = { readonly id: number } & RelayAct;

export type RelayAct =
  | {
      readonly act: 'open';
      readonly peers: readonly { readonly host: string; readonly port: number }[];
      /** Address that peers dial. */
      readonly host: string;
      /** The way from the peer `i` to the peer `j` is at `firstPort + 100 i + j`. */
      readonly firstPort: number;
    }
  | { readonly act: 'weather'; readonly peer: number; readonly weather: Weather }
  | { readonly act: 'disconnect' | 'reconnect'; readonly peer: number };

export interface RelayAnswer {
  readonly id: number;
  readonly error?: string;
}
