import { readFileSync } from 'node:fs';
import { boolean, string } from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import { AlloError } from '../../cli/errors.ts';
import { homeOptions, type NodeMade, nodeFlags, nodeMade } from '../../cli/node-home.ts';
import { keyValues } from '../../cli/output.ts';

export default class NodeInit extends BaseCommand {
  static override summary = 'Prepare the home of a validator node: keys, genesis, peers, ports.';
  static override description =
    'With --genesis the node belongs to the network of that genesis document. Without it, a new network begins: its validators are this node and those named with --validator; fees are free and its funded accounts are test keys that everybody knows. For a network that spans machines: run it with --keys-only on every other machine, begin the network on one with the keys that were printed, and run it again on the others with the genesis of the first (config/genesis.json in its home) and --peer. Keys that lie in the home already are kept.';
  static override examples = [
    '<%= config.bin %> node init --home ./a --chain-id my-network',
    '<%= config.bin %> node init --home ./b --keys-only',
    '<%= config.bin %> node init --home ./a --moniker a --validator b=8xD0…=',
    '<%= config.bin %> node init --home ./b --moniker b --genesis genesis.json --peer <node id>@10.0.0.1:26656',
  ];
  static override flags = {
    ...nodeFlags,
    genesis: string({ description: 'Genesis document of the network', exclusive: ['validator', 'chain-id', 'seed'] }),
    'chain-id': string({ description: 'Chain id of a new network (default: localnet)' }),
    validator: string({
      description: 'Another validator of a new network: <moniker>=<base64 of its ed25519 key>',
      multiple: true,
    }),
    seed: string({ description: 'Derive the accounts of a new network from this text' }),
    'keys-only': boolean({ description: 'Only make the keys, and say the public ones' }),
  };

  async run(): Promise<NodeMade> {
    const { flags } = await this.parse(NodeInit);
    const options = await homeOptions(flags);
    const { initHome, initKeys, nodeId } = await import('../../node/home/index.ts');
    const { ed25519 } = await import('../../wire/index.ts');
    const keys = initKeys(options.home);
    const pubKey = ed25519.publicKey(keys.validator);
    if (flags['keys-only']) {
      const id = nodeId(keys.node);
      const peer = `${id}@<host>:${options.ports.p2p}`;
      const validatorKey = Buffer.from(pubKey).toString('base64');
      return this.show({ home: options.home, chainId: null, nodeId: id, peer, validatorKey });
    }
    const genesis = flags.genesis === undefined ? await this.begin(flags, pubKey) : readGenesis(flags.genesis);
    return this.show(nodeMade(initHome({ ...options, keys, ...genesis })));
  }

  private async begin(
    flags: { 'chain-id'?: string; seed?: string; validator?: string[]; moniker: string },
    pubKey: Uint8Array,
  ): Promise<{ chainId: string; genesis: object }> {
    const { newGenesis, parseValidator } = await import('../../cli/node-genesis.ts');
    const chainId = flags['chain-id'] ?? 'localnet';
    const validators = [{ moniker: flags.moniker, pubKey }, ...(flags.validator ?? []).map(parseValidator)];
    return { chainId, genesis: await newGenesis(this.config.root, chainId, flags.seed ?? null, validators) };
  }

  private show(made: NodeMade): NodeMade {
    this.log(
      keyValues([
        ['home', made.home],
        ['chain', made.chainId ?? '-'],
        ['node id', made.nodeId],
        ['peer', made.peer],
        ['validator key', made.validatorKey],
      ]),
    );
    if (made.chainId !== null) this.log(`\nStart it with \`allo node start --home ${made.home}\`.`);
    return made;
  }
}

function readGenesis(path: string): { chainId: string; genesis: string } {
  try {
    const genesis = readFileSync(path, 'utf8');
    const { chain_id: chainId } = JSON.parse(genesis) as { chain_id?: unknown };
    if (typeof chainId === 'string') return { chainId, genesis };
  } catch (cause) {
    throw new AlloError('badGenesis', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  throw new AlloError('badGenesis', `${path} is no genesis document: it has no chain_id.`);
}
