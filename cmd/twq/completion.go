// twq completion: a script for each shell, and the hidden command that the scripts ask.

package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"twq/fetch"
	"twq/fixtures"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish,powershell" help:"bash, zsh, fish or powershell."`
}

// Help is the long help.
func (completionCmd) Help() string {
	return `Examples:

  source <(twq completion bash)
  twq completion zsh > "${fpath[1]}/_twq"
  twq completion fish > ~/.config/fish/completions/twq.fish
  twq completion powershell | Out-String | Invoke-Expression`
}

// Run prints the script.
func (c completionCmd) Run(w *world) error {
	_, err := io.WriteString(w.Stdout, completionScripts()[c.Shell])
	return err
}

// completionScripts hand the words of the line to "twq __complete" and offer what it prints: one word a line, a help text behind a
// tab. Where it prints nothing, the shell completes files.
func completionScripts() map[string]string {
	return map[string]string{
		"bash": `_twq() {
  local cur line IFS=$'\n'
  local words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
  if declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref -n =: -w words -i cword
  fi
  cur=${words[cword]}
  COMPREPLY=()
  for line in $(twq __complete -- "${words[@]:1:cword}" 2>/dev/null); do
    COMPREPLY+=("${line%%$'\t'*}")
  done
  local colon=${cur%"${cur##*:}"} i
  if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
    for i in "${!COMPREPLY[@]}"; do COMPREPLY[i]=${COMPREPLY[i]#"$colon"}; done
  fi
  [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[:=] ]] && compopt -o nospace
  return 0
}
complete -o default -F _twq twq
`,
		"zsh": `#compdef twq
_twq() {
  local -a offers words_here
  local line
  words_here=("${(@)words[2,CURRENT]}")
  for line in "${(@f)$(twq __complete -- "${words_here[@]}" 2>/dev/null)}"; do
    [[ -n $line ]] && offers+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
  done
  if (( ${#offers} )); then
    _describe 'twq' offers
  else
    _files
  fi
}
if [[ $funcstack[1] == _twq ]]; then _twq "$@"; else compdef _twq twq; fi
`,
		"fish": `function __twq_complete
    set -l words (commandline -opc) (commandline -ct)
    twq __complete -- $words[2..-1] 2>/dev/null
end
complete -c twq -a '(__twq_complete)'
`,
		"powershell": `Register-ArgumentCompleter -Native -CommandName twq -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  if ($wordToComplete -eq '') { $words += '' }
  twq __complete -- @words 2>$null | ForEach-Object {
    $value, $help = $_ -split "` + "`" + `t", 2
    if (-not $help) { $help = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)
  }
}
`,
	}
}

type completeCmd struct {
	Words []string `arg:"" optional:"" passthrough:""`
}

// Run prints what may stand in the place of the last word.
func (c completeCmd) Run(w *world) error {
	words := c.Words
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	if len(words) == 0 {
		words = []string{""}
	}
	for _, o := range w.complete(words) {
		if o.help == "" {
			fmt.Fprintln(w.Stdout, o.word)
		} else {
			fmt.Fprintf(w.Stdout, "%s\t%s\n", o.word, o.help)
		}
	}
	return nil
}

// offer is a word that may stand there, and what it means.
type offer struct{ word, help string }

// complete offers words for the last of words.
func (w *world) complete(words []string) []offer {
	last := words[len(words)-1]
	node, before, args := w.program.Model.Node, "", 0
	for _, word := range words[:len(words)-1] {
		if f := flagOf(node, before); f != nil && !f.IsBool() {
			before = ""
			continue
		}
		before = word
		if strings.HasPrefix(word, "-") {
			continue
		}
		if next := child(node, word); next != nil && args == 0 {
			node = next
			continue
		}
		args++
	}
	if f := flagOf(node, before); f != nil && !f.IsBool() {
		return matching(w.flagValues(f, words), last)
	}
	if name, value, ok := strings.Cut(last, "="); ok && strings.HasPrefix(last, "--") {
		var offers []offer
		if f := flagOf(node, name); f != nil {
			for _, o := range matching(w.flagValues(f, words), value) {
				offers = append(offers, offer{name + "=" + o.word, o.help})
			}
		}
		return offers
	}
	if strings.HasPrefix(last, "-") {
		return matching(flagOffers(node), last)
	}
	return matching(w.argumentOffers(node, args), last)
}

