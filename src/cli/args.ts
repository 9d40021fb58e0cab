import { custom, string as stringArg } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { parseHeight, parseTopic } from './chain-command.ts';
import { networkFlags, passphraseFlags } from './flags.ts';

/** `<topic>`: a topic's number. */
export const topicArg = custom<bigint>({
  description: 'Number of the topic',
  parse: async (text) => parseTopic(text),
})({ required: true });

/** `<reputer>`: who is staked on. */
export const reputerArg = stringArg({
  description: 'Reputer: allo1… address, or the name of a devnet account',
  required: true,
});

/** `--nonce`: the height that opened an epoch. */
export const nonceFlag = {
  nonce: string({
    description: 'Height that opened the epoch (default: the latest that fits)',
    parse: async (text) => parseHeight(text).toString(),
  }),
};

/** `--from`: the account that a command is about, or that signs. */
export const fromFlag = {
  from: string({
    description: 'Key of the keyring or devnet account (default: alice)',
    helpGroup: 'GLOBAL',
  }),
};

/** What every command takes that sends a transaction. */
export const sendFlags = {
  ...networkFlags,
  ...fromFlag,
  ...passphraseFlags,
  yes: boolean({ description: 'Send without asking, where the network is not a devnet', helpGroup: 'GLOBAL' }),
};
