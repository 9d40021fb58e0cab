import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { string as stringArg } from '@oclif/core/args';
import { boolean, custom, string } from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { parseTopic } from '../cli/chain-command.ts';
import type { ProjectFormat } from '../cli/config/project-file.ts';
import { AlloError } from '../cli/errors.ts';

export interface InitialisedProject {
  readonly file: string;
  readonly network: string;
  readonly name: string | null;
  readonly from: string | null;
  readonly topic: number | null;
}

export default class Init extends BaseCommand {
  static override summary = 'Write an allo.config for a directory: its network, the account that signs, its topic.';
  static override description =
    'Commands that run in the directory, or below it, then need no --network, --name, --from or <topic>. Asks on a terminal for what is not given. With --rpc and --chain-id, --network names a network of your own.';
  static override examples = [
    '<%= config.bin %> init',
    '<%= config.bin %> init my-model --network testnet --topic 3',
    '<%= config.bin %> init --network mine --rpc http://10.0.0.5:26657 --chain-id mine-1 --format yaml',
  ];
  static override args = {
    directory: stringArg({ description: 'Directory, made where it does not exist (default: this one)' }),
  };
  static override flags = {
    network: string({ description: 'Network profile: devnet (default), testnet, mainnet, or a new one with --rpc' }),
    name: string({ description: 'Name of the devnet that belongs to the directory' }),
    from: string({ description: 'Account that signs (default: alice, of a devnet)' }),
    topic: custom<bigint>({
      description: 'Number of the topic that commands are about',
      parse: async (text) => parseTopic(text),
    })(),
    rpc: string({ description: 'CometBFT RPC of a network of your own', dependsOn: ['network', 'chain-id'] }),
    'chain-id': string({ description: 'Its chain id', dependsOn: ['rpc'] }),
    format: string({
      description: 'Kind of file (default: json)',
      options: ['json', 'yaml', 'ts', 'js'],
      default: 'json',
    }),
    force: boolean({ description: 'Write over a file that is there' }),
  };

  async run(): Promise<InitialisedProject> {
    const { args, flags } = await this.parse(Init);
    const directory = resolve(args.directory ?? '.');
    const [{ projectFileIn }, { PUBLIC_NETWORKS }, { checkConfiguration }, { projectText }] = await Promise.all([
      import('../cli/config/sources.ts'),
      import('../cli/config/settings.ts'),
      import('../cli/config/schema.ts'),
      import('../cli/config/project-file.ts'),
    ]);
    const file = join(directory, `allo.config.${flags.format}`);
    const there = projectFileIn(directory);
    if (there && !(flags.force && there === file)) {
      throw new AlloError('configurationExists', `${there} is there already.`);
    }
    const network = flags.network ?? (await this.#asked('Network: devnet, testnet or mainnet', 'devnet'));
    if (!flags.rpc && network !== 'devnet' && !PUBLIC_NETWORKS[network]) {
      throw new AlloError('unknownNetwork', `There is no network "${network}"; known are devnet, testnet, mainnet.`, {
        hint: 'For one of your own add --rpc and --chain-id.',
      });
    }
    const devnet = network === 'devnet';
    const from = flags.from ?? (devnet ? await this.#asked('Account that signs', 'alice') : undefined);
    const topic = flags.topic ?? (await this.#askedTopic());
    const settings = {
      network,
      ...(flags.name === undefined ? {} : { name: flags.name }),
      ...(from === undefined ? {} : { from }),
      ...(topic === undefined ? {} : { topic: Number(topic) }),
      ...(flags.rpc ? { networks: { [network]: { chainId: flags['chain-id'] ?? '', rpc: flags.rpc } } } : {}),
    };
    checkConfiguration(settings, { file });
    if (!existsSync(directory)) mkdirSync(directory, { recursive: true });
    writeFileSync(file, projectText(settings, flags.format as ProjectFormat));
    this.log(`Wrote ${file}.`);
    this.log(devnet ? 'Next: allo devnet up, then allo topic create' : 'Next: allo topic list');
    this.log('What is in force, and where it comes from: allo config explain');
    return {
      ...{ file, network, name: flags.name ?? null, from: from ?? null },
      topic: topic === undefined ? null : Number(topic),
    };
  }

  /** What was not given: asked on a terminal, else the default. @throws AlloError interrupted */
  async #asked(question: string, fallback: string): Promise<string> {
    if (this.plain || !process.stdin.isTTY) return fallback;
    const { ask } = await import('../cli/ask.ts');
    const answer = await ask(`${question}${fallback === '' ? '' : ` [${fallback}]`}: `);
    if (answer === undefined) throw new AlloError('interrupted', 'Nothing was written.', { hint: '' });
    return answer === '' ? fallback : answer;
  }

  async #askedTopic(): Promise<bigint | undefined> {
    const answer = await this.#asked('Topic that commands are about, by its number (none where empty)', '');
    return answer === '' ? undefined : parseTopic(answer);
  }
}
