export type { NodeEvent, NodeHandle, NodePart, NodeStatus, PartStatus, StartNodeOptions } from './types.ts';
