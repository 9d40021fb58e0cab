import { readFileSync } from 'node:fs';
import { createCustomCommon, Mainnet } from '@ethereumjs/common';
import { createEVM, type EVM } from '@ethereumjs/evm';
import { createAddressFromString } from '@ethereumjs/util';
import solc from 'solc';
import {
  type Abi,
  bytesToHex,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  type Hex,
  hexToBytes,
} from 'viem';

interface Artifact {
  readonly abi: Abi;
  readonly evm: {
    readonly bytecode: { readonly object: string };
    readonly deployedBytecode: { readonly object: string };
  };
}

interface Compiled {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Record<string, Record<string, Artifact>>;
}

/** Compiles the contract of this folder. */
export function compile(name: string): Artifact {
  const content = readFileSync(new URL(`${name}.sol`, import.meta.url), 'utf8');
  const input = {
    language: 'Solidity',
    sources: { [name]: { content } },
    settings: {
      evmVersion: 'paris',
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
    },
  };
  const { errors = [], contracts } = JSON.parse(solc.compile(JSON.stringify(input))) as Compiled;
  const artifact = contracts?.[name]?.[name];
  if (!artifact) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'));
  return artifact;
}

/** What a call came to: its result, or the name of the error that it reverted with. */
export type Outcome = { readonly result: unknown } | { readonly reverted: string };

/** An EVM in this process, of a chain of one's own; its clock is what each call says. */
export class Machine {
  readonly #evm: EVM;
  readonly #abi: Abi;

  private constructor(evm: EVM, abi: Abi) {
    this.#evm = evm;
    this.#abi = abi;
  }

  static async boot(chainId: number, { abi }: Artifact): Promise<Machine> {
    const common = createCustomCommon({ chainId }, Mainnet, { hardfork: 'paris' });
    return new Machine(await createEVM({ common }), abi);
  }

  /** Creates a contract and gives its address. */
  async deploy({ evm: { bytecode } }: Artifact, from: Hex): Promise<Hex> {
    const { createdAddress, execResult } = await this.#evm.runCall({
      caller: createAddressFromString(from),
      data: hexToBytes(`0x${bytecode.object}`),
      gasLimit: 10_000_000n,
    });
    if (!createdAddress || execResult.exceptionError)
      throw new Error(`not deployed: ${execResult.exceptionError?.error}`);
    return createdAddress.toString();
  }

  /** Lays code at an address that no deployment gives. */
  async place(address: Hex, { evm: { deployedBytecode } }: Artifact): Promise<void> {
    await this.#evm.stateManager.putCode(createAddressFromString(address), hexToBytes(`0x${deployedBytecode.object}`));
  }

  async call(
    to: Hex,
    functionName: string,
    args: readonly unknown[],
    at: { from?: Hex; time?: number } = {},
  ): Promise<Outcome> {
    const { execResult } = await this.#evm.runCall({
      to: createAddressFromString(to),
      ...(at.from && { caller: createAddressFromString(at.from) }),
      data: hexToBytes(encodeFunctionData({ abi: this.#abi, functionName, args })),
      block: { header: header(BigInt(at.time ?? 0)) },
      gasLimit: 10_000_000n,
    });
    const data = bytesToHex(execResult.returnValue);
    if (!execResult.exceptionError) return { result: decodeFunctionResult({ abi: this.#abi, functionName, data }) };
    if (data === '0x') return { reverted: execResult.exceptionError.error };
    return { reverted: decodeErrorResult({ abi: this.#abi, data }).errorName };
  }
}

/** A block of which only the time matters. */
function header(timestamp: bigint) {
  return {
    number: 1n,
    coinbase: createAddressFromString(`0x${'00'.repeat(20)}`),
    timestamp,
    difficulty: 0n,
    prevRandao: new Uint8Array(32),
    gasLimit: 30_000_000n,
    baseFeePerGas: 0n,
    getBlobGasPrice: () => undefined,
  };
}
