import { createHash, createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { encodeBlock } from '../../../src/engine/embedded/types/block.ts';
import { type BlockId, partSetOf } from '../../../src/engine/embedded/types/block-id.ts';
import {
  BlockIdFlag,
  type Commit,
  NO_COMMIT,
  precommitSignBytes,
  sealCommit,
} from '../../../src/engine/embedded/types/commit.ts';
import { decodeBlock } from '../../../src/engine/embedded/types/decode.ts';
import { addressOf, hex } from '../../../src/engine/embedded/types/hash.ts';
import { encodeHeader, type Header, hashHeader } from '../../../src/engine/embedded/types/header.ts';
import { EMPTY_HASH, leafHash, merkleProof, merkleRoot } from '../../../src/engine/embedded/types/merkle.ts';
import { paramsHash } from '../../../src/engine/embedded/types/params.ts';
import { resultsHash } from '../../../src/engine/embedded/types/results.ts';
import { formatTime, parseTime, ZERO_TIME } from '../../../src/engine/embedded/types/time.ts';
import { ValidatorSet } from '../../../src/engine/embedded/types/validator-set.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

/** The root that a leaf's hash and its siblings lead to. */
function rootFrom(leaf: Uint8Array, index: number, total: number, aunts: Uint8Array[]): Uint8Array {
  if (total === 1) return leaf;
  const aunt = aunts.pop()!;
  let left = 1;
  while (left * 2 < total) left *= 2;
  const pair =
    index < left
      ? [rootFrom(leaf, index, left, aunts), aunt]
      : [aunt, rootFrom(leaf, index - left, total - left, aunts)];
  return createHash('sha256')
    .update(Buffer.concat([Buffer.from([1]), ...pair]))
    .digest();
}

/**
 * Block 10 of a one-validator key-value chain that a CometBFT 0.38 node made on 2023-05-17, as its RPC showed it
 * (recorded by tendermint-rs for its own tests).
 */
const validatorKey = Uint8Array.from(Buffer.from('bNNlGls5R25wC3Sd8720F/3+7IZBhXcD22MNFtPk/v0=', 'base64'));
const validatorAddress = bytes('2DD9F44FD9067555C322243C3C913BA7B51D2BE0');
const validatorsHash = bytes('33415EFFCEDA5BD0A3A443A727457D9F7B9E38389BF27A936FEDF749A7B7566E');
const time = parseTime('2023-05-17T14:12:53.088875124Z')!;
const lastBlockId: BlockId = {
  hash: bytes('678A83FB0422D053A3792154703122861DD68ABB8247A4FF2945DF832DB18FC8'),
  parts: { total: 1, hash: bytes('29FE32F6B57D8439C9E9F6240B436DD560646FDA8C8C105E2C261B6F4746E89C') },
};
const lastCommit: Commit = {
  height: 9n,
  round: 0,
  blockId: lastBlockId,
  signatures: [
    {
      blockIdFlag: BlockIdFlag.COMMIT,
      validatorAddress,
      timestamp: time,
      signature: Uint8Array.from(
        Buffer.from(
          'BMy5pB3a9xeEnuBkja/a6GUvP1guZ2lMQtZYvdrl8s0ri1/LaF0JuI9rOsy1biVTv+TDKzlBXTZ5gdgiq0uCAg==',
          'base64',
        ),
      ),
    },
  ],
};
const header: Header = {
  version: { block: 11n, app: 1n },
  chainId: 'dockerchain',
  height: 10n,
  time,
  lastBlockId,
  lastCommitHash: bytes('A3AD467820428D99FD53BFCF38CDC1EB141DD27E3B5F0F3931BBE91FBA8B097D'),
  dataHash: EMPTY_HASH,
  validatorsHash,
  nextValidatorsHash: validatorsHash,
  consensusHash: bytes('048091BC7DDC283F77BFBF91D73C44DA58C3DF8A9CBC867405D8B7F3DAADA22F'),
  appHash: bytes('0000000000000000'),
  lastResultsHash: EMPTY_HASH,
  evidenceHash: EMPTY_HASH,
  proposerAddress: validatorAddress,
};

describe('a block that CometBFT 0.38 made', () => {
  test('has the header hash that we compute', () => {
    expect(hex(hashHeader(header))).toBe('00ECDAC463C201ECD4BDBBAAE4A53A4C80291D4051FD69ED97F6420CE1388BFE');
  });

  test('has the parts that we cut', () => {
    const encoded = encodeBlock(encodeHeader(header), [], sealCommit(lastCommit).encoded);
    const { total, hash } = partSetOf(encoded);
    expect(total).toBe(1);
    expect(hex(hash)).toBe('FF0A320E696FD233DD4D3CC7CD82FF90F54B8FDBC9C700D9375C95A02782B062');
  });

  test('hashes its last commit, validators and parameters as we do', () => {
    expect(hex(sealCommit(lastCommit).hash)).toBe(hex(header.lastCommitHash));
    expect(hex(addressOf(validatorKey))).toBe(hex(validatorAddress));
    expect(hex(ValidatorSet.of([{ pubKey: validatorKey, power: 10n }]).hash())).toBe(hex(validatorsHash));
    const params = {
      block: { maxBytes: 22020096n, maxGas: -1n },
      evidence: { maxAgeNumBlocks: 1n, maxAgeDuration: 1n, maxBytes: 1n },
      validator: { pubKeyTypes: ['ed25519'] },
      version: { app: 0n },
      abci: { voteExtensionsEnableHeight: 0n },
    };
    expect(hex(paramsHash(params))).toBe(hex(header.consensusHash));
  });

  test('carries a signature over the bytes that we would sign', () => {
    const { timestamp, signature } = lastCommit.signatures[0]!;
    const message = precommitSignBytes('dockerchain', { height: 9n, round: 0, blockId: lastBlockId, timestamp });
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(validatorKey).toString('base64url') };
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify(null, message, key, signature)).toBe(true);
    const other = precommitSignBytes('otherchain', { height: 9n, round: 0, blockId: lastBlockId, timestamp });
    expect(verify(null, other, key, signature)).toBe(false);
  });

  test('survives encoding and decoding', () => {
    const encoded = encodeBlock(encodeHeader(header), [bytes('0102'), bytes('')], sealCommit(lastCommit).encoded);
    const decoded = decodeBlock(encoded);
    expect(hex(hashHeader(decoded.header))).toBe(hex(hashHeader(header)));
    expect(decoded.txs.map(hex)).toEqual(['0102', '']);
    expect(hex(sealCommit(decoded.lastCommit).encoded)).toBe(hex(sealCommit(lastCommit).encoded));
  });
});

