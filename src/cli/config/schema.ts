import { z } from 'zod';
import { EVM_ADDRESS } from '../../consumer/settings.ts';
import { AlloError } from '../errors.ts';

const duration = z
  .string()
  .regex(/^(instant|manual|(\d+(\.\d{1,6})?(ms|[smhd]))+)$/, 'must be instant, manual or a duration such as 2s');
const port = z.number().int().min(0).max(65535);
const devnetName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'must be letters, digits, ".", "_" or "-"');

/** The shape of `allo.config`: every key optional, no other key allowed. */
const SCHEMA = z.strictObject({
  name: devnetName.optional(),
  network: z.string().min(1).optional(),
  from: z.string().min(1).optional(),
  topic: z.int().min(1).nullable().optional(),
  devnet: z
    .strictObject({
      engine: z.enum(['embedded', 'cometbft', 'docker']).optional(),
      validators: z.number().int().min(1).max(100).optional(),
      chainId: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/, 'must be 1 to 50 letters, digits, ".", "_" or "-"')
        .optional(),
      blockTime: duration.optional(),
      genesisTime: z.iso
        .datetime({ offset: true, error: 'must be a time such as 2026-01-01T00:00:00Z' })
        .nullable()
        .optional(),
      seed: z.string().min(1).nullable().optional(),
      host: z.string().min(1).optional(),
      rpcPort: port.optional(),
      grpcPort: port.optional(),
      restPort: port.optional(),
      consumerPort: port.optional(),
      faucetPort: port.nullable().optional(),
      sync: z.enum(['second', 'full']).optional(),
      minGasPrice: z
        .string()
        .regex(/^\d{1,18}(\.\d{1,18})?$/, 'must be a decimal as text')
        .optional(),
      keepVersions: z.int().min(1).max(10_000_000).optional(),
    })
    .optional(),
  consumer: z
    .strictObject({
      evmChainId: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
      evmContract: z.string().regex(EVM_ADDRESS, 'must be an EVM address: 0x and 40 hexadecimal digits').optional(),
      prices: z
        .record(
          z.string().regex(/^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/, 'must be named as BTC/5m is'),
          z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
        )
        .optional(),
    })
    .optional(),
  networks: z
    .record(
      z.string(),
      z.strictObject({
        chainId: z.string().min(1),
        rpc: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }),
        gasPrice: z
          .string()
          .regex(/^\d+(\.\d+)?$/, 'must be a decimal as text')
          .optional(),
        timeout: z
          .string()
          .regex(/^(\d+(\.\d{1,6})?(ms|[smh]))+$/, 'must be a duration such as 10s')
          .optional(),
      }),
    )
    .optional(),
});

export type Configuration = z.infer<typeof SCHEMA>;

/**
 * Checks a configuration. `source` is the file's path, or null for values that each come from the variable that `variable` names.
 * @throws AlloError badConfiguration or badEnvironment with the place and the key of everything that is wrong.
 */
export function checkConfiguration(
  value: unknown,
  source: { file: string } | { variable: (path: string) => string },
): Configuration {
  const parsed = SCHEMA.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const path = issue.path.join('.');
    if ('variable' in source) return `${source.variable(path)}: ${lower(issue.message)}`;
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((name) => `${path === '' ? '' : `${path}.`}${name}: unknown key`).join('; ');
    }
    const place = path === '' ? 'the file' : path;
    if (issue.code === 'invalid_type' && issue.input === undefined && issue.message.endsWith('received undefined')) {
      return `${place}: is missing`;
    }
    return `${place}: ${lower(issue.message)}`;
  });
  if ('variable' in source) throw new AlloError('badEnvironment', faults.join('; '));
  throw new AlloError('badConfiguration', `${source.file}: ${faults.join('; ')}`);
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
