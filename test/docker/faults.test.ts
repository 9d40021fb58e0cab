import { faultTests } from '../support/fault-tests.ts';

faultTests('docker');