describe('Merkle trees', () => {
  // The worked example of Certificate Transparency's reference implementation.
  const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  const roots = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];

  test.each(roots.map((root, count) => ({ root, count })))(
    'have the root of RFC 6962 over $count leaves',
    (example) => {
      expect(hex(merkleRoot(leaves.slice(0, example.count).map(bytes))).toLowerCase()).toBe(example.root);
    },
  );

  test('prove each leaf', () => {
    const all = leaves.map(bytes);
    for (let count = 1; count <= all.length; count++) {
      for (let index = 0; index < count; index++) {
        const proof = merkleProof(all.slice(0, count), index);
        expect(hex(rootFrom(proof.leafHash, index, count, [...proof.aunts])).toLowerCase()).toBe(roots[count]);
      }
    }
  });
});

test('only code, data and gas of a result are hashed', () => {
  const result = {
    code: 1,
    data: bytes('aa'),
    log: 'x',
    info: '',
    gasWanted: 5n,
    gasUsed: 4n,
    events: [],
    codespace: 'c',
  };
  const same = { ...result, log: 'y', codespace: 'd', events: [{ type: 't', attributes: [] }] };
  expect(hex(resultsHash([same]))).toBe(hex(resultsHash([result])));
  expect(hex(resultsHash([{ ...result, gasUsed: 3n }]))).not.toBe(hex(resultsHash([result])));
  // Field by field: code 1, data 0xaa, gas wanted 5, gas used 4.
  expect(hex(resultsHash([result]))).toBe(hex(leafHash(bytes('08011201aa28053004'))));
});

test('the first block refers to an empty commit', () => {
  expect(hex(sealCommit(NO_COMMIT).encoded)).toBe('1A021200');
  expect(hex(sealCommit(NO_COMMIT).hash)).toBe(hex(EMPTY_HASH));
});

test.each([
  ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
  ['2026-01-01T00:00:00.1Z', '2026-01-01T00:00:00.1Z'],
  ['2026-01-01T02:00:00.000000001+02:00', '2026-01-01T00:00:00.000000001Z'],
])('time %s is printed as %s', (given, printed) => {
  expect(formatTime(parseTime(given)!)).toBe(printed);
});

test("Go's zero time is printed as such", () => {
  expect(formatTime(ZERO_TIME)).toBe('0001-01-01T00:00:00Z');
  expect(parseTime('yesterday')).toBeUndefined();
});
