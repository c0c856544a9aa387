// `completion SHELL`: a script that asks this program what may stand at the cursor. The scripts are
// thin, so that they need not be installed again when a scenario is added.

import { nearest } from '../sim/nearest.ts'
import { Mistake } from '../sim/problem.ts'
import type { Parsed } from './arguments.ts'
import { shells } from './commands.ts'
import type { Context } from './context.ts'
import { type ExitCode, exits } from './exit.ts'

// bash breaks words at `:`, `@` and `=`, so what it calls the word is only the end of ours; what it
// has already got is taken off the front of every offer.
const bash = String.raw`# worldline completion for bash:  source <(worldline completion bash)
_worldline() {
  local line=${'$'}{COMP_LINE:0:COMP_POINT} cur=${'$'}{COMP_WORDS[COMP_CWORD]} whole one
  whole=${'$'}{line##*[[:space:]]}
  case $cur in
    \"*|\'*) whole=$cur ;;
    :|@|=) cur= ;;
  esac
  local skip=${'$'}{whole%"$cur"}
  COMPREPLY=()
  while IFS= read -r one; do
    COMPREPLY+=("${'$'}{one#"$skip"}")
  done < <(worldline --get-completions "$line" 2>/dev/null)
  case ${'$'}{COMPREPLY[0]} in *=|*:) compopt -o nospace 2>/dev/null ;; esac
}
complete -F _worldline worldline
`

const zsh = `#compdef worldline
# worldline completion for zsh:  worldline completion zsh > "\${fpath[1]}/_worldline"
_worldline() {
  local -a found
  found=("\${(@f)$(worldline --get-completions "\${BUFFER[1,CURSOR]}" 2>/dev/null)}")
  compadd -- $found
}
if [ "$funcstack[1]" = "_worldline" ]; then _worldline "$@"; else compdef _worldline worldline; fi
`

const fish = `# worldline completion for fish:  worldline completion fish | source
complete -c worldline -f -a '(worldline --get-completions (commandline -cp) 2>/dev/null)'
`

const powershell = `# worldline completion for PowerShell:  worldline completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName worldline -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $line = $commandAst.ToString().PadRight($cursorPosition).Substring(0, $cursorPosition)
  worldline --get-completions $line 2>$null | ForEach-Object {
    $text = if ($_ -match '\\s') { "'$_'" } else { $_ }
    [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
  }
}
`

const scripts: Readonly<Record<string, string>> = { bash, zsh, fish, powershell }

/** Prints the script of a shell; without a name, that of $SHELL. */
export async function completion(parsed: Parsed, context: Context): Promise<ExitCode> {
  const asked = parsed.words[0] ?? shellOf(context.env['SHELL'])
  const script = asked === null ? undefined : scripts[asked]
  if (script === undefined) {
    const near = asked === null ? null : nearest(asked, shells)
    throw new Mistake([
      {
        code: 'WL1004',
        sentence:
          asked === null ? 'which shell?' : `there is no completion for the shell "${asked}".`,
        lines: [
          ...(near === null ? [] : [`did you mean   ${context.name} completion ${near} ?`]),
          `shells         ${shells.join('  ')}`,
        ],
      },
    ])
  }
  context.out(script)
  return exits.pass
}

const shellOf = (path: string | undefined): string | null =>
  shells.find((shell) => path?.endsWith(`/${shell}`)) ?? null
