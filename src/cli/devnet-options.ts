import type { DevnetOptions } from '../devnet/types.ts';
import type { Settings } from './config/settings.ts';
import { parseDuration } from './durations.ts';
import { AlloError } from './errors.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
const CHAIN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const MAX_VALIDATORS = 100;

/**
 * What `devnet up` shall start, from the settings in force.
 * @throws AlloError badValue, badDuration, notOnThisEngine: naming the flag.
 */
export function devnetOptions({ name, devnet }: Settings): DevnetOptions {
  checkDevnetName(name);
  const { engine, validators, chainId, blockTime, genesisTime, seed, host, rpcPort } = devnet;
  if (engine !== 'embedded') {
    throw new AlloError(
      'notOnThisEngine',
      `--engine ${engine} is not there yet; this version has the embedded engine.`,
    );
  }
  check(
    Number.isInteger(validators) && validators >= 1 && validators <= MAX_VALIDATORS,
    `--validators must be 1 to ${MAX_VALIDATORS}.`,
  );
  check(CHAIN_ID.test(chainId), '--chain-id must be 1 to 50 letters, digits, ".", "_" or "-".');
  check(Number.isInteger(rpcPort) && rpcPort >= 0 && rpcPort <= 65_535, '--rpc-port must be 0 to 65535.');
  check(seed === null || seed !== '', '--seed must not be empty.');
  return {
    name,
    engine,
    chainId,
    validators,
    blockTime,
    blockIntervalMs: blockInterval(blockTime),
    genesisTime: genesisTime === null ? null : utc(genesisTime),
    seed,
    host,
    rpcPort,
  };
}

/** @throws AlloError badValue: the name is a directory's name too. */
export function checkDevnetName(name: string): void {
  check(NAME.test(name), `--name must be letters, digits, ".", "_" or "-": "${name}".`);
}

function blockInterval(blockTime: string): number | null {
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
