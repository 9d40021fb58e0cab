import { boolean } from '@oclif/core/flags';
import { nonceFlag, topicArg } from '../../cli/args.ts';
import { ChainCommand } from '../../cli/chain-command.ts';
import { AlloError } from '../../cli/errors.ts';
import { evmFlags } from '../../cli/evm-flags.ts';
import { networkFlags } from '../../cli/flags.ts';
import type { EvmPayload } from '../../consumer/evm-payload.ts';
import type { ConsumedInference } from '../../workbench/consume.ts';

export default class InferenceGet extends ChainCommand {
  static override summary = "Get a topic's network inference, with its confidence interval.";
  static override description =
    'With --evm it prints the inference as the consumer API gives it: with 18 decimals, and signed for the consumer contract. The signer is a test key that everybody knows, the first account of local EVM chains: no contract that is worth anything may trust it.';
  static override examples = [
    '<%= config.bin %> inference get 1',
    '<%= config.bin %> inference get 1 --nonce 240 --json',
    '<%= config.bin %> inference get 1 --evm --evm-chain-id 31337 --evm-contract 0x5FbDB2315678afecb367f032d93F642f64180aa3',
  ];
  static override args = { topic: topicArg };
  static override flags = {
    ...networkFlags,
    ...nonceFlag,
    evm: boolean({ description: 'Print the payload that an EVM contract verifies' }),
    ...evmFlags,
  };

  async run(): Promise<ConsumedInference | EvmPayload> {
    const { args, flags } = await this.parse(InferenceGet);
    const nonce = flags.nonce ? BigInt(flags.nonce) : undefined;
    if (flags.evm) return this.evm(args.topic, nonce, flags);
    for (const flag of Object.keys(evmFlags)) {
      if (flag in flags) throw new AlloError('usage', `--${flag} is for --evm.`);
    }
    const [{ consume }, { inferenceText }] = await Promise.all([
      import('../../workbench/consume.ts'),
      import('../../cli/inference-text.ts'),
    ]);
    const { client } = await this.connect(flags);
    const got = await consume(client, args.topic, nonce);
    this.log(inferenceText(got));
    return got;
  }

  private async evm(topicId: bigint, nonce: bigint | undefined, flags: Record<string, unknown>): Promise<EvmPayload> {
    const [{ evmPayload }, { NotEncodable }, { checkedConsumer }, { consumer }, { client }] = await Promise.all([
      import('../../consumer/evm-payload.ts'),
      import('../../consumer/evm/uint256.ts'),
      import('../../cli/evm-flags.ts'),
      this.settings(flags),
      this.connect(flags),
    ]);
    try {
      const payload = await evmPayload(client, topicId, nonce, checkedConsumer(consumer));
      this.note('Signed by a test key that everybody knows: for tests only.');
      this.log(JSON.stringify(payload, null, 2));
      return payload;
    } catch (error) {
      if (!(error instanceof NotEncodable)) throw error;
      throw new AlloError('notEncodable', `This inference has no EVM payload: ${error.message}.`, { cause: error });
    }
  }
}
