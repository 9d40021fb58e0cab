import { custom, string as stringArg } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { parseHeight, parseTopic } from './chain-command.ts';
import { networkFlags, passphraseFlags } from './flags.ts';

/** `<topic>`: a topic's number. */
export const topicArg = custom<bigint>({
  description: 'Number of the topic (default: that of your configuration)',
  parse: async (text) => parseTopic(text),
  default: configuredTopic as () => Promise<bigint>,
  noCacheDefault: true,
})({ required: true });

/** The topic that the environment or an `allo.config` names, if any does. */
async function configuredTopic(): Promise<bigint | undefined> {
  const { resolveSettings } = await import('./config/resolve.ts');
  const { topic } = (await resolveSettings()).settings;
  return topic === null ? undefined : BigInt(topic);
}

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
