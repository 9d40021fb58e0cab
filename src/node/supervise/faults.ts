/** A line of CometBFT's log that tells of a fault, or of a panic; of ours, one that tells of an error. */
const FAULT = /^(E\[|ERROR|panic:|fatal error:|Error:)|\b[A-Z]\w*Error: /;
/** What CometBFT reports as errors while peers come and go, and nobody has to act on. */
const USUAL =
  /Stopping peer|Error dialing|Connection failed|dial tcp|connection refused|EOF|Error attempting to|cannot broadcast|stopped unexpectedly/;

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** The last lines that tell of faults, each once, at most `count`, as plain text. */
export function faultsIn(lines: readonly string[], count: number): string[] {
  const plain = lines.map((line) => line.replace(ESCAPES, ''));
  return [...new Set(plain.filter((line) => FAULT.test(line) && !USUAL.test(line)))].slice(-count);
}
