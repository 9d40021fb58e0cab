import { boolean, custom, string } from '@oclif/core/flags';
import { parseTopic } from '../../cli/chain-command.ts';
import { eventTypes } from '../../cli/event-types.ts';
import { networkFlags } from '../../cli/flags.ts';
import { WatchCommand, watchFlags } from '../../cli/watch-command.ts';

/** Longer lines are cut for people; `--json` has everything. */
const WIDTH = 200;

export default class EventsWatch extends WatchCommand {
  static override summary =
    'Watch what the chain says, event by event, as it happens; with --json one document a line.';
  static override description =
    'Events of the emissions module, by their protobuf types, and with --all those of every module. News are pushed by a websocket; while there is none the node is asked once a second, and no block is left out. Goes on until interrupted, or for --limit lines.';
  static override examples = [
    '<%= config.bin %> events watch',
    '<%= config.bin %> events watch --type ScoresSet --type RewardsSettled --topic 1',
    '<%= config.bin %> events watch --height 1 --limit 100 --json',
  ];
  static override flags = {
    ...networkFlags,
    ...watchFlags,
    type: string({
      description: 'Only events of this type, such as ScoresSet or transfer; may be repeated',
      multiple: true,
    }),
    topic: custom<bigint>({
      description: 'Only events about this topic',
      parse: async (text) => parseTopic(text),
    })(),
    all: boolean({ description: 'Events of every module, not of emissions alone; --type then takes any name' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(EventsWatch);
    const { concerns, isEmissionsEvent, read } = await import('../../workbench/read-event.ts');
    const types = flags.type && (await eventTypes(flags.type, '--type', flags.all));
    const connection = await this.connect(flags);
    const { short } = await this.names(connection);
    const named = (text: string) => text.replace(/\ballo1[02-9ac-hj-np-z]{38}\b/g, short);
    await this.watch(connection, flags, ({ height, events }, line) => {
      for (const { event, txHash } of events) {
        const typed = isEmissionsEvent(event);
        if (!typed && !flags.all && !types?.has(event.type.toLowerCase())) continue;
        const { name, type, data, topicId } = read(event);
        if (types && !types.has(name.toLowerCase()) && !types.has(type.toLowerCase())) continue;
        if (flags.topic !== undefined && !concerns({ name, type, data, topicId }, flags.topic)) continue;
        const fields = Object.entries(data).map(([key, value]) => `${key}=${plain(value)}`);
        const text = `${`${height}`.padStart(6)}  ${name}  ${named(fields.join(' '))}`;
        line(text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text, {
          ...{ height: Number(height), txHash, name, type, data },
        });
      }
    });
  }
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
