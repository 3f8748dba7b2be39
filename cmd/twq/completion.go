// twq completion: a script for each shell, and the hidden command that the scripts ask.

package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/kong"

	"twq/render"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish,powershell" help:"bash, zsh, fish or powershell."`
}

// Help is the long help.
func (completionCmd) Help() string {
	return `Examples:

  eval "$(twq completion bash)"
  twq completion zsh > "${fpath[1]}/_twq"
  twq completion fish > ~/.config/fish/completions/twq.fish
  twq completion powershell | Out-String | Invoke-Expression

Then TAB completes, among others:

  twq query '#.us                      keys of the last answer
  twq query '#(lang==' fixture:library values, with the cursor behind ==
  twq get tweets.json -q '#.user.      keys of a file (of its first MiB)
  twq get users/show -q sta            keys of the last answer of that resource,
                                       else of the practice world
  twq get fixture:library -c id_str,w  keys of a row
  twq get users/show -p s              parameters of the resource

Nothing is asked of the network, and standard input is not read. fish does not
tell what is behind the cursor: there a source has to stand in front of it.`
}

// Run prints the script.
func (c completionCmd) Run(w *world) error {
	_, err := io.WriteString(w.Stdout, completionScripts()[c.Shell])
	return err
}

type completeCmd struct {
	Shell  string   `help:"The shell, whose quotes the words are in: bash, zsh, fish, powershell."`
	Breaks string   `help:"What breaks words in bash: $$COMP_WORDBREAKS."`
	After  string   `help:"The line behind the cursor."`
	Words  []string `arg:"" optional:"" passthrough:""`
}

// Run prints what may stand in the place of the last word.
func (c completeCmd) Run(ctx context.Context, w *world) error {
	words := c.Words
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	if len(words) == 0 {
		words = []string{""}
	}
	last := unquote(words[len(words)-1], c.Shell == "fish")
	line := slices.Clone(words)
	switch c.Shell {
	case "fish": // hands over all but the last without quotes
	case "powershell": // hands over all without quotes, but an empty word
		last = typed{text: strings.TrimPrefix(words[len(words)-1], `""`)}
	default:
		for i, word := range words {
			line[i] = unquote(word, false).text
		}
	}
	line[len(line)-1] = last.text
	offers, files := w.complete(ctx, line, last.wordsBehind(c.After))
	offers = slices.DeleteFunc(offers, func(o offer) bool { return render.Clean(o.word) != o.word })
	switch c.Shell {
	case "bash":
		offers = last.inBash(offers, c.Breaks)
	case "powershell":
		offers = inPowerShell(offers)
	}
	for _, o := range offers {
		if o.help == "" {
			fmt.Fprintln(w.Stdout, o.word)
		} else {
			fmt.Fprintf(w.Stdout, "%s\t%s\n", o.word, render.Clean(o.help))
		}
	}
	if files && len(offers) == 0 {
		fmt.Fprintln(w.Stdout, "\tfiles")
	}
	return nil
}

// offer is a word that may stand there, and what it means.
type offer struct{ word, help string }

// complete offers words for the last of words; behind are those behind the cursor. files says that a file may stand there.
func (w *world) complete(ctx context.Context, words, behind []string) (offers []offer, files bool) {
	last := words[len(words)-1]
	at, line := place{node: w.program.Model.Node}, place{node: w.program.Model.Node}
	for _, word := range words[:len(words)-1] {
		at.pass(word)
	}
	for _, word := range slices.Concat(words, behind) {
		line.pass(word)
	}
	if _, redirected := redirection(last); at.file || redirected {
		return nil, true
	}
	if at.flag != nil {
		return matching(w.flagValues(ctx, at.flag, line, last), last), holdsFile(at.flag)
	}
	if at.plain || !strings.HasPrefix(last, "-") {
		return matching(w.argumentOffers(ctx, at, line, last), last), at.takesFile()
	}
	if f, value := at.valued(last); value > 0 {
		offers = matching(w.flagValues(ctx, f, line, last[value:]), last[value:])
		for i := range offers {
			offers[i].word = last[:value] + offers[i].word
		}
		return offers, holdsFile(f)
	}
	return matching(at.flagOffers(last), last), false
}

// place is where a word stands: in which command, behind which arguments, and whether it is the value of a flag.
type place struct {
	node  *kong.Node
	args  []string            // of the command
	given map[string][]string // the values of flags
	flag  *kong.Flag          // waits for its value; nil: none does
	plain bool                // behind "--", where nothing is a flag
	file  bool                // behind the shell's ">" or "<"
}

