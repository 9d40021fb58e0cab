import { BaseCommand } from '../cli/base-command.ts';

export interface VersionResult {
  name: string;
  version: string;
  node: string;
  platform: string;
}

export default class Version extends BaseCommand {
  static override summary = 'Show the version of allo and of what it runs on.';
  static override examples = ['<%= config.bin %> version', '<%= config.bin %> version --json'];

  async run(): Promise<VersionResult> {
    await this.parse(Version);
    const { name, version, arch, platform } = this.config;
    const result = { name, version, node: process.versions.node, platform: `${platform}-${arch}` };
    this.log(`${name}/${version} ${result.platform} node-v${result.node}`);
    return result;
  }
}
