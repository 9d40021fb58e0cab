import { type Actor, makeActor } from './actors.ts';
import { contextOfLosses, type LossForecaster, recentLosses } from './forecasters.ts';
import { honestModels, type Model, ridge } from './models.ts';

export interface WorkerActor extends Actor {
  readonly model: Model;
}

export interface ForecasterActor extends Actor {
  readonly forecaster: LossForecaster;
}

/** Everybody who takes part in the story. */
export interface Cast {
  readonly workers: readonly WorkerActor[];
  readonly newcomer: WorkerActor;
  readonly forecasters: readonly ForecasterActor[];
  readonly reputers: readonly Actor[];
}

const worker = (model: Model): WorkerActor => ({ ...makeActor('worker', model.name), model });

/** Five honest models, one better that comes late, two forecasters, three reputers. */
export function castFor(season: number): Cast {
  return {
    workers: honestModels(season).map(worker),
    newcomer: worker(ridge(season)),
    forecasters: [recentLosses, contextOfLosses].map((forecaster) => ({
      ...makeActor('forecaster', forecaster.name),
      forecaster,
    })),
    reputers: ['one', 'two', 'three'].map((name) => makeActor('reputer', name)),
  };
}

export const everybody = (cast: Cast): Actor[] => [
  ...cast.workers,
  cast.newcomer,
  ...cast.forecasters,
  ...cast.reputers,
];

/** What the tables call everybody, by address: for who looks at the devnet afterwards. */
export function namesOf({ workers, newcomer, forecasters, reputers }: Cast): ReadonlyMap<string, string> {
  const called = (actors: readonly Actor[], name: (actor: Actor) => string) =>
    actors.map((actor): [string, string] => [actor.signer.address, name(actor)]);
  return new Map([
    ...called([...workers, newcomer, ...forecasters], ({ name }) => name),
    ...called(reputers, ({ name }) => `reputer ${name}`),
  ]);
}
