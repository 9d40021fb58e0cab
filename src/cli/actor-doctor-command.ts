import { string } from '@oclif/core/flags';
import type { ActorRole } from '../client/actor-status.ts';
import type { Finding } from '../workbench/doctor/findings.ts';
import { fromFlag, topicArg } from './args.ts';
import { ChainCommand, type Connection, parseHeight } from './chain-command.ts';
import { findingsError, findingsText } from './findings.ts';
import { addressFlag, networkFlags } from './flags.ts';

export interface ActorDiagnosis {
  readonly topicId: string;
  readonly role: ActorRole;
  readonly address: string;
  readonly height: number;
  readonly findings: readonly Finding[];
}

/** `worker doctor`, `forecaster doctor`, `reputer doctor`. */
export abstract class ActorDoctorCommand extends ChainCommand {
  protected abstract readonly role: ActorRole;

  static override description =
    'Looks at registration, whitelists, stake, funds, the topic, the submission windows, the scores of the active set and who else takes part. Every finding names the command to run next; the exit code is that of the first cause (allo help exit-codes), and 0 where nothing is wrong.';
  static override args = { topic: topicArg };
  static override flags = {
    ...networkFlags,
    ...fromFlag,
    ...addressFlag,
    nonce: string({
      description: 'Also look at this nonce: whether it still takes submissions',
      parse: async (text) => parseHeight(text).toString(),
    }),
  };

  async run(): Promise<ActorDiagnosis> {
    const { args, flags } = await this.parse({
      args: ActorDoctorCommand.args,
      flags: ActorDoctorCommand.flags,
      enableJsonFlag: true,
    });
    const [{ actorFacts }, { actorFindings }, { shortAmount }] = await Promise.all([
      import('../workbench/doctor/actor-facts.ts'),
      import('../workbench/doctor/actor-findings.ts'),
      import('./decimal-text.ts'),
    ]);
    const connection = await this.connect(flags);
    const address = await this.address(connection, flags.address ?? flags.from);
    const nonce = flags.nonce ? BigInt(flags.nonce) : undefined;
    const facts = await actorFacts(connection.client, args.topic, this.role, address, nonce);
    const findings = actorFindings(facts, { amount: shortAmount, ...(await this.#ways(connection, address)) });
    const diagnosis: ActorDiagnosis = {
      topicId: args.topic.toString(),
      role: this.role,
      address,
      height: Number(facts.height),
      findings,
    };
    const { full } = await this.names(connection);
    this.log(`${full(address)} as ${this.role} of topic ${args.topic}, height ${facts.height}\n`);
    this.log(findingsText(findings));
    const error = findingsError(findings, diagnosis);
    if (error) throw error;
    return diagnosis;
  }

  /** How commands of this network name the account. */
  async #ways(connection: Connection, address: string) {
    const { short } = await this.names(connection);
    const { devnet } = connection.network;
    const name = short(address);
    const named = devnet !== undefined && !name.includes('…');
    const who = named ? name : address;
    return {
      who,
      from: named ? ` --from ${name}` : '',
      faucet: devnet ? `allo devnet faucet ${address}` : null,
    };
  }
}
