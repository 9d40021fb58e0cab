import type Docker from 'dockerode';
import { EngineError } from '../engine.ts';

/** What is ours says so, and whose it is. */
export const LABELS = {
  /** Name of the devnet. */
  devnet: 'network.allokit.devnet',
  /** Its home: two devnets of one name may lie in different places. */
  home: 'network.allokit.home',
  /** Moniker of a validator, or `relay`. */
  role: 'network.allokit.role',
} as const;

/** The Docker that answers, by `DOCKER_HOST` or its usual socket. @throws EngineError `missing-prerequisite` */
export async function connectDocker(): Promise<Docker> {
  // Loading it takes a while: only who needs it does.
  const { default: Client } = await import('dockerode');
  const docker = new Client();
  try {
    await docker.ping();
    return docker;
  } catch (cause) {
    throw new EngineError(
      'missing-prerequisite',
      `Docker does not answer (${(cause as Error).message}): install it (on Debian \`apt-get install docker.io\`) and start it (\`dockerd\`)`,
      {},
      cause,
    );
  }
}

/** What went wrong with Docker, in its own words. */
export function dockerError(what: string, cause: unknown): EngineError {
  const { json, message } = cause as { json?: { message?: string }; message?: string };
  return new EngineError('start-failed', `${what}: ${json?.message ?? message ?? String(cause)}`, {}, cause);
}

/** True where Docker says that what was asked for is not there, or is so already. */
export function harmless(error: unknown): boolean {
  const { statusCode } = error as { statusCode?: number };
  return statusCode === 404 || statusCode === 304;
}
