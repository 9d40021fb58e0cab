import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { owner, takeOwnership } from '../../engine/docker/containers.ts';
import { registryImage } from '../../engine/docker/image.ts';
import type { BlockTime } from '../../engine/engine.ts';
import { DevnetError } from '../errors.ts';
import { notWritten } from '../faults.ts';
import type { ChainPlan } from '../types.ts';
import { composeFile } from './compose.ts';
import { layHomes } from './homes.ts';
import { kubernetesFile, objectNames } from './kubernetes.ts';
import { readme } from './readme.ts';

export type DeploymentFormat = 'compose' | 'kubernetes';

export interface DeployOptions {
  readonly format: DeploymentFormat;
  /** Name and home of the devnet, and what its chain is. */
  readonly name: string;
  readonly home: string;
  readonly plan: ChainPlan;
  readonly blockTime: BlockTime;
  /** Folder that is made. */
  readonly output: string;
  /** Directory of the package. */
  readonly root: string;
}

/**
 * Writes a folder from which the same network runs elsewhere: its genesis and its validators' keys, what the orchestrator reads, what
 * the image is built from, and how to go about it. Whole or not at all.
 * @returns the files' names, relative to the folder
 * @throws DevnetError `bad-request` where the folder is there or cannot be made, `unsupported`, `damaged`
 */
export function writeDeployment({ format, name, home, plan, blockTime, output, root }: DeployOptions): string[] {
  if (existsSync(output)) {
    throw new DevnetError('bad-request', `${output} is there already.`, { hint: 'Choose another --output.' });
  }
  let partial: string | undefined;
  try {
    partial = mkdtempSync(join(dirname(output), `.${basename(output)}-`));
    const homes = format === 'compose' ? partial : join(partial, 'homes');
    const validators = layHomes(home, plan, blockTime, {
      folder: homes,
      published: format === 'compose',
      ...(format === 'kubernetes' && { hostOf: objectNames(name) }),
    });
    const { image, files } = registryImage(root);
    for (const { path, from } of files) {
      const to = join(partial, 'image', path);
      mkdirSync(dirname(to), { recursive: true });
      if ('text' in from) writeFileSync(to, from.text);
      else cpSync(from.file, to);
    }
    const deployment = { name, image, validators };
    const manifest = format === 'compose' ? 'compose.yaml' : 'network.yaml';
    const text = format === 'compose' ? composeFile(deployment, owner()) : kubernetesFile(deployment);
    writeFileSync(join(partial, manifest), text, { mode: 0o600 });
    writeFileSync(join(partial, 'README.md'), readme(format, deployment));
    if (format === 'kubernetes') rmSync(homes, { recursive: true });
    else for (const validator of validators) takeOwnership(validator.home, owner());
    renameSync(partial, output);
    return [manifest, 'README.md', 'image/', ...(format === 'compose' ? validators.map((one) => `${one.name}/`) : [])];
  } catch (error) {
    if (partial !== undefined) rmSync(partial, { recursive: true, force: true });
    throw notWritten(output, error);
  }
}
