import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { isAbsolute, join } from 'node:path';
import { generateMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import type { DevnetStatus } from '../../src/devnet/types.ts';
import { hdKey, pubkeyAddress } from '../../src/wire/index.ts';
import type { Sandbox } from '../e2e/allo.ts';
import { until } from './engines.ts';
import { type Python, programs } from './python.ts';

/** What the SDK says once its actor is registered (a reputer also staked) and waits for windows. */
const READY = 'Starting polling worker';
/** What it says of what went wrong, or may have. */
const COMPLAINT = /\b(WRN|ERR|CRT)\b|Traceback|error|exception/i;

/** A wallet that nobody used before. */
export interface Wallet {
  readonly mnemonic: string;
  readonly address: string;
}

export function newWallet(): Wallet {
  const mnemonic = generateMnemonic(wordlist);
  return { mnemonic, address: pubkeyAddress(hdKey(mnemonic, 0).publicKey) };
}

/** Where the SDK finds the devnet: nothing where it is at the ports that `AlloraNetworkConfig.local()` knows. */
export function whereabouts({ endpoints: { grpc, ws } }: DevnetStatus): NodeJS.ProcessEnv {
  const { port } = new URL(grpc ?? '');
  if (port === '9090' && ws?.endsWith(':26657/websocket')) return {};
  return { GRPC_PORT: port, WEBSOCKET: (ws ?? '').replace('127.0.0.1', 'localhost') };
}

/** One program of the SDK that runs. */
export class PythonActor {
  readonly name: string;
  readonly #wallet: Wallet | null;
  readonly #process: ChildProcess;
  #log = '';

  /** @param name what it is in `programs`, and which one of those, or the path of a program that has its wallet by itself */
  constructor(box: Sandbox, { python }: Python, name: string, wallet: Wallet | null, env: NodeJS.ProcessEnv = {}) {
    this.name = name;
    this.#wallet = wallet;
    const [program = ''] = name.split(' ');
    this.#process = spawn(python, [isAbsolute(program) ? program : join(programs, `${program}.py`)], {
      cwd: box.directory,
      env: {
        ...{ PATH: process.env.PATH, HOME: box.directory, PYTHONUNBUFFERED: '1', PYTHONIOENCODING: 'utf-8' },
        ...(wallet && { MNEMONIC: wallet.mnemonic }),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text;
      });
    }
  }

  get address(): string {
    return this.#wallet?.address ?? '';
  }

  /** How often its log says so. */
  said(what: string): number {
    return this.#log.split(what).length - 1;
  }

  /** The lines of its log that tell of something wrong. */
  get complaints(): string[] {
    return this.#log.split('\n').filter((line) => COMPLAINT.test(line));
  }

  /** Resolves once it waits for windows; throws with its log where it ended instead. */
  async ready(): Promise<void> {
    await until(() => {
      if (this.#process.exitCode !== null) throw new Error(`${this.name} ended:\n${this.#log}`);
      return this.said(READY) > 0;
    });
  }

  /**
   * Asks it to end, as a process manager would, and ends it where it does not: on Python 3.11 the SDK can miss the end of its
   * own event loop.
   */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const patience = setTimeout(() => this.#process.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(patience);
  }
}
