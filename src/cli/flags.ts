import { boolean, custom, integer, string } from '@oclif/core/flags';
import { parseAmount } from './amounts.ts';
import { parseDuration } from './durations.ts';

/** `--name`: the devnet that a command is about. */
export const nameFlag = {
  name: string({ description: 'Name of the devnet (default: default)', helpGroup: 'GLOBAL' }),
};

/** `--name` and `--network`: what a command talks to. */
export const networkFlags = {
  ...nameFlag,
  network: string({
    description: 'Network profile: devnet (default), testnet, mainnet, or one of your configuration',
    helpGroup: 'GLOBAL',
  }),
};

/** `--yes`: nothing is asked. */
export const yesFlag = {
  yes: boolean({ description: 'Do it without asking' }),
};

/** Where the passphrase of a key comes from, where it is not asked for. */
export const passphraseFlags = {
  'passphrase-file': string({
    description: 'File whose first line is the passphrase of the key; - is standard input',
    exclusive: ['passphrase-fd'],
    helpGroup: 'GLOBAL',
  }),
  'passphrase-fd': integer({
    description: 'The same as an open file descriptor',
    min: 0,
    helpGroup: 'GLOBAL',
  }),
};

/** An amount with its unit, as uallo. */
export const amountFlag = custom<bigint>({ parse: async (text) => parseAmount(text) });

/** A duration with its unit, as nanoseconds. */
export const durationFlag = custom<bigint>({ parse: async (text) => parseDuration(text) });

/** A decimal of a payload, as the text that is signed. */
export const decimalFlag = custom<string>({
  parse: async (text) => (await import('./decimals.ts')).parseDecimal(text),
});

/** `--address`: whom a command is about, where it is not an account of the devnet. */
export const addressFlag = {
  address: string({ description: 'allo1… address, where it is not a devnet account' }),
};
