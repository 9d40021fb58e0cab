import { networkInterfaces } from 'node:os';
import { joinTests } from '../support/join-tests.ts';

// Where the machine has IPv6, with addresses that hold colons themselves.
const six = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'));
joinTests('cometbft', '--host', six ? '::1' : '127.0.0.1');
