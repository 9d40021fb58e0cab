import type { Run } from './allo.ts';

/** One answer of a devnet's RPC. */
export async function rpc<T>(url: string | null, method: string, params: object = {}): Promise<T> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(url ?? '', { method: 'POST', body });
  return ((await response.json()) as { result: T }).result;
}

/** App hash in the header of a height: what the block before it left. */
export async function appHashAt(url: string | null, height: number): Promise<string> {
  const { block } = await rpc<{ block: { header: { app_hash: string } } }>(url, 'block', { height: `${height}` });
  return block.header.app_hash;
}

/** Exit code and error of a command that was run with `--json` and refused. */
export function refusal({ code, stdout }: Run): { exit: number | null; code: string; message: string; hint: string } {
  const { error } = JSON.parse(stdout) as { error: { code: string; message: string; hint: string } };
  return { exit: code, ...error };
}
