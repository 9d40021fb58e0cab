import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { COMETBFT_VERSION } from './find.ts';
import { fileInTar } from './tar.ts';

/** Where the project publishes its releases. */
const RELEASES = 'https://github.com/cometbft/cometbft/releases/download';
const WAIT_MS = 300_000;

const SYSTEMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const MACHINES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', arm: 'armv6' };

/** The name of the release archive for a system and machine, as Node names them. @throws Error where there is none */
export function archiveName(platform: string = process.platform, arch: string = process.arch): string {
  const system = SYSTEMS[platform];
  const machine = MACHINES[arch];
  if (!system || !machine) throw new Error(`no release is published for ${platform} on ${arch}`);
  return `cometbft_${COMETBFT_VERSION}_${system}_${machine}.tar.gz`;
}

async function download(address: string, signal: AbortSignal | undefined): Promise<Buffer> {
  const limit = AbortSignal.timeout(WAIT_MS);
  const until = signal ? AbortSignal.any([signal, limit]) : limit;
  const response = await fetch(address, { signal: until }).catch((cause: Error) => {
    throw new Error(`${address} does not answer: ${(cause.cause as Error | undefined)?.message ?? cause.message}`);
  });
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

/**
 * The program out of the official release archive, whose checksum must be the one that the release lists.
 * @param releases another place with the same layout: `<releases>/v<version>/<archive>` and `SHA256SUMS-<version>.txt`
 * @param signal ends it
 * @throws Error with the reason
 */
export async function downloadRelease(releases: string = RELEASES, signal?: AbortSignal): Promise<Buffer> {
  const folder = `${releases}/v${COMETBFT_VERSION}`;
  const name = archiveName();
  const sums = (await download(`${folder}/SHA256SUMS-${COMETBFT_VERSION}.txt`, signal)).toString('utf8');
  const expected = sums
    .split('\n')
    .map((line) => /^([0-9a-f]{64}) [ *](\S+)$/.exec(line.trim()))
    .find((match) => match?.[2] === name)?.[1];
  if (!expected) throw new Error(`the checksums of the release do not list ${name}`);
  const archive = await download(`${folder}/${name}`, signal);
  const found = createHash('sha256').update(archive).digest('hex');
  if (found !== expected) throw new Error(`${name} has the checksum ${found}, the release lists ${expected}`);
  const program = process.platform === 'win32' ? 'cometbft.exe' : 'cometbft';
  const file = await fileInTar(await promisify(gunzip)(archive), program);
  if (!file) throw new Error(`${name} holds no ${program}`);
  return file;
}
