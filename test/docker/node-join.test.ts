import { joinTests } from '../support/join-tests.ts';

joinTests('docker');
