/** The parts of dockerode 5 that are used here; the package brings no types. */
declare module 'dockerode' {
  import type { Duplex, Readable } from 'node:stream';

  export interface Labelled {
    Labels: Record<string, string>;
  }
  export interface ContainerInfo extends Labelled {
    Id: string;
    Names: string[];
  }
  export interface NetworkInfo extends Labelled {
    Id: string;
    Name: string;
  }
  export interface ContainerState {
    Running: boolean;
    Paused: boolean;
    ExitCode: number;
    OOMKilled: boolean;
    Error: string;
  }
  export interface ContainerInspection {
    State: ContainerState;
    NetworkSettings: { Networks: Record<string, { IPAddress: string }> };
  }
  export interface Container {
    id: string;
    start(): Promise<unknown>;
    stop(options: { t: number }): Promise<unknown>;
    kill(): Promise<unknown>;
    pause(): Promise<unknown>;
    unpause(): Promise<unknown>;
    remove(options: { force: boolean; v: boolean }): Promise<unknown>;
    top(): Promise<{ Titles: string[]; Processes: string[][] }>;
    wait(): Promise<{ StatusCode: number }>;
    inspect(): Promise<ContainerInspection>;
    attach(options: Record<string, unknown>): Promise<Duplex>;
    logs(options: { stdout: boolean; stderr: boolean; tail: number; follow: false }): Promise<Buffer>;
  }
  export interface Network {
    id: string;
    remove(): Promise<unknown>;
  }
  export interface Filter {
    filters: { label: string[] };
    all?: boolean;
  }
  export interface ImageInfo {
    RepoTags: string[] | null;
    /** Seconds since 1970. */
    Created: number;
    Labels: Record<string, string> | null;
  }
  /** What a build says: of a step of its own, or of an image that is pulled. */
  export interface BuildLine {
    error?: string;
    stream?: string;
    status?: string;
  }
  export default class Docker {
    constructor(options?: Record<string, unknown>);
    modem: {
      demuxStream(stream: Duplex, stdout: NodeJS.WritableStream, stderr: NodeJS.WritableStream): void;
      followProgress(
        stream: Readable,
        done: (error: Error | null, output: BuildLine[]) => void,
        told: (line: BuildLine) => void,
      ): void;
    };
    ping(): Promise<unknown>;
    version(): Promise<{ Version: string; Os: string; Arch: string }>;
    createContainer(options: Record<string, unknown>): Promise<Container>;
    getContainer(id: string): Container;
    listContainers(filter: Filter): Promise<ContainerInfo[]>;
    createNetwork(options: Record<string, unknown>): Promise<Network>;
    getNetwork(id: string): Network;
    listNetworks(filter: Filter): Promise<NetworkInfo[]>;
    listImages(filter: { filters: { reference: string[] } }): Promise<ImageInfo[]>;
    getImage(name: string): { remove(): Promise<unknown> };
    importImage(file: Readable, options: Record<string, unknown>): Promise<Readable>;
    buildImage(file: Readable, options: Record<string, unknown>): Promise<Readable>;
  }
}
