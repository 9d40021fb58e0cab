import { BaseCommand } from '../../cli/base-command.ts';
import { homeFlag, nodeHome } from '../../cli/node-home.ts';
import { endOnInterrupt } from '../../cli/terminal.ts';
import { NodeError } from '../../node/errors.ts';
import type { NodeStatus } from '../../node/types.ts';

export default class NodeStart extends BaseCommand {
  static override summary = 'Run a validator node until it is told to end.';
  static override description =
    'Runs the application and CometBFT, each in a process of its own, starts again whichever crashes, and ends both in order on Ctrl-C or SIGTERM. What it does is told on stderr; both logs are in the home. `/ready` at the node port says when everything is up and what is missing, `/metrics` there and at the metrics port are for Prometheus. Needs CometBFT 0.38 (`allo doctor --fix`).';
  static override examples = ['<%= config.bin %> node start --home ./a', 'curl http://127.0.0.1:26670/ready'];
  static override flags = homeFlag;

  async run(): Promise<NodeStatus> {
    const { flags } = await this.parse(NodeStart);
    const told = Promise.withResolvers<void>();
    endOnInterrupt(told.resolve);
    const { startNode } = await import('../../node/run.ts');
    const node = await startNode({
      home: await nodeHome(flags.home),
      onEvent: ({ message }) => this.note(`${new Date().toISOString()} ${message}`),
    });
    const { grpc, rest } = node.api;
    const api = grpc === null ? '' : ` gRPC at ${grpc}, REST at ${rest},`;
    this.note(`RPC at ${node.rpcUrl},${api} readiness and metrics at ${node.nodeUrl}.`);
    try {
      // Supervision goes on where a part does not come up; why it does not is worth a line.
      node.ready.catch((error: Error) => {
        if (!isStopped(error)) this.note(`${error.message} It is tried again and again.`);
      });
      await told.promise;
      return await node.status();
    } finally {
      await node.stop();
    }
  }
}

const isStopped = (error: Error): boolean => error instanceof NodeError && error.code === 'stopped';
