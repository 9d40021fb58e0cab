import { expect, test } from 'vitest';
import type { AlloraClient } from '../../../../src/client/client.ts';
import { ClientError } from '../../../../src/client/errors.ts';
import { enrol } from '../../../../src/worker/run/enrol.ts';

/** Somebody else, who runs the same actor, registers it (or does not) while this one is about to. */
function enrolling(registeredMeanwhile: boolean) {
  let registered = false;
  const told: object[] = [];
  const client = {
    query: async ({ name }: { name: string }) =>
      name === 'CanSubmitWorkerPayload' ? { canSubmitWorkerPayload: true } : { isRegistered: registered },
  } as unknown as AlloraClient;
  const submit = async () => {
    registered = registeredMeanwhile;
    throw new ClientError('rejected', 'address is already registered in this topic (emissions 31)');
  };
  const tell = (news: object) => told.push(news);
  const of = { client, topicId: 1n, role: 'worker', actor: 'allo1x', register: true, stake: 0n } as const;
  return { lacking: enrol({ ...of, submit, tell }), told };
}

test('an actor that somebody else registered meanwhile takes part', async () => {
  const { lacking, told } = enrolling(true);
  expect(await lacking).toBeNull();
  expect(told).toEqual([]);
});

test('a refusal after which it is not registered ends it', async () => {
  await expect(enrolling(false).lacking).rejects.toMatchObject({ kind: 'rejected' });
});
