import { eventTests } from '../support/event-tests.ts';
import { sandbox } from './allo.ts';

eventTests(async () => sandbox(), 'events', '--block-time', 'manual');
