import { expect, test } from 'vitest';
import { RegisterRequestSchema } from '../../../src/wire/gen/emissions/v10/tx_pb.ts';
import { Story } from './story.ts';

test('a message says its action, sender, and for a module what the SDK takes for one', () => {
  const { chain, extra } = new Story({ inferers: 1, forecasters: 0, stakes: [] });
  const [actor] = extra;
  const sender = actor!.address;
  chain.add(actor!, RegisterRequestSchema, { sender, topicId: 1n, owner: sender });
  const [result] = chain.block();
  const told = result!.events.find(({ type, attributes }) => type === 'message' && attributes[0]?.key === 'action');
  expect(told?.attributes.map(({ key, value }) => `${key}=${value}`)).toEqual([
    'action=/emissions.v10.RegisterRequest',
    `sender=${sender}`,
    'module=v10',
    'msg_index=0',
  ]);
});
