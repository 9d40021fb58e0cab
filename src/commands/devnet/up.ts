import { resolve as resolvePath } from 'node:path';
import { boolean, integer, string } from '@oclif/core/flags';
import { BaseCommand } from '../../cli/base-command.ts';
import type { Settings } from '../../cli/config/settings.ts';
import { type ChainSource, checkDevnetName, devnetOptions } from '../../cli/devnet-options.ts';
import { evmFlags } from '../../cli/evm-flags.ts';
import { nameFlag } from '../../cli/flags.ts';
import { keyValues } from '../../cli/output.ts';
import { devnetHome } from '../../devnet/paths.ts';
import { readPlan } from '../../devnet/plan.ts';
import { readDevnet } from '../../devnet/registry.ts';
import { type Started, startDevnet } from '../../devnet/start.ts';
import { devnetStatus } from '../../devnet/status.ts';
import type { DevnetOptions, DevnetStatus, ImageFrom } from '../../devnet/types.ts';

export default class DevnetUp extends BaseCommand {
  static override summary = 'Start a devnet in the background.';
  static override description =
    'Starts a whole Allora network in the background and returns when its RPC answers and its first block is there: with the engine embedded in one process, with cometbft and docker each validator is a node of its own. Fees are free, the accounts of `allo devnet accounts` are funded, and `alice` is the administrator. A devnet that was stopped goes on from its last block, with everything kept: chain id, validators, genesis and seed cannot be changed then.';
  static override examples = [
    '<%= config.bin %> devnet up',
    '<%= config.bin %> devnet up --name second --validators 1 --block-time 2s',
    '<%= config.bin %> devnet up --block-time manual --genesis-time 2026-01-01T00:00:00Z --seed demo --json',
    '<%= config.bin %> devnet up --name copy --genesis exported.json',
    '<%= config.bin %> devnet up --engine cometbft --validators 4',
  ];
  static override flags = {
    ...nameFlag,
    validators: integer({ description: 'Number of validators (default: 4)', min: 1, max: 100 }),
    'chain-id': string({ description: 'Chain id (default: localnet)' }),
    'block-time': string({
      description:
        'How blocks come about: instant (default; with cometbft and docker as fast as they agree), manual (embedded only), or a duration such as 2s',
      helpValue: 'instant|manual|<duration>',
    }),
    'genesis-time': string({ description: 'Time of genesis, RFC 3339 (default: now)' }),
    seed: string({
      description: 'Derive accounts and validator keys from this text instead of the published test keys',
    }),
    host: string({ description: 'Address to listen on (default: 127.0.0.1)' }),
    'rpc-port': integer({
      description: 'Port of RPC and websocket; a free one near it where it is taken, any with 0 (default: 26657)',
      min: 0,
      max: 65_535,
    }),
    'grpc-port': integer({
      description: 'Port of gRPC, in the same way (default: 9090)',
      min: 0,
      max: 65_535,
    }),
    'rest-port': integer({
      description: 'Port of REST, in the same way (default: 1317)',
      min: 0,
      max: 65_535,
    }),
    'consumer-port': integer({
      description: 'Port of the consumer API, in the same way (default: 8000)',
      min: 0,
      max: 65_535,
    }),
    'faucet-port': integer({
      description: 'A port of its own for the faucet (default: that of the consumer API)',
      min: 0,
      max: 65_535,
    }),
    ...evmFlags,
    sync: string({
      description:
        'What a power cut may take: the last second (second, default), or nothing, by waiting for the disk at every block (full)',
      options: ['second', 'full'],
    }),
    'keep-versions': integer({
      description: 'How many heights back the state is kept, for queries, proofs and rewind (default: 10000)',
      min: 1,
      max: 10_000_000,
    }),
    'min-gas-price': string({
      description: 'uallo that a unit of gas costs at least (default: 0)',
      helpValue: '<decimal>',
    }),
    genesis: string({
      description: 'Begin a new chain with this genesis document, as `devnet export` writes it',
      helpValue: '<file>',
    }),
    engine: string({
      description: 'Who orders the blocks (default: embedded)',
      options: ['embedded', 'cometbft', 'docker'],
    }),
    'image-from': string({
      description:
        'Docker only: image from the programs of this machine (host, default on Linux), or built from a registry (registry)',
      options: ['host', 'registry'],
    }),
    'if-not-running': boolean({ description: 'Do nothing, and succeed, where a devnet of that name runs already' }),
  };

  async run(): Promise<DevnetStatus> {
    const { flags } = await this.parse(DevnetUp);
    const { resolveSettings } = await import('../../cli/config/resolve.ts');
    const resolved = await resolveSettings(flags);
    const { name } = resolved.settings;
    checkDevnetName(name);
    const running = await readDevnet(name);
    if (running && flags['if-not-running']) return this.show(await devnetStatus(running), 'runs already');
    const genesis = flags.genesis === undefined ? null : resolvePath(flags.genesis);
    // That one runs is told before what contradicts its chain.
    const source = running ? { plan: null } : await this.source(resolved.settings, genesis);
    const imageFrom = flags['image-from'] as ImageFrom | undefined;
    const options = { ...devnetOptions(resolved, source), genesis, ...(imageFrom && { imageFrom }) };
    const interrupted = new AbortController();
    const settled = Promise.withResolvers<void>();
    const forget = this.onInterrupt(() => {
      interrupted.abort();
      return settled.promise;
    });
    try {
      const { state, notes } = await this.start(options, interrupted.signal);
      for (const note of notes) this.note(note);
      return this.show(await devnetStatus(state), source.plan ? 'goes on' : 'runs');
    } finally {
      forget();
      settled.resolve();
    }
  }

  private async start(options: DevnetOptions, signal: AbortSignal): Promise<Started> {
    const { startDisplay } = await import('../../cli/start-progress.ts');
    const display = await startDisplay(options, { plain: this.plain, note: (text) => this.note(text) });
    try {
      const started = await startDevnet(options, this.config.root, { signal, onStep: (step) => display.step(step) });
      await display.end();
      return started;
    } catch (error) {
      await display.end(error);
      throw error;
    }
  }

  /** What the start goes on with, or begins with. */
  private async source({ name, devnet }: Settings, genesis: string | null): Promise<ChainSource> {
    const plan = readPlan(devnetHome(name));
    if (genesis === null || plan) return { plan };
    const { importedChain } = await import('../../devnet/import-genesis.ts');
    return { plan, imported: await importedChain(genesis, devnet.seed) };
  }

  private show(status: DevnetStatus, words: string): DevnetStatus {
    this.log(`Devnet "${status.name}" ${words}.`);
    this.log();
    this.log(
      keyValues([
        ['chain', `${status.chainId}, height ${status.height}`],
        ['rpc', status.endpoints.rpc ?? '-'],
        ['websocket', status.endpoints.ws ?? '-'],
        ['grpc', status.endpoints.grpc ?? '-'],
        ['rest', status.endpoints.rest ?? '-'],
        ['consumer API', status.endpoints.consumer ?? '-'],
        ['faucet', status.endpoints.faucet ?? '-'],
        ['validators', status.validators.length],
        ['blocks', status.blockTime],
        ['home', status.home],
      ]),
    );
    this.log();
    const named = status.name === 'default' ? '' : ` --name ${status.name}`;
    this.log(
      `Its accounts are test keys, worth nothing elsewhere: \`allo devnet accounts${named}\`. ` +
        `Stop it with \`allo devnet down${named}\`; its chain is kept.`,
    );
    return status;
  }
}
