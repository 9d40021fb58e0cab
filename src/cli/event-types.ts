import { AlloError } from './errors.ts';

/**
 * Types of events as people write them (`ScoresSet`, `EventScoresSet`, `emissions.v10.EventScoresSet`, `transfer`), in lower
 * case and without "Event".
 * @throws AlloError badValue for one that emissions does not have
 */
export async function eventTypes(types: readonly string[], flag: string): Promise<ReadonlySet<string>> {
  const [{ file_emissions_v10_events: current }, { file_emissions_v9_events: older }] = await Promise.all([
    import('../wire/gen/emissions/v10/events_pb.ts'),
    import('../wire/gen/emissions/v9/events_pb.ts'),
  ]);
  const known = [...current.messages, ...older.messages].map(({ name }) => name.replace(/^Event/, '').toLowerCase());
  const asked = types.map((type) => type.replace(/^(emissions\.v\d+\.)?Event(?=[A-Z])/, '').toLowerCase());
  for (const [i, type] of asked.entries()) {
    // Other modules name theirs in lower case; whoever writes a capital means one of emissions.
    if (known.includes(type) || !/^[A-Z]/.test(types[i] ?? '')) continue;
    throw new AlloError('badValue', `${flag} ${types[i]}: emissions has no such event.`, {
      hint: 'They are listed in docs/conformance.md; the names of other modules are in lower case.',
    });
  }
  return new Set(asked);
}
