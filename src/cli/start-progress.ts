import type { StartStep } from '../devnet/daemon/messages.ts';

/** Shows people how the start of a devnet goes. */
export interface StartDisplay {
  step(step: StartStep): void;
  /** The start has ended, well or not; resolves when the terminal is free again. */
  end(error?: unknown): Promise<void>;
}

const TITLES = {
  ports: 'Ports and the ways between peers',
  image: 'Image',
  homes: 'Homes of the validators',
  validators: 'Validators',
} as const;

type StepName = keyof typeof TITLES;

/** After so long it is worth telling what a start waits for. */
const LONG_MS = 8_000;

/** Docker's line for a step of a build, among all that it says. */
const BUILD_STEP = /^Step \d+\/\d+ :/;

/** Nobody looks, or it is over at once: what takes long is said in lines. */
function plainDisplay(note: (text: string) => void): StartDisplay {
  const said = new Map<string, string>();
  const begun = performance.now();
  return {
    step: (step) => {
      if ('step' in step && step.detail !== undefined && BUILD_STEP.test(step.detail)) note(`Image: ${step.detail}`);
      if (!('validator' in step) || step.state !== 'waits' || performance.now() - begun < LONG_MS) return;
      const text = `${step.validator} waits: ${step.detail ?? ''}`;
      if (said.get(step.validator) !== text) note(text);
      said.set(step.validator, text);
    },
    end: async () => undefined,
  };
}

/** Each step and each validator on a line of its own. */
async function liveDisplay({ engine, validators }: { engine: string; validators: number }): Promise<StartDisplay> {
  const { Listr, ListrLogger, ProcessOutput } = await import('listr2');
  const names: StepName[] = engine === 'docker' ? ['image', 'ports', 'homes'] : ['ports', 'homes'];
  const order: StepName[] = [...names, 'validators'];
  const begun = new Map(order.map((name) => [name, Promise.withResolvers<void>()]));
  const ready = Array.from({ length: validators }, () => Promise.withResolvers<void>());
  const told = new Map<StepName, { output: string }>();
  const say: ((text?: string) => void)[] = [];
  for (const { promise } of [...begun.values(), ...ready]) promise.catch(() => undefined);

  const following = (name: StepName) => begun.get(order[order.indexOf(name) + 1] as StepName)?.promise;
  const list = new Listr(
    [
      ...names.map((name) => ({
        title: TITLES[name],
        task: (_: unknown, line: { output: string }) => {
          told.set(name, line);
          return following(name);
        },
      })),
      {
        title: TITLES.validators,
        task: (_: unknown, task: { newListr: (tasks: object[], options: object) => unknown }) =>
          task.newListr(
            ready.map(({ promise }, i) => ({
              title: `validator-${i}`,
              task: (__: unknown, line: { title: string }) => {
                say[i] = (text) => {
                  line.title = text ? `validator-${i}: ${text}` : `validator-${i}`;
                };
                return promise;
              },
            })),
            { concurrent: true, exitOnError: false },
          ),
      },
    ] as never,
    {
      registerSignalListeners: false,
      rendererOptions: {
        collapseSubtasks: false,
        showErrorMessage: false,
        // Progress is no result.
        logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
      },
    },
  );
  const shown = list.run().catch(() => undefined);
  return {
    step(step) {
      if ('step' in step) {
        const line = told.get(step.step);
        if (line && step.detail !== undefined) line.output = step.detail;
        for (const name of order.slice(0, order.indexOf(step.step) + 1)) begun.get(name)?.resolve();
        return;
      }
      const i = Number(step.validator.replace(/^.*-/, ''));
      if (step.state === 'waits') say[i]?.(step.detail ?? '');
      if (step.state === 'ready' || step.state === 'behind') {
        say[i]?.(step.state === 'behind' ? `${step.detail}; the others go on without it until then` : '');
        ready[i]?.resolve();
      }
    },
    async end(error) {
      const waiting = [...begun.values(), ...ready];
      for (const one of waiting) error === undefined ? one.resolve() : one.reject(new Error('not started'));
      await shown;
    },
  };
}

/** The display that fits: none of it where an engine starts at once. */
export async function startDisplay(
  options: { engine: string; validators: number },
  { plain, note }: { plain: boolean; note: (text: string) => void },
): Promise<StartDisplay> {
  return plain || options.engine === 'embedded' ? plainDisplay(note) : liveDisplay(options);
}
