import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { Container } from 'dockerode';
import { requireDockerHost } from '../../node/doctor/docker.ts';
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
  try {
    requireDockerHost();
  } catch (cause) {
    throw new EngineError('missing-prerequisite', (cause as Error).message, {}, cause);
  }
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

/** What went wrong with Docker, in its own words and one line. */
export function dockerError(what: string, cause: unknown): EngineError {
  const { json, message } = cause as { json?: { message?: string }; message?: string };
  const said = (json?.message ?? message ?? String(cause))
    .replace(/^\(HTTP code \d+\) .*? - /, '')
    .replace(/\s+/g, ' ');
  return new EngineError('start-failed', `${what}: ${said.trim()}`, {}, cause);
}

/** True where Docker says that what was asked for is not there, or is so already. */
export function harmless(error: unknown): boolean {
  const { statusCode } = error as { statusCode?: number };
  return statusCode === 404 || statusCode === 304;
}

/** For a removal: what is gone already, or is going (409), is no failure. */
export function ignoreGone(error: unknown): void {
  if (!harmless(error) && (error as { statusCode?: number }).statusCode !== 409) throw error;
}

/** What Docker says where somebody has a port that it is to publish. */
const PORT_TAKEN = /address already in use|port is already allocated/i;
const PORT_TRIES = 8;
const PORT_PAUSE_MS = 250;

/**
 * Starts a container, or finds it running. A port that was free a moment ago can be taken for a moment: by the connection
 * that looked, or by Docker's proxy of a container that is going. The signal ends the attempts.
 */
export async function startContainer(container: Container, signal?: AbortSignal): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await container.start();
      return;
    } catch (error) {
      const { json, message, statusCode } = error as {
        json?: { message?: string };
        message?: string;
        statusCode?: number;
      };
      // It runs already.
      if (statusCode === 304) return;
      if (tries === PORT_TRIES || signal?.aborted || !PORT_TAKEN.test(json?.message ?? message ?? '')) throw error;
      await pause(PORT_PAUSE_MS);
    }
  }
}
