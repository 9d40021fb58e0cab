import type { StartStep } from '../devnet/daemon/messages.ts';
import { defaultImageFrom } from '../devnet/image-from.ts';
import { writeNames } from '../devnet/names.ts';
import { devnetHome } from '../devnet/paths.ts';
import { readPlan } from '../devnet/plan.ts';
import { readDevnet } from '../devnet/registry.ts';
import { startDevnet } from '../devnet/start.ts';
import { purgeHome, stopDevnet } from '../devnet/stop.ts';
import type { DevnetOptions, DevnetState, EngineKind } from '../devnet/types.ts';
import { castFor, namesOf } from './cast.ts';
import type { Plan } from './plan.ts';
import type { Series } from './series.ts';
import { type StoryEvent, type StoryResult, tellStory } from './story.ts';

export interface RunInput {
  readonly series: Series;
  readonly plan: Plan;
  /** Wanted name of the devnet; where one of that name runs or keeps a chain, a number is put behind it. */
  readonly name: string;
  readonly validators: number;
  readonly engine: EngineKind;
  readonly host: string;
  /** Wanted port of the RPC; a free one near it where it is taken. */
  readonly rpcPort: number;
  readonly grpcPort: number;
  readonly restPort: number;
  readonly consumerPort: number;
  readonly faucetPort: number | null;
  readonly consumer: DevnetOptions['consumer'];
  /** Leave the devnet running. */
  readonly keep: boolean;
  /** Directory of the package. */
  readonly root: string;
  /** Ends the story early; the devnet is removed all the same. */
  readonly signal: AbortSignal;
  /** Told how the start of the devnet goes. */
  onStep?: (step: StartStep) => void;
  started(devnet: DevnetState, notes: readonly string[]): void;
  tell(event: StoryEvent): void | Promise<void>;
}

/** Brings up a devnet, tells the story on it, and takes it away again. */
export async function runStory(input: RunInput): Promise<StoryResult & { devnet: DevnetState }> {
  const name = await freeName(input.name);
  const { state, notes } = await startDevnet(
    {
      name,
      engine: input.engine,
      chainId: 'localnet',
      validators: input.validators,
      ...blocksOf(input.engine),
      genesisTime: null,
      seed: null,
      host: input.host,
      rpcPort: input.rpcPort,
      grpcPort: input.grpcPort,
      restPort: input.restPort,
      consumerPort: input.consumerPort,
      faucetPort: input.faucetPort,
      consumer: input.consumer,
      sync: 'second',
      imageFrom: defaultImageFrom(),
      genesis: null,
    },
    input.root,
    { signal: input.signal, ...(input.onStep && { onStep: input.onStep }) },
  );
  let told = false;
  try {
    input.started(state, notes);
    const result = await tellStory({ devnet: state, ...input });
    told = true;
    if (input.keep) writeNames(state.home, namesOf(castFor(input.series.season)));
    return { ...result, devnet: state };
  } finally {
    if (!(told && input.keep)) {
      await stopDevnet(state);
      purgeHome(name);
    }
  }
}

/** A network that makes blocks by itself: slow enough that nobody misses a window of ten blocks on a busy machine. */
const NETWORK_BLOCK_MS = 100;

/** By hand where that can be: nothing then waits for anything. */
function blocksOf(engine: EngineKind): Pick<DevnetOptions, 'blockTime' | 'blockIntervalMs'> {
  if (engine === 'embedded') return { blockTime: 'manual', blockIntervalMs: null };
  return { blockTime: `${NETWORK_BLOCK_MS}ms`, blockIntervalMs: NETWORK_BLOCK_MS };
}

async function freeName(wanted: string): Promise<string> {
  for (let i = 1; ; i += 1) {
    const name = i === 1 ? wanted : `${wanted}-${i}`;
    if (!(await readDevnet(name)) && !readPlan(devnetHome(name))) return name;
  }
}
