import { request } from 'node:http';

const ANSWER_MS = 3_000;

interface Target {
  readonly name: string;
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: string;
}

/**
 * How a Docker daemon is reached: `DOCKER_HOST` (unix://, npipe:// or tcp://), else its usual socket.
 * @throws Error where `DOCKER_HOST` is of another kind
 */
function target(env: NodeJS.ProcessEnv): Target {
  const usual = process.platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';
  const name = env.DOCKER_HOST || usual;
  const socketPath = /^(?:unix|npipe):\/\/(.+)$/.exec(name)?.[1];
  if (socketPath !== undefined) return { name, socketPath };
  if (/^(?:tcp|http):\/\//.test(name) && URL.canParse(name.replace(/^tcp:/, 'http:'))) {
    const { hostname, port } = new URL(name.replace(/^tcp:/, 'http:'));
    return { name, host: hostname.replace(/^\[|\]$/g, ''), port: port || '2375' };
  }
  throw new Error(
    `DOCKER_HOST is ${name}; unix:///<path> and tcp://<host>:<port> work, forward another kind to one of them`,
  );
}

/** Makes sure that `DOCKER_HOST` is of a kind that works, where it is set. @throws Error that says which do */
export function requireDockerHost(env: NodeJS.ProcessEnv = process.env): void {
  target(env);
}

/** The version of the Docker daemon. @throws Error with the reason why it cannot be reached */
export async function dockerVersion(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { name, ...where } = target(env);
  return new Promise((resolve, reject) => {
    const asked = request({ ...where, path: '/version', timeout: ANSWER_MS }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => {
        try {
          resolve((JSON.parse(body) as { Version: string }).Version);
        } catch {
          reject(new Error(`${name} does not answer as Docker does`));
        }
      });
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', (error) => reject(new Error(`${name} cannot be reached: ${error.message}`)));
    asked.end();
  });
}
