import { readFileSync } from 'node:fs';
import type { StatefulSet } from 'kubernetes-types/apps/v1.d.ts';
import type { ConfigMap, PodSpec, Secret, Service } from 'kubernetes-types/core/v1.d.ts';
import { stringify } from 'yaml';
import { MEMORY, NOBODY } from '../../engine/docker/containers.ts';
import { paths } from '../../node/home/paths.ts';
import { DevnetError } from '../errors.ts';
import type { Deployment } from './compose.ts';
import { type DeployedValidator, PORTS } from './homes.ts';

/** What a ConfigMap may hold is a mebibyte, with its frame. */
const GENESIS_LIMIT = 1_000_000;
/** The ConfigMap of what all validators begin with. */
const GENESIS = 'genesis';
const CONFIG_FILES = ['config.toml', 'node.json'] as const;
const KEY_FILES = ['node_key.json', 'priv_validator_key.json'] as const;

type Labels = Record<string, string>;

/**
 * The objects that `kubectl apply -f` brings the network up with: the genesis, and for each validator a Service that its peers
 * dial, its settings, a Secret with its keys, and a StatefulSet of one pod with a volume for its data.
 * @throws DevnetError `unsupported` where the genesis is too large for a ConfigMap
 */
export function kubernetesFile({ name, image, validators }: Deployment): string {
  const common = { 'app.kubernetes.io/name': 'allokit', 'app.kubernetes.io/instance': name };
  const objects: object[] = [genesisMap(validators[0] as DeployedValidator, common)];
  for (const validator of validators) {
    const labels = { ...common, 'app.kubernetes.io/component': validator.name };
    objects.push(
      service(validator, labels),
      settings(validator, labels),
      keys(validator, labels),
      statefulSet(validator, labels, image),
    );
  }
  return objects.map((object) => stringify(object, { lineWidth: 0 })).join('---\n');
}

function genesisMap({ home }: DeployedValidator, labels: Labels): ConfigMap {
  const genesis = readFileSync(paths(home).genesis, 'utf8');
  if (Buffer.byteLength(genesis) > GENESIS_LIMIT) {
    throw new DevnetError('unsupported', 'The genesis is larger than the megabyte that a ConfigMap may hold.', {
      hint: 'Use --format compose.',
    });
  }
  const metadata = { name: GENESIS, labels };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'genesis.json': genesis } };
}

/** A name that is there before any pod is, and that leads to one that is not ready yet: peers make each other ready. */
function service({ name }: DeployedValidator, labels: Labels): Service {
  const ports = Object.entries(PORTS).map(([kind, port]) => ({ name: kind, port, targetPort: port }));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels },
    spec: { selector: labels, ports, publishNotReadyAddresses: true },
  };
}

function settings({ name, home }: DeployedValidator, labels: Labels): ConfigMap {
  const { config, settings: node } = paths(home);
  const data = { 'config.toml': readFileSync(config, 'utf8'), 'node.json': readFileSync(node, 'utf8') };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `${name}-settings`, labels }, data };
}

function keys({ name, home }: DeployedValidator, labels: Labels): Secret {
  const { nodeKey, validatorKey } = paths(home);
  const stringData = {
    'node_key.json': readFileSync(nodeKey, 'utf8'),
    'priv_validator_key.json': readFileSync(validatorKey, 'utf8'),
  };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: `${name}-keys`, labels }, type: 'Opaque', stringData };
}

function statefulSet({ name }: DeployedValidator, labels: Labels, image: string): StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, labels },
    spec: {
      serviceName: name,
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: pod(name, image) },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
        },
      ],
    },
  };
}

function pod(name: string, image: string): PodSpec {
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
        resources: { requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: `${MEMORY >> 20}Mi` } },
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
            { configMap: { name: GENESIS, items: items(['genesis.json']) } },
            { configMap: { name: `${name}-settings`, items: items(CONFIG_FILES) } },
            { secret: { name: `${name}-keys`, items: items(KEY_FILES) } },
          ],
        },
      },
    ],
  };
}
