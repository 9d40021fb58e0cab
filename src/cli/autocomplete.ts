export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** One command for completion: its words, what it does, its flags with their dashes. */
export interface Completion {
  words: string[];
  summary: string;
  flags: string[];
}

/** A script that teaches a shell the commands and flags of the program `bin`. */
export function completionScript(shell: Shell, bin: string, commands: readonly Completion[]): string {
  if (shell === 'fish') return fish(bin, commands);
  return shell === 'bash' ? bash(bin, commands) : zsh(bin, commands);
}

/** What may follow each beginning of a command: the next words, or its flags. */
function choices(commands: readonly Completion[]): Map<string, string[]> {
  const after = new Map<string, Set<string>>();
  const add = (prefix: string, word: string) => after.set(prefix, (after.get(prefix) ?? new Set()).add(word));
  for (const { words, flags } of commands) {
    for (const [i, word] of words.entries()) add(words.slice(0, i).join(' '), word);
    for (const flag of flags) add(words.join(' '), flag);
  }
  return new Map([...after].map(([prefix, words]) => [prefix, [...words].sort()]));
}

function cases(commands: readonly Completion[]): string {
  return [...choices(commands)].map(([prefix, words]) => `    '${prefix}') choices='${words.join(' ')}' ;;`).join('\n');
}

function bash(bin: string, commands: readonly Completion[]): string {
  return `_${bin}_complete() {
  local current="\${COMP_WORDS[COMP_CWORD]}" typed='' word choices=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] && break
    typed="\${typed:+$typed }$word"
  done
  case "$typed" in
${cases(commands)}
  esac
  COMPREPLY=($(compgen -W "$choices" -- "$current"))
}
complete -o default -F _${bin}_complete ${bin}`;
}

function zsh(bin: string, commands: readonly Completion[]): string {
  return `#compdef ${bin}
_${bin}() {
  local typed='' word choices=''
  for word in "\${(@)words[2,CURRENT-1]}"; do
    [[ $word == -* ]] && break
    typed="\${typed:+$typed }$word"
  done
  case "$typed" in
${cases(commands)}
  esac
  compadd -- \${=choices}
}
if [ "$funcstack[1]" = "_${bin}" ]; then _${bin} "$@"; else compdef _${bin} ${bin}; fi`;
}

function fish(bin: string, commands: readonly Completion[]): string {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const lines = [
    `function __${bin}_typed`,
    "    set -l typed (commandline -opc | string match -v -- '-*')",
    '    test "$typed[2..-1]" = "$argv"',
    'end',
    `complete -c ${bin} -f`,
  ];
  const summaries = new Map(commands.map(({ words, summary }) => [words.join(' '), summary]));
  for (const [prefix, words] of choices(commands)) {
    for (const word of words) {
      const condition = `-n ${quoted(`__${bin}_typed ${prefix}`.trim())}`;
      const full = prefix === '' ? word : `${prefix} ${word}`;
      const about = summaries.get(full);
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`;
      lines.push(`complete -c ${bin} ${condition} ${what}${about ? ` -d ${quoted(about)}` : ''}`);
    }
  }
  return lines.join('\n');
}
