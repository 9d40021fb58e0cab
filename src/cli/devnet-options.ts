import { defaultImageFrom } from '../devnet/image-from.ts';
import type { ImportedChain } from '../devnet/import-genesis.ts';
import type { ChainPlan, DevnetOptions, EngineKind, SyncMode } from '../devnet/types.ts';
import type { Resolved } from './config/resolve.ts';
import { parseDuration } from './durations.ts';
import { AlloError } from './errors.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const CHAIN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const MAX_VALIDATORS = 100;

/** What a start goes on with, or begins with. */
export interface ChainSource {
  /** The chain that the home holds; null where it holds none. */
  plan: ChainPlan | null;
  /** The chain of the genesis document that was given. */
  imported?: ImportedChain;
}

/**
 * What `devnet up` shall start: what the chain is comes from where it is stored, or given; how it is run from the
 * settings in force, or, where none is set, from the last start.
 * @throws AlloError badValue, badDuration, notOnThisEngine, otherChain: naming the setting.
 */
export function devnetOptions(resolved: Resolved, { plan, imported }: ChainSource): Omit<DevnetOptions, 'genesis'> {
  const { name, devnet } = resolved.settings;
  checkDevnetName(name);
  const { host } = devnet;
  const engine = devnet.engine as EngineKind;
  const sync = devnet.sync as SyncMode;
  check(
    Number.isInteger(devnet.validators) && devnet.validators >= 1 && devnet.validators <= MAX_VALIDATORS,
    `--validators must be 1 to ${MAX_VALIDATORS}.`,
  );
  check(CHAIN_ID.test(devnet.chainId), '--chain-id must be 1 to 50 letters, digits, ".", "_" or "-".');
  check(
    Number.isInteger(devnet.rpcPort) && devnet.rpcPort >= 0 && devnet.rpcPort <= 65_535,
    '--rpc-port must be 0 to 65535.',
  );
  check(devnet.seed === null || devnet.seed !== '', '--seed must not be empty.');
  check(sync === 'second' || sync === 'full', '--sync must be second or full.');
  check(Number.isInteger(devnet.keepVersions) && devnet.keepVersions >= 1, '--keep-versions must be 1 or more.');
  const genesisTime = devnet.genesisTime === null ? null : utc(devnet.genesisTime);
  const asked = { engine, chainId: devnet.chainId, validators: devnet.validators, genesisTime, seed: devnet.seed };
  const stored = imported ? { ...imported, engine, seed: devnet.seed } : plan;
  if (stored) requireSame(resolved, asked, stored, imported !== undefined);
  const chain = stored ?? asked;
  const blockTime = isSet(resolved, 'blockTime') ? devnet.blockTime : (plan?.blockTime ?? devnet.blockTime);
  if (chain.engine !== 'embedded' && blockTime === 'manual') {
    throw new AlloError(
      'notOnThisEngine',
      `--block-time manual is for the embedded engine: the validators of ${chain.engine} agree on blocks by themselves.`,
    );
  }
  return {
    name,
    engine: chain.engine,
    chainId: chain.chainId,
    validators: chain.validators,
    blockTime,
    blockIntervalMs: blockInterval(blockTime),
    genesisTime: chain.genesisTime,
    seed: chain.seed,
    host,
    rpcPort: isSet(resolved, 'rpcPort') ? devnet.rpcPort : (plan?.rpcPort ?? devnet.rpcPort),
    imageFrom: defaultImageFrom(),
    sync: isSet(resolved, 'sync') ? sync : (plan?.sync ?? sync),
    keepVersions: devnet.keepVersions,
  };
}

const isSet = ({ origins }: Resolved, key: string): boolean => origins[`devnet.${key}`] !== 'default';

type ChainFacts = Pick<DevnetOptions, 'engine' | 'chainId' | 'validators' | 'genesisTime' | 'seed'>;

const FACTS = [
  ['engine', '--engine', 'engine'],
  ['chainId', '--chain-id', 'chain id'],
  ['validators', '--validators', 'number of validators'],
  ['genesisTime', '--genesis-time', 'genesis time'],
  ['seed', '--seed', 'seed'],
] as const;

/** A chain is what it was made as: a setting that says otherwise is refused, wherever it comes from. */
function requireSame(resolved: Resolved, asked: ChainFacts, stored: ChainFacts, imported: boolean): void {
  const { name } = resolved.settings;
  for (const [key, flag, what] of FACTS) {
    if (!isSet(resolved, key) || asked[key] === stored[key]) continue;
    const origin = resolved.origins[`devnet.${key}`] ?? '';
    // A seed opens every account: it is not printed.
    const is = key === 'seed' ? '' : `: ${stored[key]}, not ${asked[key]}`;
    const from = origin.startsWith('flag ') ? flag : `${flag} (from ${origin})`;
    const named = name === 'default' ? '' : ` --name ${name}`;
    throw new AlloError(
      'otherChain',
      imported
        ? `${from} contradicts the genesis document, which has another ${what}${is}.`
        : `${from} contradicts the chain of devnet "${name}", which has another ${what}${is}.`,
      {
        hint: imported
          ? `Leave ${flag} out: the document says it.`
          : `Leave ${flag} out to go on with that chain, start another devnet with --name, or remove the chain with \`allo devnet down${named} --purge\`. (\`allo devnet reset\` begins the same chain again.)`,
      },
    );
  }
}

/** @throws AlloError badValue: the name is a directory's name too. */
export function checkDevnetName(name: string): void {
  check(NAME.test(name), `--name must be letters, digits, ".", "_" or "-": "${name}".`);
}

export function blockInterval(blockTime: string): number | null {
  if (blockTime === 'instant' || blockTime === 'manual') return null;
  try {
    const milliseconds = Number(parseDuration(blockTime) / 1_000_000n);
    if (milliseconds >= 1) return milliseconds;
  } catch {
    // Said below, with the words that are allowed too.
  }
  throw new AlloError(
    'badDuration',
    `--block-time: "${blockTime}" is neither instant, manual, nor a duration of at least 1ms.`,
    {
      hint: 'For example --block-time instant, --block-time manual or --block-time 2s.',
    },
  );
}

/** The same instant in UTC, its fraction of a second kept to the nanosecond. */
function utc(text: string): string {
  const fraction = TIME.exec(text)?.[1] ?? '';
  const milliseconds = TIME.test(text) ? Date.parse(text.replace(fraction, '')) : Number.NaN;
  check(Number.isFinite(milliseconds), `--genesis-time: "${text}" is not a time such as 2026-01-01T00:00:00Z.`);
  return `${new Date(milliseconds).toISOString().slice(0, 19)}${fraction}Z`;
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new AlloError('badValue', message);
}
