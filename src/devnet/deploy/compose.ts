import { stringify } from 'yaml';
import { CPU_PERIOD, CPUS, MEMORY, type Owner, PROCESSES } from '../../engine/docker/containers.ts';
import { type DeployedValidator, PORTS } from './homes.ts';

/** What the files of a network elsewhere name. */
export interface Deployment {
  /** Name of the devnet that they are made of. */
  readonly name: string;
  /** The image that validators run. */
  readonly image: string;
  readonly validators: readonly DeployedValidator[];
}

const READY = `fetch('http://127.0.0.1:${PORTS.node}/ready').then((answer) => process.exit(answer.ok ? 0 : 1))`;

/** The file that `docker compose up` brings the network up with; the homes and `image/` lie beside it. */
export function composeFile({ image, validators }: Deployment, user: Owner): string {
  const service = ({ name: moniker, published }: DeployedValidator) => ({
    image: `\${ALLOKIT_IMAGE:-${image}}`,
    build: './image',
    command: ['node', '--enable-source-maps', 'container.js', '/node'],
    working_dir: '/app',
    user: `\${ALLOKIT_USER:-${user.uid}:${user.gid}}`,
    hostname: moniker,
    volumes: [`./${moniker}:/node`],
    ports: (['rpc', 'p2p', 'node', 'metrics', 'grpc', 'rest'] as const).map(
      (kind) => `127.0.0.1:${published[kind]}:${PORTS[kind]}`,
    ),
    environment: { HOME: '/tmp', NODE_ENV: 'production' },
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    read_only: true,
    tmpfs: ['/tmp:size=64m,mode=1777'],
    mem_limit: `${MEMORY >> 20}m`,
    pids_limit: PROCESSES,
    cpu_period: CPU_PERIOD,
    cpu_quota: CPUS * CPU_PERIOD,
    restart: 'unless-stopped',
    stop_grace_period: '10s',
    healthcheck: { test: ['CMD', 'node', '-e', READY], interval: '5s', timeout: '5s', start_period: '10s' },
    logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
  });
  const services = Object.fromEntries(validators.map((validator) => [validator.name, service(validator)]));
  return stringify({ services }, { lineWidth: 0 });
}
