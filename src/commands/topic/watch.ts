import { StoryCommand } from '../../cli/story-command.ts';

export default class TopicWatch extends StoryCommand {
  static override summary = 'Watch what moves a topic: its state, weight and rewards, who pays, stakes and registers.';
  static override description =
    'Goes on until interrupted, or for --limit lines; with --json one document a line. See `allo epoch watch` for the steps of its epochs.';
  static override examples = [
    '<%= config.bin %> topic watch 1',
    '<%= config.bin %> topic watch 1 --height 1 --limit 20 --json',
  ];

  protected override async teller() {
    return (await import('../../workbench/narrate.ts')).topicNews;
  }
}
