import { DevnetCommand } from '../../cli/devnet-command.ts';
import { AlloError, type ErrorName } from '../../cli/errors.ts';
import { table } from '../../cli/output.ts';
import { ProgressLine } from '../../cli/progress-line.ts';
import type { Diagnosis } from '../../devnet/doctor/doctor.ts';
import type { Check } from '../../devnet/doctor/findings.ts';

export interface DoctorResult {
  name: string;
  home: string;
  running: boolean;
  chainId: string;
  /** Height of the latest block, and the highest of which everything is there; null before the first block. */
  height: number | null;
  wholeHeight: number | null;
  /** Upper-case hexadecimal; null where it was not read. */
  appHash: string | null;
  /** Lowest height whose block, and whose state, is kept; null where it was not read. */
  lowestBlock: number | null;
  lowestState: number | null;
  snapshots: string[];
  checks: Check[];
}

const FAULTS: Readonly<Record<NonNullable<Diagnosis['fault']>, ErrorName>> = {
  halted: 'halted',
  'newer-format': 'newerStore',
  'read-only': 'readOnlyStore',
  full: 'fullDisk',
  damaged: 'damagedStore',
  io: 'storeFailed',
};

export default class DevnetDoctor extends DevnetCommand {
  static override summary = 'Check what a devnet keeps, and say what can be saved; changes nothing.';
  static override description =
    'Reads the whole store of a stopped devnet: format, the state of the latest block and its app hash, every block, the search index; and looks at free space and permissions. Where something is wrong it says which height is whole and what to do, and ends with the exit code of the cause: 7 damaged, 8 written by a newer version, 3 no room or no right to write.';
  static override examples = [
    '<%= config.bin %> devnet doctor',
    '<%= config.bin %> devnet doctor --name second --json',
  ];

  async run(): Promise<DoctorResult> {
    const { flags } = await this.parse(DevnetDoctor);
    const name = await this.devnetName(flags);
    const [{ storedChain }, { diagnose }, { devnetHome }, { devnetError }] = await Promise.all([
      import('../../devnet/errand.ts'),
      import('../../devnet/doctor/doctor.ts'),
      import('../../devnet/paths.ts'),
      import('../../devnet/faults.ts'),
    ]);
    const { chainId } = storedChain(name);
    const interrupted = new AbortController();
    const forget = this.onInterrupt(() => interrupted.abort());
    const progress = new ProgressLine(this.plain);
    let diagnosis: Diagnosis;
    try {
      diagnosis = await diagnose(name, { signal: interrupted.signal, onProgress: (what) => progress.show(what) });
    } catch (error) {
      throw devnetError(error);
    } finally {
      progress.clear();
      forget();
    }
    const { running, findings, snapshots } = diagnosis;
    const { checks, height, wholeHeight, appHash, lowestBlock, lowestState } = findings;
    this.log(
      table(checks, [
        { head: 'CHECK', value: (row) => row.check },
        { head: '', value: (row) => (row.ok ? 'ok' : 'WRONG') },
        { head: 'FOUND', value: (row) => row.detail },
      ]),
    );
    if (diagnosis.fault) throw faultError(name, diagnosis, diagnosis.fault);
    if (!running && lowestState !== null) {
      this.log(`States are kept from height ${lowestState}, blocks from height ${lowestBlock}.`);
    }
    const home = devnetHome(name);
    return { name, home, running, chainId, height, wholeHeight, appHash, lowestBlock, lowestState, snapshots, checks };
  }
}

function faultError(name: string, diagnosis: Diagnosis, fault: NonNullable<Diagnosis['fault']>): AlloError {
  const { findings } = diagnosis;
  const wrong = findings.checks.filter(({ ok }) => !ok).map(({ check, detail }) => `${check}: ${detail}`);
  const hint = fault === 'damaged' ? { hint: remedies(name, diagnosis).join(' ') } : {};
  return new AlloError(FAULTS[fault], `${wrong.join('; ')}.`, hint);
}

/** What can be done about a damaged store. */
function remedies(name: string, { findings, snapshots }: Diagnosis): string[] {
  const { height, wholeHeight, opens } = findings;
  const named = name === 'default' ? '' : ` --name ${name}`;
  const [snapshot] = snapshots;
  const say: string[] = [];
  if (opens) {
    say.push(`The devnet goes on from height ${height} all the same; only those blocks cannot be read.`);
    say.push(
      `\`allo devnet export${named}\` and \`allo devnet up --name <other> --genesis <file>\` begin a whole chain.`,
    );
  } else if (wholeHeight !== null) {
    say.push(`Height ${wholeHeight} is whole: \`allo devnet rewind --height ${wholeHeight}${named}\` goes back to it.`);
  }
  if (snapshot !== undefined) say.push(`\`allo devnet snapshot restore ${snapshot}${named}\` restores a snapshot.`);
  if (wholeHeight === null) say.push(`\`allo devnet reset${named}\` begins the chain again.`);
  say.push('The damaged files are kept beside what replaces them.');
  return say;
}
