import { engineSandbox } from '../support/engines.ts';
import { eventTests } from '../support/event-tests.ts';

eventTests(engineSandbox, 'events', '--engine', 'cometbft', '--validators', '2', '--block-time', '1s');
