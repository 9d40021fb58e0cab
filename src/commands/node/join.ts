import { boolean, string } from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { homeOptions, type NodeMade, nodeFlags, nodeMade } from '../../cli/node-home.ts';
import { keyValues } from '../../cli/output.ts';

export default class NodeJoin extends BaseCommand {
  static override summary = 'Prepare the home of a node that joins a running network.';
  static override description =
    'Asks a node of the network for its genesis and its peers. The new node then gets every block from its peers and executes it, or, with --state-sync, takes the state at a recent height from a snapshot: then it trusts what the RPC servers say of one recent block, so name ones that you trust (two of them, so that one alone cannot lie).';
  static override examples = [
    '<%= config.bin %> node join --home ./c --rpc http://10.0.0.1:26657',
    '<%= config.bin %> node join --home ./c --rpc http://10.0.0.1:26657 --rpc http://10.0.0.2:26657 --state-sync',
  ];
  static override flags = {
    ...nodeFlags,
    rpc: string({
      description: 'RPC of a node of the network; more than one for --state-sync',
      multiple: true,
      required: true,
    }),
    'state-sync': boolean({ description: 'Take the state from a snapshot instead of executing every block' }),
  };

  async run(): Promise<NodeMade> {
    const { flags } = await this.parse(NodeJoin);
    const [{ findNetwork, trustNetwork }, { requireSnapshot }, { initHome }, options] = await Promise.all([
      import('../../node/join/network.ts'),
      import('../../node/join/offered.ts'),
      import('../../node/home/index.ts'),
      homeOptions(flags),
    ]);
    const servers = flags.rpc as [string, ...string[]];
    const { chainId, genesis, peers } = await findNetwork(servers[0]);
    if (flags['state-sync']) await requireSnapshot(servers);
    const stateSync = flags['state-sync'] ? await trustNetwork(servers) : undefined;
    const all = [...new Set([...(options.peers ?? []), ...peers])];
    const made = nodeMade(initHome({ ...options, chainId, genesis, peers: all, ...(stateSync && { stateSync }) }));
    this.log(
      keyValues([
        ['home', made.home],
        ['chain', chainId],
        ['node id', made.nodeId],
        ['peers', all.length],
        ['validator key', made.validatorKey],
        ['state', stateSync ? `from a snapshot; trusted is height ${stateSync.trustHeight}` : 'from every block'],
      ]),
    );
    this.log(`\nStart it with \`allo node start --home ${made.home}\`.`);
    return made;
  }
}
