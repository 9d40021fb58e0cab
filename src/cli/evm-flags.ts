import { integer, string } from '@oclif/core/flags';
import { type ConsumerSettings, EVM_ADDRESS } from '../consumer/settings.ts';
import { AlloError } from './errors.ts';

/** The contract that inferences are signed for. */
export const evmFlags = {
  'evm-chain-id': integer({
    description: 'Chain id of the EVM chain that inferences are signed for (default: 11155111, Sepolia)',
    min: 1,
  }),
  'evm-contract': string({
    description: 'Address of the consumer contract that they are signed for (default: the one on Sepolia)',
    helpValue: '0x…',
  }),
};

/** The settings, wherever they come from. @throws AlloError badValue */
export function checkedConsumer(settings: ConsumerSettings): ConsumerSettings {
  if (EVM_ADDRESS.test(settings.evmContract)) return settings;
  throw new AlloError(
    'badValue',
    `--evm-contract must be an EVM address, 0x and 40 hexadecimal digits: "${settings.evmContract}".`,
  );
}
