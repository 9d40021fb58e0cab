import { AlloError } from '../errors.ts';
import {
  type FlagValues,
  KEYS,
  type Key,
  type NetworkProfile,
  PUBLIC_NETWORKS,
  type Settings,
  type Values,
} from './settings.ts';
import { loadFile, projectFile, userFile } from './sources.ts';

/** Where a value came from: `flag --name`, `environment ALLO_NAME`, the path of a file, or `default`. */
export type Origins = Record<string, string>;

export interface Resolved {
  settings: Settings;
  values: Values;
  origins: Origins;
  files: { project: string | null; user: string | null };
}

interface Layer {
  origin: (key: Key) => string;
  values: Values;
  networks: Record<string, NetworkProfile>;
  prices: Record<string, number>;
}

/**
 * Settles every setting: flag > environment (`ALLO_*`) > project file > user file > default. Files are only parsed where they exist.
 * @throws AlloError badConfiguration, badEnvironment: naming the file or variable and the key.
 */
export async function resolveSettings(flags: FlagValues = {}): Promise<Resolved> {
  const files = { project: projectFile(), user: userFile() };
  const user = files.user && files.user !== files.project ? [await fileLayer(files.user)] : [];
  const layers = [
    flagLayer(flags),
    await environmentLayer(),
    ...(files.project ? [await fileLayer(files.project)] : []),
    ...user,
  ];
  const values: Values = {};
  const origins: Origins = {};
  for (const key of KEYS) {
    const layer = layers.find((candidate) => candidate.values[key.path] !== undefined);
    values[key.path] = layer ? layer.values[key.path] : key.default;
    origins[key.path] = layer ? layer.origin(key) : 'default';
  }
  const networks: Settings['networks'] = { ...PUBLIC_NETWORKS };
  const prices: Record<string, number> = {};
  for (const layer of layers.toReversed()) {
    Object.assign(networks, layer.networks);
    Object.assign(prices, layer.prices);
  }
  return { settings: assemble(values, networks, prices), values, origins, files };
}

function flagName(key: Key): string {
  return (key.path.split('.').at(-1) ?? '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function flagLayer(flags: FlagValues): Layer {
  const values: Values = {};
  for (const key of KEYS) {
    const value = flags[flagName(key)];
    if (typeof value === key.type) values[key.path] = value as string | number;
  }
  return { origin: (key) => `flag --${flagName(key)}`, values, networks: {}, prices: {} };
}

async function environmentLayer(): Promise<Layer> {
  const values: Values = {};
  for (const key of KEYS) {
    const text = process.env[key.env];
    if (text === undefined || text === '') continue;
    values[key.path] = key.type === 'number' ? readNumber(key.env, text) : text;
  }
  if (Object.keys(values).length > 0) {
    const { checkConfiguration } = await import('./schema.ts');
    const variable = (path: string) => KEYS.find((key) => key.path === path)?.env ?? path;
    checkConfiguration(nest(values), { variable });
  }
  return { origin: (key) => `environment ${key.env}`, values, networks: {}, prices: {} };
}

function readNumber(variable: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new AlloError('badEnvironment', `${variable}: "${text}" is not a whole number.`);
  return Number(text);
}

async function fileLayer(path: string): Promise<Layer> {
  const [content, { checkConfiguration }] = await Promise.all([loadFile(path), import('./schema.ts')]);
  const { networks = {}, devnet = {}, consumer = {}, ...rest } = checkConfiguration(content ?? {}, { file: path });
  const { prices = {}, ...evm } = consumer;
  const values: Values = { ...rest };
  for (const [name, value] of Object.entries(devnet)) values[`devnet.${name}`] = value;
  for (const [name, value] of Object.entries(evm)) values[`consumer.${name}`] = value;
  return { origin: () => path, values, networks, prices };
}

function nest(values: Values): Record<string, unknown> {
  const top: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(values)) {
    const [section = '', name] = path.split('.');
    if (name === undefined) top[section] = value;
    else top[section] = { ...(top[section] as object | undefined), [name]: value };
  }
  return top;
}

function assemble(values: Values, networks: Settings['networks'], prices: Record<string, number>): Settings {
  const { consumer, ...rest } = nest(values);
  return { ...rest, consumer: { ...(consumer as object), prices }, networks } as unknown as Settings;
}
