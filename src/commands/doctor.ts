import { boolean, string } from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { AlloError } from '../cli/errors.ts';
import { table } from '../cli/output.ts';
import { defaultImageFrom } from '../devnet/image-from.ts';
import type { Check, NeededFor } from '../node/doctor/doctor.ts';

/** What a devnet takes where it is free: RPC, peers, gRPC, REST, consumer API and faucet. */
const PORTS = [26657, 26656, 9090, 1317, 8000];

const NEEDS: Readonly<Record<string, readonly NeededFor[]>> = {
  embedded: ['everything'],
  cometbft: ['everything', 'cometbft'],
  // The image of the validators is made of this machine's CometBFT, unless it comes from a registry.
  docker: ['everything', 'docker', ...(defaultImageFrom() === 'host' ? (['cometbft'] as const) : [])],
  all: ['everything', 'cometbft', 'docker'],
};

export interface DoctorResult {
  engine: string;
  checks: Check[];
}

export default class Doctor extends BaseCommand {
  static override summary = 'Check what this machine has of what allo stands on.';
  static override description =
    'Looks at Node, CometBFT, Docker, the ports of a devnet, and the disk, and says what was found and where. Ends with exit code 8 where something is missing that the asked engine (or, without --engine, any engine) needs. With --fix it gets CometBFT: built by Go where there is one, else from the official release archive, whose checksum must be right.';
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor --fix',
    '<%= config.bin %> doctor --engine embedded --json',
  ];
  static override flags = {
    fix: boolean({ description: 'Get what is missing and can be got: CometBFT' }),
    engine: string({
      description: 'Only what this engine needs counts as missing (default: all)',
      options: ['embedded', 'cometbft', 'docker', 'all'],
      default: 'all',
    }),
  };

  async run(): Promise<DoctorResult> {
    const { flags } = await this.parse(Doctor);
    const [{ examine }, { dataDirectory }] = await Promise.all([
      import('../node/doctor/doctor.ts'),
      import('../devnet/paths.ts'),
    ]);
    const look = () => examine({ data: dataDirectory(), ports: PORTS });
    let checks = await look();
    if (flags.fix && checks.some(({ neededFor, ok }) => neededFor === 'cometbft' && !ok)) {
      await this.install();
      checks = await look();
    }
    const needs = NEEDS[flags.engine] ?? [];
    const missing = checks.filter(({ ok, neededFor }) => !ok && needs.includes(neededFor));
    this.log(
      table(checks, [
        { head: 'CHECK', value: (row) => row.check },
        { head: '', value: (row) => (row.ok ? 'ok' : missing.includes(row) ? 'MISSING' : 'no') },
        { head: 'FOUND', value: (row) => row.detail },
      ]),
    );
    if (missing.length > 0) throw unmet(missing, flags.engine);
    return { engine: flags.engine, checks };
  }

  private async install(): Promise<void> {
    const { installCometBft } = await import('../node/comet/install.ts');
    const interrupted = new AbortController();
    const settled = Promise.withResolvers<void>();
    const forget = this.onInterrupt(() => {
      interrupted.abort();
      return settled.promise;
    });
    try {
      await installCometBft({ onStep: (step) => this.note(`${step} …`), signal: interrupted.signal });
    } finally {
      forget();
      settled.resolve();
    }
  }
}

const REMEDIES: Readonly<Record<string, string>> = {
  CometBFT: '`allo doctor --fix` gets CometBFT.',
  Docker: 'Start Docker, or name its address in DOCKER_HOST.',
  Node: 'Install Node 24 (or 22.18 and later).',
  disk: 'Make room, or choose another place with ALLO_HOME.',
};

function unmet(missing: readonly Check[], engine: string): AlloError {
  const remedies = missing.map(({ check }) => REMEDIES[check] ?? '');
  const registry = engine === 'docker' && missing.some(({ neededFor }) => neededFor === 'cometbft');
  if (registry) remedies.push('`devnet up --image-from registry` does without it.');
  return new AlloError('missingPrerequisite', missing.map(({ check, detail }) => `${check}: ${detail}.`).join(' '), {
    hint: remedies.join(' '),
  });
}
