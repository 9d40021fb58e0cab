import { engineTests } from '../support/engine-tests.ts';

engineTests('cometbft');
