/**
 * ICS-23 proofs: that a key holds a value, or is not there, up to a store's root (`ics23:iavl`), and that the root belongs
 * to the app hash (`ics23:simple`). Shapes and hashes are those of cosmos/iavl and of the SDK's multistore, so the
 * standard specifications (`iavlSpec`, `tendermintSpec`) verify them.
 */
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  CommitmentProofSchema,
  type ExistenceProofSchema,
  HashOp,
  type InnerOpSchema,
  LengthOp,
} from '../../wire/gen/cosmos/ics23/v1/proofs_pb.ts';
import { EMPTY_HASH, merkleRoot, treeHead } from './node-hash.ts';
import { TreeCursor } from './tree-cursor.ts';
import { type Root, type TreeNode, visit } from './tree-node.ts';
import type { Version } from './version.ts';

/** One level of a proof, as `abci_query` carries it: `data` is an ICS-23 CommitmentProof. */
export interface ProofOp {
  type: 'ics23:iavl' | 'ics23:simple';
  key: Uint8Array;
  data: Uint8Array;
}

type Existence = MessageInitShape<typeof ExistenceProofSchema>;
type Inner = MessageInitShape<typeof InnerOpSchema>;

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

/** Length of a hash, before every hash in an inner node. */
const SIZED = '\x20';

/** The leaf of a key that is there, and what surrounds its hash on every level, from below. */
function existence(version: Version, root: TreeNode, key: string): Existence {
  const path: Inner[] = [];
  let node = visit(version.source, root);
  while (node.height > 0) {
    const head = treeHead(node.height, node.size, node.version);
    const left = key < node.key;
    const other = (left ? node.right : node.left)!.hash;
    path.push({
      hash: HashOp.SHA256,
      prefix: bytes(left ? head + SIZED : head + SIZED + other + SIZED),
      suffix: bytes(left ? SIZED + other : ''),
    });
    node = visit(version.source, left ? node.left! : node.right!);
  }
  return {
    key: bytes(node.key),
    value: node.value!,
    leaf: {
      hash: HashOp.SHA256,
      prehashKey: HashOp.NO_HASH,
      prehashValue: HashOp.SHA256,
      length: LengthOp.VAR_PROTO,
      prefix: bytes(treeHead(0, 1, node.version)),
    },
    path: path.reverse(),
  };
}

function proveKey(version: Version, root: Root, key: string): Uint8Array {
  const found = (range: { start?: string; end?: string; reverse?: boolean }): Existence | undefined => {
    const leaf = new TreeCursor(version.source, root, range).next();
    return leaf && existence(version, root!, leaf.key);
  };
  const right = found({ start: key });
  const there = right && Buffer.from(right.key!).equals(bytes(key));
  const left = there ? undefined : found({ end: key, reverse: true });
  const proof = create(CommitmentProofSchema, {
    proof: there
      ? { case: 'exist', value: right }
      : { case: 'nonexist', value: { key: bytes(key), ...(left && { left }), ...(right && { right }) } },
  });
  return toBinary(CommitmentProofSchema, proof);
}

/** What surrounds a leaf of a simple Merkle tree on every level, from below. */
function simplePath(leaves: readonly string[], index: number): Inner[] {
  if (leaves.length === 1) return [];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const left = leaves.slice(0, split);
  const right = leaves.slice(split);
  const hash = HashOp.SHA256;
  return index < split
    ? [...simplePath(left, index), { hash, prefix: bytes('\x01'), suffix: bytes(merkleRoot(right)) }]
    : [...simplePath(right, index - split), { hash, prefix: bytes(`\x01${merkleRoot(left)}`), suffix: bytes('') }];
}

function proveStore({ roots, leaves }: Version, name: string): Uint8Array {
  const value: Existence = {
    key: bytes(name),
    value: bytes(roots.get(name)?.hash ?? EMPTY_HASH),
    leaf: {
      hash: HashOp.SHA256,
      prehashKey: HashOp.NO_HASH,
      prehashValue: HashOp.SHA256,
      length: LengthOp.VAR_PROTO,
      prefix: bytes('\0'),
    },
    path: simplePath([...leaves.values()], [...leaves.keys()].indexOf(name)),
  };
  return toBinary(CommitmentProofSchema, create(CommitmentProofSchema, { proof: { case: 'exist', value } }));
}

/**
 * Proves what a version holds of a key, up to its app hash. Of an empty store nothing can be proven: its absence proof
 * has no neighbours, as the reference's, and no verifier accepts it.
 */
export function prove(version: Version, store: string, key: string): ProofOp[] {
  return [
    { type: 'ics23:iavl', key: bytes(key), data: proveKey(version, version.root(store), key) },
    { type: 'ics23:simple', key: bytes(store), data: proveStore(version, store) },
  ];
}
