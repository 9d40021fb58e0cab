import { create } from '@bufbuild/protobuf';
import { state } from '../../../src/chain/modules/emissions/state.ts';
import { type GenesisState, GenesisStateSchema } from '../../../src/wire/gen/emissions/v10/genesis_pb.ts';
import { fromJson, type JsonValue } from '../../../src/wire/index.ts';
import { alice, bob, carol, Network, openGenesis } from './network.ts';

type Descriptor = (typeof GenesisStateSchema)['fields'][number] extends infer F
  ? F extends { message: infer M }
    ? NonNullable<M>
    : never
  : never;

const ACTORS = /actor|reputer|delegator|inferer|forecaster|worker|address|lib_p2p|owner|pubkey/;

/** Makes entries that differ in every number, so that no two places of the genesis can be mistaken for one another. */
class Samples {
  #number = 1000;

  /** An entry of topic `n` at height `n`, filled down to its leaves. Addresses: alice (1), bob (2); second actors bob, carol. */
  entry(schema: Descriptor, n: number): unknown {
    const message: Record<string, unknown> = {};
    for (const field of schema.fields) {
      const one = (): unknown => {
        if (field.message) return this.entry(field.message as Descriptor, n);
        return this.#leaf(field.name, field.proto.type === 9, n);
      };
      message[field.localName] = field.fieldKind === 'list' ? [one()] : one();
    }
    return create(schema, message as never);
  }

  #leaf(name: string, isText: boolean, n: number): unknown {
    if (isText) {
      if (name === 'actor_id2' || name === 'reputer') return n === 1 ? bob : carol;
      if (ACTORS.test(name) && !/value|weight/.test(name)) return n === 1 ? alice : bob;
      return `${++this.#number}`;
    }
    if (name === 'id' || name === 'label_id') return n;
    if (/bytes|extra_data|signature/.test(name)) return Uint8Array.of(n);
    return name === 'uint64' ? BigInt(++this.#number) : BigInt(n);
  }
}

/**
 * A genesis in which every field holds something: each list an entry of topic 1 and one of topic 2, but for what a genesis does not
 * bring in (what was not migrated) or brings in elsewhere (the core team).
 */
export function fullGenesis(): GenesisState {
  const genesis = fromJson(GenesisStateSchema, openGenesis() as JsonValue);
  const seed = new Network();
  for (let i = 0; i < 2; i++) seed.createTopic();
  const topics = [...state.topics.entries(seed.ctx)].map(([topicId, topic]) => ({ topicId, topic }));
  const samples = new Samples();
  const filled: Record<string, unknown> = {};
  for (const field of GenesisStateSchema.fields) {
    const name = field.localName;
    if (field.fieldKind !== 'list') continue;
    if (field.listKind === 'scalar') filled[name] = field.scalar === 9 ? [alice, bob] : [1n, 2n];
    else if (field.listKind === 'message') {
      filled[name] = [samples.entry(field.message as Descriptor, 1), samples.entry(field.message as Descriptor, 2)];
    }
  }
  const elsewhere = { networkInferences: [], outlierResistantNetworkInferences: [], coreTeamAddresses: [] };
  const numbers = {
    nextTopicId: 3n,
    totalStake: '11',
    previousPercentageRewardToStakedReputers: '0.25',
    totalSumPreviousTopicWeights: '12.5',
    rewardCurrentBlockEmission: '13',
    monthlyReputerRewards: '14',
    monthlyTopicRewards: '15',
  };
  // The second index of the queue names the reputers of the first; carol's address comes before bob's.
  const stakeRemovalsByActor = [
    { actorId: carol, topicId: 2n, blockHeight: 2n },
    { actorId: bob, topicId: 1n, blockHeight: 1n },
  ];
  return create(GenesisStateSchema, {
    ...genesis,
    ...filled,
    ...elsewhere,
    ...numbers,
    stakeRemovalsByActor,
    topics,
  } as never);
}
