import { AlloError } from './errors.ts';
import { editDistance } from './unknown.ts';

/** Events of the modules that every network of the Cosmos SDK has, with fees and IBC: they are texts, and no schema names them. */
const OTHERS = [
  ...['tx', 'message', 'transfer', 'coin_spent', 'coin_received', 'coinbase', 'burn', 'mint', 'fee_pay'],
  ...['create_validator', 'edit_validator', 'delegate', 'unbond', 'redelegate', 'cancel_unbonding_delegation'],
  ...['complete_unbonding', 'complete_redelegation', 'slash', 'liveness', 'rewards', 'commission', 'proposer_reward'],
  ...['withdraw_rewards', 'withdraw_commission', 'set_withdraw_address', 'submit_evidence'],
  ...[
    'submit_proposal',
    'proposal_deposit',
    'proposal_vote',
    'active_proposal',
    'inactive_proposal',
    'cancel_proposal',
  ],
  ...['set_feegrant', 'use_feegrant', 'revoke_feegrant'],
  ...['create_client', 'update_client', 'upgrade_client', 'client_misbehaviour', 'ibc_transfer', 'denomination_trace'],
  ...['connection_open_init', 'connection_open_try', 'connection_open_ack', 'connection_open_confirm'],
  ...['channel_open_init', 'channel_open_try', 'channel_open_ack', 'channel_open_confirm', 'channel_close_init'],
  ...['channel_close_confirm', 'send_packet', 'recv_packet', 'write_acknowledgement', 'acknowledge_packet'],
  ...['timeout_packet', 'timeout', 'fungible_token_packet', 'store_code', 'instantiate', 'execute', 'wasm'],
];

/** How many near names a mistake is answered with. */
const NEAR = 3;

const short = (type: string): string => type.replace(/^(emissions\.v\d+\.)?Event(?=[A-Z])/, '');

/**
 * Types of events as people write them (`ScoresSet`, `EventScoresSet`, `emissions.v10.EventScoresSet`, `transfer`), in lower
 * case and without "Event".
 * @param any take a type that is not known too, such as that of a module which only one network has; absent where a command has
 *   no `--all` to say so
 * @throws AlloError badValue for one that is not known, with those that are written nearly so
 */
export async function eventTypes(types: readonly string[], flag: string, any?: boolean): Promise<ReadonlySet<string>> {
  const known = await knownTypes();
  const lower = new Set(known.map((type) => type.toLowerCase()));
  for (const type of types) {
    if (any || lower.has(short(type).toLowerCase())) continue;
    const list = `docs/conformance.md lists those of emissions${any === undefined ? '' : '; with --all any type is taken'}.`;
    const near = nearTo(type, known);
    throw new AlloError('badValue', `${flag} ${type}: no event is known by that name.`, {
      hint: near.length === 0 ? list : `Near to it: ${near.join(', ')}; ${list}`,
    });
  }
  return new Set(types.map((type) => short(type).toLowerCase()));
}

async function knownTypes(): Promise<string[]> {
  const files = await Promise.all([
    import('../wire/gen/emissions/v10/events_pb.ts').then((file) => file.file_emissions_v10_events),
    import('../wire/gen/emissions/v9/events_pb.ts').then((file) => file.file_emissions_v9_events),
    import('../wire/gen/mint/v3/events_pb.ts').then((file) => file.file_mint_v3_events),
    import('../wire/gen/scheduler/v1/events_pb.ts').then((file) => file.file_scheduler_v1_events),
  ]);
  const typed = files.flatMap(({ messages }) => messages.map(({ typeName }) => short(typeName)));
  return [...new Set([...typed, ...OTHERS])];
}

/** The nearest names first: those that hold what was written, and those that differ by few letters. */
function nearTo(type: string, known: readonly string[]): string[] {
  const written = short(type).toLowerCase();
  return known
    .map((name) => {
      const text = name.toLowerCase();
      return { name, holds: text.includes(written), distance: editDistance(written, text) };
    })
    .filter(({ holds, distance }) => holds || distance <= Math.max(2, Math.floor(written.length / 3)))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, NEAR)
    .map(({ name }) => name);
}
