import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { StatefulSet } from 'kubernetes-types/apps/v1.d.ts';
import type { ConfigMap, PodSpec, Secret, Service } from 'kubernetes-types/core/v1.d.ts';
import { stringify } from 'yaml';
import { CPUS, MEMORY, NOBODY } from '../../engine/docker/containers.ts';
import { paths } from '../../node/home/paths.ts';
import { DevnetError } from '../errors.ts';
import type { Deployment } from './compose.ts';
import { type DeployedValidator, PORTS } from './homes.ts';

/** What a ConfigMap may hold is a mebibyte, with its frame. */
const GENESIS_LIMIT = 1_000_000;
const CONFIG_FILES = ['config.toml', 'node.json'] as const;
const KEY_FILES = ['node_key.json', 'priv_validator_key.json'] as const;

type Labels = Record<string, string>;

/** What a cluster takes for the name of any object, with room for what follows it. */
const OBJECT_NAME = /^[a-z]([a-z0-9-]{0,34}[a-z0-9])?$/;

/** The names of a devnet's objects, by what they are: those of two devnets in one namespace are others. */
export function objectNames(devnet: string): (part: string) => string {
  if (OBJECT_NAME.test(devnet)) return (part) => `${devnet}-${part}`;
  const id = createHash('sha256').update(devnet).digest('hex').slice(0, 8);
  const like = devnet
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 20);
  return (part) => `net-${like}-${id}-${part}`;
}

/**
 * The objects that `kubectl apply -f` brings the network up with: the genesis, and for each validator a Service that its peers
 * dial, its settings, a Secret with its keys, and a StatefulSet of one pod with a volume for its data.
 * @throws DevnetError `unsupported` where the genesis is too large for a ConfigMap
 */
export function kubernetesFile({ name, image, validators }: Deployment): string {
  const common = { 'app.kubernetes.io/name': 'allokit', 'app.kubernetes.io/instance': name };
  const genesis = objectNames(name)('genesis');
  const objects: object[] = [genesisMap(validators[0] as DeployedValidator, genesis, common)];
  for (const validator of validators) {
    const labels = { ...common, 'app.kubernetes.io/component': validator.name };
    objects.push(
      service(validator, labels),
      settings(validator, labels),
      keys(validator, labels),
      statefulSet(validator, labels, pod(validator, image, genesis)),
    );
  }
  return objects.map((object) => stringify(object, { lineWidth: 0 })).join('---\n');
}

function genesisMap({ home }: DeployedValidator, name: string, labels: Labels): ConfigMap {
  const genesis = readFileSync(paths(home).genesis, 'utf8');
  if (Buffer.byteLength(genesis) > GENESIS_LIMIT) {
    throw new DevnetError('unsupported', 'The genesis is larger than the megabyte that a ConfigMap may hold.', {
      hint: 'Use --format compose.',
    });
  }
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data: { 'genesis.json': genesis } };
}

/** A name that is there before any pod is, and that leads to one that is not ready yet: peers make each other ready. */
function service({ host: name }: DeployedValidator, labels: Labels): Service {
  const ports = Object.entries(PORTS).map(([kind, port]) => ({ name: kind, port, targetPort: port }));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels },
    spec: { selector: labels, ports, publishNotReadyAddresses: true },
  };
}

function settings({ host, home }: DeployedValidator, labels: Labels): ConfigMap {
  const { config, settings: node } = paths(home);
  const data = { 'config.toml': readFileSync(config, 'utf8'), 'node.json': readFileSync(node, 'utf8') };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `${host}-settings`, labels }, data };
}

function keys({ host, home }: DeployedValidator, labels: Labels): Secret {
  const { nodeKey, validatorKey } = paths(home);
  const stringData = {
    'node_key.json': readFileSync(nodeKey, 'utf8'),
    'priv_validator_key.json': readFileSync(validatorKey, 'utf8'),
  };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: `${host}-keys`, labels }, type: 'Opaque', stringData };
}

function statefulSet({ host: name }: DeployedValidator, labels: Labels, spec: PodSpec): StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, labels },
    spec: {
      serviceName: name,
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
        },
      ],
    },
  };
}

function pod({ host }: DeployedValidator, image: string, genesis: string): PodSpec {
  const user = { runAsNonRoot: true, runAsUser: NOBODY.uid, runAsGroup: NOBODY.gid, fsGroup: NOBODY.gid };
  const items = (files: readonly string[]) => files.map((file) => ({ key: file, path: file }));
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 10,
    securityContext: { ...user, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'validator',
        image,
        imagePullPolicy: 'IfNotPresent',
        command: ['node', '--enable-source-maps', 'container.js', '/node'],
        workingDir: '/app',
        env: [
          { name: 'HOME', value: '/tmp' },
          { name: 'NODE_ENV', value: 'production' },
        ],
        ports: Object.entries(PORTS).map(([kind, containerPort]) => ({ name: kind, containerPort })),
        readinessProbe: { httpGet: { path: '/ready', port: PORTS.node }, periodSeconds: 2 },
        livenessProbe: { httpGet: { path: '/status', port: PORTS.node }, initialDelaySeconds: 10, failureThreshold: 6 },
        resources: {
          requests: { cpu: '250m', memory: '256Mi' },
          limits: { cpu: String(CPUS), memory: `${MEMORY >> 20}Mi` },
        },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [
          { name: 'home', mountPath: '/node' },
          { name: 'config', mountPath: '/node/config', readOnly: true },
          { name: 'config', mountPath: '/node/node.json', subPath: 'node.json', readOnly: true },
          { name: 'data', mountPath: '/node/data', subPath: 'node' },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      { name: 'home', emptyDir: {} },
      { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
      {
        name: 'config',
        projected: {
          sources: [
            { configMap: { name: genesis, items: items(['genesis.json']) } },
            { configMap: { name: `${host}-settings`, items: items(CONFIG_FILES) } },
            { secret: { name: `${host}-keys`, items: items(KEY_FILES) } },
          ],
        },
      },
    ],
  };
}
