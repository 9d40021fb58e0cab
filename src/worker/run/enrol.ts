import type { Message } from '@bufbuild/protobuf';
import { addStake } from '../../client/actions/add-stake.ts';
import { register } from '../../client/actions/register.ts';
import type { ActorRole } from '../../client/actor-status.ts';
import type { AlloraClient } from '../../client/client.ts';
import { ClientError } from '../../client/errors.ts';
import { QueryService } from '../../wire/gen/emissions/v10/query_pb.ts';
import type { ActorNews } from './news.ts';
import type { Submitted } from './submitter.ts';

export interface Enrolment {
  readonly client: AlloraClient;
  readonly topicId: bigint;
  readonly role: ActorRole;
  readonly actor: string;
  /** Registers it where it is not. */
  readonly register: boolean;
  /** Own stake that it shall have, uallo: what is missing is added. */
  readonly stake: bigint;
  submit(message: Message): Promise<Submitted>;
  tell(news: ActorNews): void;
}

/** What an actor still lacks; nothing where it can take part. */
export type Lacking = 'permission' | 'registration' | 'stake' | null;

const { method } = QueryService;

/** Makes an actor one of its topic, as far as it was asked to. @throws ClientError */
export async function enrol(enrolment: Enrolment): Promise<Lacking> {
  const { client, topicId, role, actor: address, tell } = enrolment;
  const of = { topicId, address };
  const reputer = role === 'reputer';
  const permitted = reputer
    ? (await client.query(method.canSubmitReputerPayload, of)).canSubmitReputerPayload
    : (await client.query(method.canSubmitWorkerPayload, of)).canSubmitWorkerPayload;
  if (!permitted) return 'permission';
  const isRegistered = async () => {
    const registered = reputer ? method.isReputerRegisteredInTopicId : method.isWorkerRegisteredInTopicId;
    return (await client.query(registered, of)).isRegistered;
  };
  if (!(await isRegistered())) {
    if (!enrolment.register) return 'registration';
    try {
      const { hash, height } = await enrolment.submit(register(address, topicId, reputer ? 'reputer' : 'worker'));
      tell({ event: 'registered', txHash: hash, height: Number(height) });
    } catch (error) {
      // Whoever else runs this actor may have registered it meanwhile.
      if (!(error instanceof ClientError && error.kind === 'rejected' && (await isRegistered()))) throw error;
    }
  }
  return reputer ? stakeUp(enrolment) : null;
}

async function stakeUp({ client, topicId, actor, stake, submit, tell }: Enrolment): Promise<Lacking> {
  const [own, { params }] = await Promise.all([
    client.query(method.getStakeFromReputerInTopicInSelf, { topicId, reputerAddress: actor }),
    client.query(method.getParams, {}),
  ]);
  const missing = stake - BigInt(own.amount || '0');
  if (missing > 0n) {
    const { hash, height } = await submit(addStake(actor, topicId, missing));
    tell({ event: 'staked', amount: missing.toString(), txHash: hash, height: Number(height) });
  }
  const { authority } = await client.query(method.getStakeReputerAuthority, { topicId, reputer: actor });
  return BigInt(authority || '0') < BigInt(params?.requiredMinimumStake || '0') ? 'stake' : null;
}
