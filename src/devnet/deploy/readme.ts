import type { Deployment } from './compose.ts';
import type { DeploymentFormat } from './index.ts';

/** What somebody needs to know who finds the folder. */
export function readme(format: DeploymentFormat, { name, image, validators }: Deployment): string {
  const many = `${validators.length} validator${validators.length === 1 ? '' : 's'}`;
  const first = validators[0]?.published.rpc;
  const lines = [
    `# The network "${name}"`,
    '',
    `${many} with the genesis and the keys of the devnet "${name}". The chain begins at its first block. The keys follow from a public`,
    'seed, or from one that the devnet was given: they are for tests, never for a public network.',
    '',
    ...(format === 'compose'
      ? [
          '```',
          'docker compose up --build --detach   # the image is built from image/, which needs a registry',
          `curl http://127.0.0.1:${first}/status`,
          'docker compose down',
          '```',
          '',
          '`ALLOKIT_IMAGE` names an image that is there already (`allo devnet up --engine docker --image-from host` makes one without a',
          'registry; `docker save` and `docker load` carry it), `ALLOKIT_USER` whom the containers run as (`id -u`:`id -g` of who owns',
          'the folders of the validators).',
        ]
      : [
          '```',
          `docker build --tag ${image} image   # or carry it with docker save; push it to where the cluster pulls from`,
          'kubectl create namespace allokit',
          'kubectl apply --namespace allokit --filename network.yaml',
          `kubectl wait --namespace allokit --for=condition=Ready pod --selector app.kubernetes.io/instance=${name} --timeout=2m`,
          `kubectl port-forward --namespace allokit service/${validators[0]?.host} 26657`,
          '```',
          '',
          'network.yaml holds Secrets. Data stays in the volumes of the StatefulSets until their claims are deleted.',
        ]),
    '',
  ];
  return lines.join('\n');
}
