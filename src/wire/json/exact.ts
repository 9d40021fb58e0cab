/**
 * The value of a JSON text, its numbers as the text that was written, so that no digit is lost.
 * @throws SyntaxError where it is no JSON
 */
export function exactJson(text: string): unknown {
  const exactly = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value;
  return JSON.parse(text, exactly as Parameters<typeof JSON.parse>[1]);
}
