import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { QueryService as EmissionsV9 } from '../wire/gen/emissions/v9/query_pb.ts';
import { Query as Scheduler } from '../wire/gen/scheduler/v1/query_pb.ts';
import { queryServices } from '../wire/services.ts';

/** Every service that is served, whether the chain has its module yet or not: what it has not answers UNIMPLEMENTED. */
export const services: readonly DescService[] = [...queryServices, EmissionsV9, Scheduler];

/** The path of a method, in gRPC as in ABCI: `/cosmos.bank.v1beta1.Query/Balance`. */
export const pathOf = (method: DescMethod): string => `/${method.parent.typeName}/${method.name}`;
