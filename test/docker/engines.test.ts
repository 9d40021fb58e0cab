import { engineTests } from '../support/engine-tests.ts';

engineTests('docker');