// pass goes on behind a word.
func (p *place) pass(word string) {
	alone, redirected := redirection(word)
	switch {
	case p.file || redirected:
		p.file = redirected && alone
	case p.flag != nil:
		p.give(p.flag, word)
		p.flag = nil
	case p.plain || word == "-" || !strings.HasPrefix(word, "-"):
		if next := child(p.node, word); next != nil && len(p.args) == 0 {
			p.node = next
		} else {
			p.args = append(p.args, word)
		}
	case word == "--":
		p.plain = true
	default:
		f, value := p.valued(word)
		if value == 0 {
			p.flag = f
			return
		}
		p.give(f, word[value:])
	}
}

func (p *place) give(f *kong.Flag, value string) {
	if p.given == nil {
		p.given = map[string][]string{}
	}
	p.given[f.Name] = append(p.given[f.Name], value)
}

// redirection tells a word that sends input or output elsewhere, which bash hands over with the others: ">", "2>>", ">file"; alone: the
// file is the next word.
func redirection(word string) (alone, ok bool) {
	rest := strings.TrimLeft(word, "0123456789&")
	file := strings.TrimLeft(rest, "<>|&")
	return file == "", strings.HasPrefix(rest, ">") || strings.HasPrefix(rest, "<")
}

// sources are the arguments that name what is asked.
func (p *place) sources() []string {
	var sources []string
	for i, arg := range p.args {
		if name := p.positional(i); name == "source" || name == "resource" {
			sources = append(sources, arg)
		}
	}
	return sources
}

// valued finds the flag with a value that a word names, and where in the word the value begins: "--format=csv", "-fcsv", "-vfcsv";
// 0: it is the next word. nil where the word names no such flag.
func (p *place) valued(word string) (f *kong.Flag, value int) {
	if long, ok := strings.CutPrefix(word, "--"); ok {
		name, _, attached := strings.Cut(long, "=")
		if f = p.find(func(f *kong.Flag) bool { return f.Name == name }); f == nil || f.IsBool() {
			return nil, 0
		}
		if attached {
			value = len("--" + name + "=")
		}
		return f, value
	}
	for i, letter := range word[1:] {
		f = p.find(func(f *kong.Flag) bool { return f.Short == letter })
		if f == nil || f.IsBool() {
			continue
		}
		if value = 1 + i + utf8.RuneLen(letter); value == len(word) {
			value = 0
		}
		return f, value
	}
	return nil, 0
}

// flags are those of the command, of the one it stands for, and of all commands.
func (p *place) flags() []*kong.Flag {
	var all []*kong.Flag
	for _, group := range p.node.AllFlags(true) {
		all = append(all, group...)
	}
	if d := p.node.DefaultCmd; d != nil && d.Tag.Default == "withargs" {
		all = append(all, d.Flags...)
	}
	return all
}

func (p *place) find(is func(*kong.Flag) bool) *kong.Flag {
	if i := slices.IndexFunc(p.flags(), is); i >= 0 {
		return p.flags()[i]
	}
	return nil
}

// flagOffers are the long flags; a short one only where it is there already, so that a blank comes behind it.
func (p *place) flagOffers(last string) []offer {
	var offers []offer
	for _, f := range p.flags() {
		offers = append(offers, offer{"--" + f.Name, f.Help})
		if f.Short != 0 && last == "-"+string(f.Short) {
			return []offer{{last, f.Help}}
		}
	}
	return offers
}

// holdsFile says that a flag's value is a file or a folder.
func holdsFile(f *kong.Flag) bool {
	return slices.Contains([]string{"out", "record", "data", "pack", "key", "ids", "for-each"}, f.Name)
}

// takesFile says that an argument there may be a file.
func (p *place) takesFile() bool {
	switch p.positional(len(p.args)) {
	case "resource":
		return p.node.Name == "get"
	case "source", "pack", "dir", "file", "report":
		return true
	}
	return false
}

// matching leaves the offers that begin so; one that is there and goes on is none any more.
func matching(offers []offer, prefix string) []offer {
	return slices.DeleteFunc(offers, func(o offer) bool {
		return !strings.HasPrefix(o.word, prefix) || o.word == prefix && strings.HasSuffix(prefix, "=")
	})
}

func child(n *kong.Node, name string) *kong.Node {
	for _, c := range n.Children {
		if c.Name == name || slices.Contains(c.Aliases, name) {
			return c
		}
	}
	return nil
}
