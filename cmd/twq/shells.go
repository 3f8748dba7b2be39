// The completion scripts of the shells.

package main

// completionScripts hand the words of the line, up to the cursor, to "twq __complete", with what is behind it, which fish does not tell.
// They offer what it prints: one word a line, a help text behind a tab. A word that ends as goesOn says is not finished, so no blank
// follows it. A line without a word asks for files. Words come in the quotes of their shell; bash, which puts offers on the line as they
// are, gets them quoted, and without what stands in front of the last break. The program is the one on the line where that is a path,
// else the one in PATH.
func completionScripts() map[string]string {
	return map[string]string{
		"bash": `_twq() {
  local twq=twq rest=${COMP_LINE:0:COMP_POINT} piece cur line files= i
  local -a words=()
  [[ $1 == */* ]] && twq=${1/#\~\//$HOME/}
  # bash may break words at : and =; what stands together on the line is one word.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    piece=${COMP_WORDS[i]}
    if [[ $i == 0 || $rest == [[:space:]]* ]]; then
      rest=${rest#"${rest%%[![:space:]]*}"}
      words+=("")
    fi
    [[ $i == "$COMP_CWORD" ]] && piece=$rest
    cur=${words[${#words[@]}-1]}$piece
    words[${#words[@]}-1]=$cur
    rest=${rest#"$piece"}
  done
  COMPREPLY=()
  while IFS= read -r line; do
    line=${line%%$'\t'*}
    if [[ -n $line ]]; then COMPREPLY+=("$line"); else files=1; fi
  done < <("$twq" __complete --shell=bash "--breaks=${COMP_WORDBREAKS-}" "--after=${COMP_LINE:COMP_POINT}" -- "${words[@]:1}" 2>/dev/null)
  [[ -n $files ]] || compopt +o default 2>/dev/null
  [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[=/.\(\|\{\[,:@] ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -o default -F _twq twq
`,
		"zsh": `#compdef twq
_twq() {
  local twq=twq line word files=
  local -a whole open wholeHelp openHelp blank
  [[ -n $QISUFFIX ]] && blank=(-S '') # it would come in front of the quote
  [[ $words[1] == */* ]] && twq=${${(Q)words[1]}/#\~\//$HOME/}
  for line in "${(@f)$("$twq" __complete --shell=zsh "--after=$SUFFIX$QISUFFIX ${(j: :)words[CURRENT+1,-1]}" -- "${(@)words[2,CURRENT-1]}" "$QIPREFIX$PREFIX" 2>/dev/null)}"; do
    word=${line%%$'\t'*}
    case $word in
      '') [[ $line == *$'\t'* ]] && files=1 ;;
      *[=/.\(\|\{\[,:@]) open+=("$word") openHelp+=("${line/$'\t'/  -- }") ;;
      *) whole+=("$word") wholeHelp+=("${line/$'\t'/  -- }") ;;
    esac
  done
  if [[ -n $files ]]; then
    [[ $PREFIX == --*=* ]] && compset -P '*='
    _files
  else
    compadd -l -d openHelp -S '' -a -- open
    compadd -l -d wholeHelp "$blank[@]" -a -- whole
  fi
}
if [[ $funcstack[1] == _twq ]]; then _twq "$@"; else compdef _twq twq; fi
`,
		"fish": `function __twq_ask
    set -l words (commandline -opc) (commandline -ct)
    set -l twq twq
    string match -q -- '*/*' $words[1]; and set twq (string replace -r '^~/' "$HOME/" -- $words[1])
    set -e words[1]
    command -q $twq; and command $twq __complete --shell=fish -- $words 2>/dev/null
end
function __twq_files
    string match -q -- \t'*' (__twq_ask)
end
complete -c twq -f -a '(__twq_ask | string match -v -- \t"*")'
complete -c twq -n __twq_files -F
`,
		"powershell": `Register-ArgumentCompleter -Native -CommandName twq, twq.exe -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() -replace '["'']', '' })
  # Windows PowerShell drops empty words on the way to a program.
  if ($wordToComplete -eq '') { $words += '""' }
  $line = $commandAst.ToString()
  $after = '' + $line.Substring([Math]::Min([Math]::Max(0, $cursorPosition - $commandAst.Extent.StartOffset), $line.Length))
  $lines = @(twq __complete --shell=powershell "--after=$after" -- @words 2>$null)
  if ($lines.Count -eq 0) { return '' } # without a result PowerShell would offer files
  foreach ($line in $lines) {
    $value, $help = $line -split "` + "`" + `t", 2
    if ($value -eq '') { continue }
    if (-not $help) { $help = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
  }
}
`,
	}
}