func matching(offers []offer, prefix string) []offer {
	return slices.DeleteFunc(offers, func(o offer) bool { return !strings.HasPrefix(o.word, prefix) })
}

func child(n *kong.Node, name string) *kong.Node {
	for _, c := range n.Children {
		if c.Name == name || slices.Contains(c.Aliases, name) {
			return c
		}
	}
	return nil
}

// flagOf finds the flag that a word is, "--format" or "-f"; nil where it is none.
func flagOf(n *kong.Node, word string) *kong.Flag {
	if !strings.HasPrefix(word, "-") || strings.Contains(word, "=") {
		return nil
	}
	for _, group := range n.AllFlags(false) {
		for _, f := range group {
			if word == "--"+f.Name || f.Short != 0 && word == "-"+string(f.Short) {
				return f
			}
		}
	}
	return nil
}

func flagOffers(n *kong.Node) []offer {
	var offers []offer
	for _, group := range n.AllFlags(true) {
		for _, f := range group {
			offers = append(offers, offer{"--" + f.Name, f.Help})
		}
	}
	return offers
}

// flagValues are the values a flag may have.
func (w *world) flagValues(f *kong.Flag, words []string) []offer {
	switch f.Name {
	case "format":
		var offers []offer
		for _, format := range formats() {
			offers = append(offers, offer{format.name, format.help})
		}
		return offers
	case "profile":
		var offers []offer
		for _, name := range w.profileNames() {
			offers = append(offers, offer{name, ""})
		}
		return offers
	case "param":
		return paramOffers(words)
	case "notes":
		return []offer{{"all", "say all there is to say"}, {"none", "say nothing"}}
	}
	return nil
}

// paramOffers are the parameters of the resource that the line names.
func paramOffers(words []string) []offer {
	for _, word := range words {
		if r, ok := fetch.FindResource(word); ok {
			var offers []offer
			for _, p := range r.Params {
				offers = append(offers, offer{p.Name + "=", p.Help})
			}
			return offers
		}
	}
	return nil
}

// argumentOffers are the words that may stand at an argument's place.
func (w *world) argumentOffers(n *kong.Node, args int) []offer {
	if len(n.Children) > 0 && args == 0 {
		var offers []offer
		for _, c := range n.Children {
			if !c.Hidden {
				offers = append(offers, offer{c.Name, c.Help})
			}
		}
		return offers
	}
	switch {
	case n.Name == "get" && args == 0, n.Name == "query" && args > 0:
		return append(w.fixtureOffers("fixture:", true), resourceOffers()...)
	case n.Name == "show" && args == 0:
		return w.fixtureOffers("", true)
	case n.Name == "remove" && args == 0:
		return w.fixtureOffers("", false)
	case n.Name == "completion" && args == 0:
		return []offer{{"bash", ""}, {"zsh", ""}, {"fish", ""}, {"powershell", ""}}
	}
	return nil
}

func resourceOffers() []offer {
	var offers []offer
	for _, r := range fetch.Resources() {
		if !r.UserOnly && r.Retired == "" {
			offers = append(offers, offer{strings.TrimSuffix(r.Name, ":id"), r.Help})
		}
	}
	return offers
}

func (w *world) fixtureOffers(prefix string, builtin bool) []offer {
	all := fixtures.Names()
	if store, err := w.openStore(); err == nil {
		all, _ = store.List() // a folder that cannot be read has nothing to offer
	}
	var offers []offer
	for _, info := range all {
		if builtin || !info.Builtin {
			offers = append(offers, offer{prefix + info.Name, info.Help})
		}
	}
	return offers
}
