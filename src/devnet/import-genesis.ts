import { readFileSync } from 'node:fs';
import type { GenesisDoc } from '../engine/genesis-doc.ts';
import { validatorKeys } from './accounts.ts';
import { DevnetError } from './errors.ts';

/** What a devnet that begins with a given genesis is, beside that document. */
export interface ImportedChain {
  chainId: string;
  genesisTime: string;
  validators: number;
  minGasPrice: string;
}

/**
 * Reads a genesis document as `devnet export` writes it, alone or as its `--json` result.
 * @throws DevnetError `bad-genesis`
 */
export function readGenesisDoc(path: string): GenesisDoc {
  let document: Partial<GenesisDoc> & { ok?: boolean; result?: unknown };
  try {
    document = JSON.parse(readFileSync(path, 'utf8')) as typeof document;
  } catch (cause) {
    throw new DevnetError('bad-genesis', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  const doc = (document?.ok === true ? document.result : document) as Partial<GenesisDoc> | null;
  const { chain_id, genesis_time, app_state } = doc ?? {};
  if (typeof chain_id !== 'string' || typeof genesis_time !== 'string' || typeof app_state !== 'object') {
    throw new DevnetError(
      'bad-genesis',
      `${path} is not a genesis document: it lacks chain_id, genesis_time or app_state.`,
    );
  }
  return doc as GenesisDoc;
}

/**
 * What the chain of a genesis document is, whose validators sign with the keys of `seed`.
 * @throws DevnetError `bad-genesis` where it has other validators: their keys are not known.
 */
export async function importedChain(path: string, seed: string | null): Promise<ImportedChain> {
  const { ed25519 } = await import('../wire/index.ts');
  const doc = readGenesisDoc(path);
  const theirs = consensusKeys(doc);
  const ours = validatorKeys(seed, theirs.length).map((key) =>
    Buffer.from(ed25519.publicKey(key.seed)).toString('base64'),
  );
  const unknown = theirs.filter((key) => !ours.includes(key));
  if (theirs.length === 0 || unknown.length > 0) {
    throw new DevnetError(
      'bad-genesis',
      theirs.length === 0
        ? `${path} has no validators.`
        : `${path} has validators whose keys do not follow from ${seed === null ? 'the published test keys' : 'that --seed'}.`,
      {
        hint: 'Give the --seed of the devnet that it was exported from; a genesis of another network has no keys here.',
      },
    );
  }
  const { feemarket } = doc.app_state as { feemarket?: { params?: { min_base_gas_price?: string } } };
  const minGasPrice = plainPrice(feemarket?.params?.min_base_gas_price ?? '0');
  return { chainId: doc.chain_id, genesisTime: doc.genesis_time, validators: theirs.length, minGasPrice };
}

/** A price without the zeros that say nothing. */
export function plainPrice(text: string): string {
  const [whole = '', fraction = ''] = text.split('.');
  const rest = fraction.replace(/0+$/, '');
  return (whole.replace(/^0+(?=\d)/, '') || '0') + (rest && `.${rest}`);
}

/** The validators' consensus keys, base64. */
function consensusKeys(doc: GenesisDoc): string[] {
  const { staking } = doc.app_state as { staking?: { validators?: { consensus_pubkey?: { key?: string } }[] } };
  return (staking?.validators ?? []).map((validator) => validator.consensus_pubkey?.key ?? '');
}
