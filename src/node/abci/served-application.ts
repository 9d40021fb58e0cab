import type { Application } from '../../chain/abci.ts';
import type { SnapshotApplication } from '../../chain/snapshot/abci.ts';

/** What the socket server serves: the application, its snapshots, and from which height on CometBFT keeps its blocks. */
export interface ServedApplication extends Application, SnapshotApplication {
  /** Asked after every commit, which is durable by then: blocks below it may go; 0 keeps all. */
  retainHeight(): bigint;
}
