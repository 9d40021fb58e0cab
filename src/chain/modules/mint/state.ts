import { collections, int } from '../../store/collections.ts';

const state = collections('mint');

/** uallo that every block pays while `ecosystem` has them; absent: nothing is paid. */
export const blockEmission = state.item(0, int);
