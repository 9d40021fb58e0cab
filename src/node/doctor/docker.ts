import { request } from 'node:http';

const ANSWER_MS = 3_000;

/** How a Docker daemon is reached: `DOCKER_HOST` (unix:// or tcp://), else its usual socket. */
function target(env: NodeJS.ProcessEnv): { name: string; socketPath?: string; host?: string; port?: string } {
  const usual = process.platform === 'win32' ? '//./pipe/docker_engine' : '/var/run/docker.sock';
  const name = env.DOCKER_HOST ?? `unix://${usual}`;
  if (name.startsWith('unix://')) return { name, socketPath: name.slice('unix://'.length) };
  const { hostname, port } = new URL(name.replace(/^tcp:/, 'http:'));
  return { name, host: hostname, port: port || '2375' };
}

/** The version of the Docker daemon. @throws Error with the reason why it cannot be reached */
export function dockerVersion(env: NodeJS.ProcessEnv = process.env): Promise<string> {
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
