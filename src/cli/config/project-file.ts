import type { Configuration } from './schema.ts';

export type ProjectFormat = 'json' | 'yaml' | 'ts' | 'js';

/** An `allo.config` of a kind, with the settings given. */
export function projectText(settings: Configuration, format: ProjectFormat): string {
  const json = JSON.stringify(settings, null, 2);
  if (format === 'json') return `${json}\n`;
  if (format === 'yaml') return yaml(settings as Nested).concat('\n');
  const typed = format === 'ts' ? ' satisfies Record<string, unknown>' : '';
  return `// Settings of allo in this directory and below; \`allo config explain\` shows what is in force.\nexport default ${json.replace(/"([A-Za-z_]\w*)":/g, '$1:')}${typed};\n`;
}

type Nested = { readonly [key: string]: string | number | null | undefined | Nested };

/** Plain YAML: names, texts in quotes, numbers, and what is nested. */
function yaml(value: Nested, indent = ''): string {
  return Object.entries(value)
    .map(([name, entry]) => {
      const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
      return typeof entry === 'object' && entry !== null
        ? `${indent}${key}:\n${yaml(entry, `${indent}  `)}`
        : `${indent}${key}: ${JSON.stringify(entry)}`;
    })
    .join('\n');
}
