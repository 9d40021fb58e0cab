import { createInterface } from 'node:readline';
import { Mesh } from './mesh.ts';
import type { RelayAnswer, RelayRequest } from './messages.ts';

/**
 * The relay as a process of its own: JSON lines on stdin say what to carry and what to do to it, each is answered with a
 * line on stdout. It ends with its stdin.
 */
let mesh: Mesh | undefined;

async function act(request: RelayRequest): Promise<void> {
  switch (request.act) {
    case 'open': {
      const { peers, host, firstPort } = request;
      mesh = await Mesh.open({ peers, listen: { host, port: (from, to) => relayPort(firstPort, from, to) } });
      return;
    }
    case 'weather':
      mesh?.setWeather(request.peer, request.weather);
      return;
    case 'disconnect':
      mesh?.disconnect(request.peer);
      return;
    case 'reconnect':
      mesh?.reconnect(request.peer);
  }
}

function relayPort(first: number, from: number, to: number): number {
  return first + from * 100 + to;
}

function answer(line: RelayAnswer): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const request = JSON.parse(line) as RelayRequest;
  act(request).then(
    () => answer({ id: request.id }),
    (error: Error) => answer({ id: request.id, error: error.message }),
  );
});
lines.on('close', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
