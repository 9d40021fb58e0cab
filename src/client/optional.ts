import { ClientError, passes } from './errors.ts';

/** The answer of a query, or undefined where the chain has nothing of the kind. */
export async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ClientError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

/** The answer, or undefined where the network has trouble that may pass: a node that is restarted is asked again later. */
export async function unlessTrouble<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (passes(error)) return undefined;
    throw error;
  }
}
