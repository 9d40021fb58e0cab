import { string as stringArg } from '@oclif/core/args';
import { custom, string } from '@oclif/core/flags';
import { parseTopic } from '../../cli/chain-command.ts';
import { eventTypes } from '../../cli/event-types.ts';
import { networkFlags } from '../../cli/flags.ts';
import { parseFields } from '../../cli/pairs.ts';
import { WaitCommand, waitFlags } from '../../cli/wait-command.ts';
import { watchFlags } from '../../cli/watch-command.ts';
import type { JsonValue } from '../../wire/index.ts';

export interface AwaitedEvent {
  readonly height: number;
  readonly txHash: string | null;
  readonly name: string;
  readonly type: string;
  readonly data: Readonly<Record<string, JsonValue>>;
}

export default class WaitEvent extends WaitCommand {
  static override summary =
    'Wait until the chain says something: an event of a type, about a topic, with certain fields.';
  static override description =
    'Events of the emissions module by their protobuf names (WorkerSubmissionWindowOpened, RewardsSettled), others by their own (transfer). From the next block on, or from --height.';
  static override examples = [
    '<%= config.bin %> wait event RewardsSettled --topic 1',
    '<%= config.bin %> wait event WorkerSubmissionWindowOpened --topic 1 --height 100 --timeout 10m',
    '<%= config.bin %> wait event transfer --field recipient=allo1…',
  ];
  static override args = {
    type: stringArg({ description: 'Type of the event, such as ScoresSet or transfer', required: true }),
  };
  static override flags = {
    ...networkFlags,
    ...waitFlags,
    height: watchFlags.height,
    topic: custom<bigint>({
      description: 'Only events about this topic',
      parse: async (text) => parseTopic(text),
    })(),
    field: string({ description: 'NAME=VALUE that the event must have; may be repeated', multiple: true }),
  };

  async run(): Promise<AwaitedEvent> {
    const { args, flags } = await this.parse(WaitEvent);
    const [{ concerns, read }, { blockEvents }, types] = await Promise.all([
      import('../../workbench/read-event.ts'),
      import('../../client/watch.ts'),
      eventTypes([args.type], '<type>'),
    ]);
    const fields = Object.entries(parseFields(flags.field ?? [], '--field'));
    const connection = await this.connect(flags);
    let next = flags.height === undefined ? undefined : BigInt(flags.height);
    const found = await this.until(connection, flags, `the event ${args.type}`, async (client, height) => {
      next ??= height + 1n;
      for (; next <= height; next += 1n) {
        for (const { event, txHash } of (await blockEvents(client, next)).events) {
          const said = read(event);
          const { name, type, data } = said;
          if (!types.has(name.toLowerCase()) && !types.has(type.toLowerCase())) continue;
          if (flags.topic !== undefined && !concerns(said, flags.topic)) continue;
          if (fields.every(([key, value]) => plain(data[key]) === value)) {
            return { height: Number(next), txHash, name, type, data };
          }
        }
      }
      return undefined;
    });
    const told = Object.entries(found.data).map(([key, value]) => `${key}=${plain(value)}`);
    this.log(`${found.height}  ${found.name}  ${told.join(' ')}`);
    return found;
  }
}

const plain = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value));
