import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { EngineError } from '../engine.ts';
import { dockerError } from './client.ts';
import { librariesOf } from './libraries.ts';
import { packageFiles } from './packages.ts';
import { type Entry, tar } from './tar.ts';

/** Where the image of a validator comes from: this machine's own programs, or a registry's Node and CometBFT's source. */
export type ImageFrom = 'host' | 'registry';

export interface ImageOptions {
  readonly from: ImageFrom;
  /** Directory of the package: `dist` and `devnet/Dockerfile`. */
  readonly root: string;
  /** Path of this machine's CometBFT, for `host`. */
  readonly cometbft: () => Promise<string>;
  /** Told what Docker says while it builds. */
  readonly onLine?: (line: string) => void;
  /** Ends a build that is under way. */
  readonly signal?: AbortSignal;
}

export const REPOSITORY = 'allokit/validator';

/** What is run in containers, below `/app`. */
const PROGRAMS = ['container.js', 'application.js', 'relay.js'] as const;
/** Packages with native parts, which are not in those files. */
const PACKAGES = ['lmdb', 'secp256k1'] as const;

/**
 * The image that validators run, made where Docker does not have it yet: its name says what is in it.
 * @throws EngineError `start-failed`, `missing-prerequisite`
 */
export async function validatorImage(docker: Docker, options: ImageOptions): Promise<string> {
  try {
    return options.from === 'host' ? await fromHost(docker, options) : await fromRegistry(docker, options);
  } catch (error) {
    throw error instanceof EngineError ? error : dockerError('the image of the validators cannot be made', error);
  }
}

async function fromHost(docker: Docker, { root, cometbft }: ImageOptions): Promise<string> {
  if (process.platform !== 'linux') {
    throw new EngineError('missing-prerequisite', 'an image from the host needs a host that runs Linux');
  }
  const { entries, libraries } = await hostEntries(root, await cometbft());
  const image = `${REPOSITORY}:host-${fingerprint(entries)}`;
  if (await exists(docker, image)) return image;
  const stream = await docker.importImage(tar(entries, ['tmp', 'node']), {
    repo: REPOSITORY,
    tag: image.slice(REPOSITORY.length + 1),
    changes: [
      'ENV PATH=/usr/local/bin',
      `ENV LD_LIBRARY_PATH=${[...new Set(libraries.map(dirname))].join(':')}`,
      'WORKDIR /app',
      'LABEL network.allokit.image=host',
    ],
  });
  await finished(stream);
  return image;
}

/** Node, CometBFT, the libraries of both and of our native modules, and our programs: nothing else. */
async function hostEntries(root: string, cometbft: string): Promise<{ entries: Entry[]; libraries: string[] }> {
  const node = realpathSync(process.execPath);
  const packages = packageFiles(PACKAGES, join(root, 'dist'));
  const natives = packages.flatMap(({ from }) => ('file' in from && isOurs(from.file) ? [from.file] : []));
  const libraries = await librariesOf([node, cometbft, ...natives]);
  const entries = [
    { path: 'usr/local/bin/node', from: { file: node }, program: true },
    { path: 'usr/local/bin/cometbft', from: { file: realpathSync(cometbft) }, program: true },
    ...libraries.map((path) => ({ path: path.slice(1), from: { file: realpathSync(path) }, program: true })),
    ...PROGRAMS.map((name) => ({ path: `app/${name}`, from: { file: join(root, 'dist', name) } })),
    { path: 'app/package.json', from: { text: '{"type":"module"}\n' } },
    ...packages.map((entry) => ({ ...entry, path: `app/${entry.path}` })),
    { path: 'etc/passwd', from: { text: 'root:x:0:0::/:/bin/false\nnode:x:10001:10001::/node:/bin/false\n' } },
    { path: 'etc/nsswitch.conf', from: { text: 'hosts: files dns\n' } },
  ];
  return { entries, libraries };
}

/** A native module that this machine can load: others are for other systems, or for another C library. */
function isOurs(path: string): boolean {
  return path.endsWith('.node') && path.includes(`${process.platform}-${process.arch}`) && !path.includes('musl');
}

/** The same files give the same name; large ones count by size and time. */
function fingerprint(entries: readonly Entry[]): string {
  const hash = createHash('sha256');
  for (const { path, from } of entries) {
    hash.update(`${path}\0`);
    if ('text' in from) hash.update(from.text);
    else {
      const { size, mtimeMs } = statSync(from.file);
      hash.update(size > 1 << 22 ? `${size} ${mtimeMs}` : readFileSync(from.file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** What the image is built from where a registry can be reached, and its name, which says what is in it. */
export function registryImage(root: string): { image: string; files: readonly Entry[] } {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const needed = Object.fromEntries(PACKAGES.map((name) => [name, dependencies[name] ?? '*']));
  const files: Entry[] = [
    { path: 'Dockerfile', from: { file: join(root, 'devnet', 'Dockerfile') } },
    ...PROGRAMS.map((name) => ({ path: `app/${name}`, from: { file: join(root, 'dist', name) } })),
    { path: 'app/package.json', from: { text: `${JSON.stringify({ type: 'module', dependencies: needed })}\n` } },
  ];
  return { image: `${REPOSITORY}:${fingerprint(files)}`, files };
}

async function fromRegistry(docker: Docker, { root, onLine, signal }: ImageOptions): Promise<string> {
  const { image, files } = registryImage(root);
  if (await exists(docker, image)) return image;
  const stream = await docker.buildImage(tar(files), {
    t: image,
    labels: { 'network.allokit.image': 'registry' },
    ...(signal && { abortSignal: signal }),
  });
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(
      stream,
      (error, output) => {
        const fault = error?.message ?? output.find((line) => line.error !== undefined)?.error;
        if (fault === undefined) resolve();
        else reject(new EngineError('start-failed', `the image cannot be built: ${fault}`));
      },
      (told) => {
        const line = (told.stream ?? told.status)?.trim();
        if (line) onLine?.(line);
      },
    );
  });
  return image;
}

async function exists(docker: Docker, image: string): Promise<boolean> {
  return (await docker.listImages({ filters: { reference: [image] } })).length > 0;
}

/** Docker tells of an import in JSON lines; the last one may be an error. */
async function finished(stream: Readable): Promise<void> {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (piece: string) => {
    text += piece;
  });
  await once(stream, 'end');
  const fault = /"error":"([^"]*)"/.exec(text)?.[1];
  if (fault) throw new EngineError('start-failed', `the image cannot be imported: ${fault}`);
}
