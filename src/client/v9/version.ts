import type { DescMethod } from '@bufbuild/protobuf';
import { ClientError } from '../errors.ts';

/** The version of the emissions module that a network serves. Everything here is written for v10; `src/client/v9` speaks v9. */
export type EmissionsVersion = 'v9' | 'v10';

const CURRENT = 'emissions.v10.';
const OLDER = 'emissions.v9.';

/** Whether a query is one of the emissions module. */
export const isEmissions = ({ parent }: DescMethod): boolean => parent.typeName.startsWith(CURRENT);

/** Whether a network said that it does not know the service of a query at all. */
export const isUnknownPath = (error: unknown): boolean =>
  error instanceof ClientError && /unknown (query path|service)/i.test(error.message);

/** The name of a message, service or event in the version that a network speaks. */
export const nameIn = (version: EmissionsVersion, name: string): string =>
  version === 'v9' && name.startsWith(CURRENT) ? OLDER + name.slice(CURRENT.length) : name;

/** The name in v10 of what may be of v9. */
export const currentName = (name: string): string =>
  name.startsWith(OLDER) ? CURRENT + name.slice(OLDER.length) : name;
