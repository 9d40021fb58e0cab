import { StoryCommand } from '../../cli/story-command.ts';

export default class EpochWatch extends StoryCommand {
  static override summary = 'Watch the epochs of a topic, step by step: windows, answers, losses, scores and rewards.';
  static override description =
    'Goes on until interrupted, or for --limit lines; with --json one document a line. See `allo topic watch` for what moves the topic itself.';
  static override examples = [
    '<%= config.bin %> epoch watch 1',
    '<%= config.bin %> epoch watch 1 --height 40 --limit 20 --json',
  ];

  protected override async teller() {
    return (await import('../../workbench/narrate.ts')).epochStep;
  }
}
