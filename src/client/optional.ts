import { ClientError } from './errors.ts';

/** The answer of a query, or undefined where the chain has nothing of the kind. */
export async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ClientError && error.kind === 'not-found') return undefined;
    throw error;
  }
}
