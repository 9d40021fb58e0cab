/** Why a request is not answered, for whoever made it: a status of HTTP, and a sentence. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** Refuses every method but these. @throws Refusal 405 */
export function only(method: string | undefined, ...allowed: readonly string[]): void {
  if (allowed.includes(method ?? '')) return;
  throw new Refusal(405, `this answers ${allowed.join(' and ')} only`, { Allow: allowed.join(', ') });
}
