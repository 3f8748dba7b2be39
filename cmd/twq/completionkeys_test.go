package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"twq/fetch"
)

// awkwardKeys has keys that a shell, a path or a terminal takes for something else.
const awkwardKeys = `[
{"id":1,"who":{"full name":"Ada","nick.name":"a","last":{"x":1}},"über":"ü","@this":2,"O'Neil":3,"q\"uote":4,"emoji 😀":5,"lang":"en",
 "users.get":{"a:b":1,"c=d":2},"$schema":"s","a,b":6,"#tag":7,"se` + "`" + `cret":8,"evil\u001b[2J":9,"two\nlines":10},
{"id":2,"who":{"full name":"Bo","nick.name":"b"},"lang":"es"}]`

// keyCase is a line with TAB at its end, and the line behind it in each shell.
type keyCase struct{ line, bash, zsh, fish string }

func keyCases() []keyCase {
	all := func(line, want string) keyCase { return keyCase{line, want, want, want} }
	const left = "\x02\x02\x02\x02\x02\x02\x02\x02" // the cursor, back in front of "' a.json"
	return []keyCase{
		// In an open quote, which a path that goes on leaves open.
		all("twq get a.json -q '#.who.fu", "twq get a.json -q '#.who.full name' "),
		all(`twq get a.json -q "#.who.fu`, `twq get a.json -q "#.who.full name" `),
		all("twq get a.json -q '#.who.la", "twq get a.json -q '#.who.last."),
		all(`twq get a.json -q "#.who.la`, `twq get a.json -q "#.who.last.`),
		all("twq get a.json -q 'users", "twq get a.json -q 'users"), // a list has no such key
		{"twq get a.json -q '#.O", `twq get a.json -q '#.O'\''Neil' `, `twq get a.json -q '#.O'\''Neil' `, `twq get a.json -q '#.O\'Neil' `},
		all(`twq get a.json -q "#.O`, `twq get a.json -q "#.O'Neil" `),
		all(`twq get a.json -q "#.q`, `twq get a.json -q "#.q\\\"uote" `),
		all("twq get a.json -q '#.über", "twq get a.json -q '#.über' "),
		all("twq get a.json -q '#.em", "twq get a.json -q '#.emoji 😀' "),
		all("twq get a.json -q '#(la", "twq get a.json -q '#(lang"),
		all("twq get a.json -q '#(lang==e", "twq get a.json -q '#(lang==e"),
		all("twq get a.json -q '#(lang==en)#.i", "twq get a.json -q '#(lang==en)#.id' "),
		all("twq get a.json -q '#.{i", "twq get a.json -q '#.{id"),
		all("twq get a.json -q '#.{id,n:who.la", "twq get a.json -q '#.{id,n:who.last."),
		all("twq get a.json -q '#.id|@r", "twq get a.json -q '#.id|@reverse' "),
		all("twq get a.json -q '#.evil", "twq get a.json -q '#.evil"),
		all("twq get a.json -c 'id,n:who.la", "twq get a.json -c 'id,n:who.last."),

		// Without quotes.
		all("twq get a.json -q 0.who.la", "twq get a.json -q 0.who.last."),
		all("twq get a.json --query=0.who.la", "twq get a.json --query=0.who.last."),
		all("twq get a.json -c id,n:who.la", "twq get a.json -c id,n:who.last."),
		all("twq get a.json -c id,n:la", "twq get a.json -c id,n:lang "),
		all("twq get a.json -q 0.who.@k", "twq get a.json -q 0.who.@keys "),
		all("twq get a.json -c who.@k", "twq get a.json -c who.@keys "),
		{"twq get a.json -q 0.O", `twq get a.json -q '0.O'\''Neil' `, `twq get a.json -q 0.O\'Neil `, `twq get a.json -q 0.O\'Neil `},
		{"twq get a.json -q 0.who.fu", `twq get a.json -q '0.who.full name' `, `twq get a.json -q 0.who.full\ name `, `twq get a.json -q 0.who.full\ name `},
		{`twq get a.json -q \#.who.ni`, `twq get a.json -q '#.who.nick\.name' `, `twq get a.json -q \#.who.nick\\.name `, `twq get a.json -q \#.who.nick\\.name `},
		{"twq get a.json -q '#.who.ni", `twq get a.json -q '#.who.nick\.name' `, `twq get a.json -q '#.who.nick\.name' `, `twq get a.json -q '#.who.nick\\.name' `},

		// A source behind the cursor.
		{"twq query '#.who.fu' a.json" + left, "twq query '#.who.full name' a.json", "twq query '#.who.full name' a.json", "twq query '#.who.fu' a.json"},
		{"twq translate '#.who.fu' a.json" + left, "twq translate '#.who.full name' a.json", "twq translate '#.who.full name' a.json", "twq translate '#.who.fu' a.json"},
	}
}

// fishRC makes fish tell its line.
const fishRC = `
function fish_prompt; printf '\0' >&3; printf '> '; end
set -g fish_greeting
set -g fish_autosuggestion_enabled 0
bind \cx\cp 'printf "%s\0" (commandline | string collect) >&3'
bind \cu kill-whole-line
twq completion fish | source
`

func TestKeysAtATerminal(t *testing.T) {
	check := func(t *testing.T, s *lineShell, want func(keyCase) string) {
		var cases []shellCase
		for _, c := range keyCases() {
			cases = append(cases, shellCase{c.line, want(c)})
		}
		s.check(cases)
	}
	room := func(t *testing.T) (dir string, env []string) {
		dir, env = classroom(t)
		writeText(t, filepath.Join(dir, "a.json"), awkwardKeys)
		return dir, env
	}
	for name, rc := range map[string]string{"bash": "", "bash, nothing breaks": "COMP_WORDBREAKS=${COMP_WORDBREAKS//[:=@]}\n", "bash, strict": "set -u -f; shopt -s failglob extglob\n"} {
		t.Run(name, func(t *testing.T) {
			needCompopt(t)
			dir, env := room(t)
			check(t, startBash(t, dir, env, `eval "$(twq completion bash)"`+"\n"+rc), func(c keyCase) string { return c.bash })
		})
	}
	t.Run("zsh", func(t *testing.T) {
		zsh := needShell(t, "zsh")
		dir, env := room(t)
		writeText(t, filepath.Join(dir, ".zshrc"), zshRC+"source <(twq completion zsh)\n")
		s := startShell(t, dir, env, zsh, "-d", "-i")
		check(t, s, func(c keyCase) string { return c.zsh })
		s.press("\x05\x15twq get a.json -q '#.who.\t\t")
		s.await(`text: "Ada"`) // the texts behind the keys
	})
	t.Run("fish", func(t *testing.T) {
		fish := needShell(t, "fish")
		dir, env := room(t)
		check(t, startShell(t, dir, env, fish, "--no-config", "-i", "-C", fishRC), func(c keyCase) string { return c.fish })
	})
}

func TestCompleteKeys(t *testing.T) {
	dir, env := settings(t)
	t.Chdir(dir)
	writeText(t, "a.json", awkwardKeys)
	writeText(t, "lines.ndjson", "{\"kind\":\"push\",\"n\":1}\n{\"kind\":\"pull\",\"n\":2}\n")
	writeText(t, "envelope.json", `{"statuses":[{"text":"a","user":{"name":"b"}}],"search_metadata":{"count":1}}`)
	writeText(t, "error.json", `{"errors":[{"code":34,"message":"Sorry, that page does not exist."}]}`)
	writeText(t, "page.html", "<!DOCTYPE html><title>x</title>")
	var rows strings.Builder
	for rows.Len() < 3<<20 {
		fmt.Fprintf(&rows, `{"name":"p%d","deep":{"inner":[%d]}},`, rows.Len(), rows.Len())
	}
	writeText(t, "long.json", "["+rows.String()+"{}]")
	writeText(t, "cut.json", "["+rows.String()[:5000])
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, "["+rows.String()+"{}]")
	z.Close()
	writeText(t, "long.json.gz", packed.String())

	cases := []struct {
		line []string
		want string // between blanks
	}{
		{[]string{"get", "a.json", "-q", "'#.who.l"}, "#.who.last. #.who.last.x"},
		{[]string{"get", "a.json", "-q", "'#.users"}, `#.users\.get. #.users\.get.a\:b #.users\.get.c=d`},
		{[]string{"get", "a.json", "-q", "'#(users\\.get.c"}, `#(users\.get.c\=d #(users\.get.c\=d== #(users\.get.c\=d!= #(users\.get.c\=d< #(users\.get.c\=d<= #(users\.get.c\=d> #(users\.get.c\=d>= #(users\.get.c\=d)`},
		{[]string{"get", "a.json", "-q", "'#.{a"}, `#.{a\,b #.{a\,b, #.{a\,b}`},
		{[]string{"get", "a.json", "-q", `'#.\#`}, `#.\#tag`},
		{[]string{"get", "a.json", "-q", "'#.$"}, "#.$schema"},
		{[]string{"get", "a.json", "-q", "'#.evil"}, ""},
		{[]string{"get", "a.json", "-q", "'#.two"}, ""},
		{[]string{"get", "a.json", "-q", "'#.nothing"}, ""},
		{[]string{"get", "a.json", "-q", "'#.id.x"}, ""},
		{[]string{"get", "a.json", "-q", "'#(lang=="}, "#(lang==en) #(lang==es)"},
		{[]string{"get", "a.json", "-q", "'#(lang=='en"}, "#(lang==en) #(lang==en). #(lang==en)# #(lang==en)#. #(lang==en)#|#"},
		{[]string{"get", "a.json", "--query", "0.la"}, "0.lang"},
		{[]string{"get", "a.json", "--query=0.la"}, "--query=0.lang"},
		{[]string{"get", "a.json", "-q0.la"}, "-q0.lang"},
		{[]string{"query", "0.la", "a.json"}, ""}, // that is the place of a source
		{[]string{"get", "a.json", "-c", "la"}, "lang"},
		{[]string{"get", "a.json", "-c", "id, n: la"}, "id, n: lang"},
		{[]string{"query", "'#.who'", "a.json", "-c", "la"}, "last. last.x"},
		{[]string{"query", "'#(lang==es)#.who'", "a.json", "-c", "la"}, ""},
		{[]string{"query", "'#(lang==en)#'", "a.json", "-c", "wh"}, "who. who.full name who.nick\\.name who.last."},
		{[]string{"query", "'#(('", "a.json", "-c", "wh"}, ""},

		{[]string{"get", "a.json", "--sort", "la"}, "lang"},
		{[]string{"query", "'#(lang==en)#.who'", "a.json", "--unique", "who.la"}, "who.last. who.last.x"},
		{[]string{"query", "..#.n", "lines.ndjson", "--sort", "k"}, "kind"},
		{[]string{"get", "envelope.json", "--explode", "user.n"}, "user.name"},
		{[]string{"get", "envelope.json", "-q", "statuses.#.text", "--sort=us"}, "--sort=user. --sort=user.name"},
		{[]string{"query", "0.who", "a.json", "--sort", "la"}, ""},
		{[]string{"query", "search_metadata", "envelope.json", "--sort", "c"}, ""},

		{[]string{"get", "lines.ndjson", "-q", "'#.k"}, "#.kind"},
		{[]string{"get", "lines.ndjson", "-q", "'..#.k"}, "..#.kind"},
		{[]string{"get", "lines.ndjson", "-q", "'..0.k"}, "..0.kind"},
		{[]string{"get", "lines.ndjson", "-c", "k"}, "kind"},
		{[]string{"query", "..#", "lines.ndjson", "-c", "k"}, "kind"},
		{[]string{"get", "envelope.json", "-q", "s"}, "statuses. search_metadata."},
		{[]string{"get", "envelope.json", "-q", "statuses.#.u"}, "statuses.#.user. statuses.#.user.name"},
		{[]string{"get", "envelope.json", "-c", "t"}, "text"},
		{[]string{"get", "error.json", "-q", "e"}, ""},
		{[]string{"get", "page.html", "-q", "e"}, ""},
		{[]string{"get", "no.json", "-q", "e"}, ""},
		{[]string{"get", "./", "-q", "e"}, ""},
		{[]string{"get", "-", "-q", "e"}, ""},
		{[]string{"get", "-q", "e"}, ""},
		{[]string{"get", "cut.json", "-q", "#.d"}, "#.deep. #.deep.inner"},
		{[]string{"get", "long.json", "-q", "#.d"}, "#.deep. #.deep.inner"},
		{[]string{"get", "long.json.gz", "-q", "#.d"}, "#.deep. #.deep.inner"},

		{[]string{"get", "fixture:trends", "-q", "0.tr"}, "0.trends. 0.trends.# 0.trends.#. 0.trends.#( 0.trends.0. 0.trends.1. 0.trends.2. 0.trends.3. 0.trends.4. 0.trends.5. 0.trends.6. 0.trends.7. 0.trends.8. 0.trends.9."},
		{[]string{"get", "fixture:nothing", "-q", "0.tr"}, ""},
		{[]string{"get", "users/show", "-q", "screen"}, "screen_name"},
		{[]string{"get", "https://api.twitter.com/1.1/users/show.json?screen_name=x", "-q", "screen"}, "screen_name"},
		{[]string{"get", "https://api.example.org/items", "-q", "e"}, ""},
		{[]string{"get", "friends/list", "-p", "screen_name=mira_k", "-q", "users.#.screen"}, "users.#.screen_name"}, // of the practice API
		{[]string{"get", "friends/list", "-q", "users.#.screen"}, ""},                                                // which refuses this
		{[]string{"query", "e"}, ""}, // there is no last answer
	}
	for _, c := range cases {
		offers, files := completed(t, env, c.line...)
		if got := strings.Join(offers, " "); got != c.want && !files {
			t.Errorf("twq %q: offers %q, want %q", c.line, got, c.want)
		}
	}
}

// keepLast makes text the last answer, as if it had come from an address.
func keepLast(t *testing.T, env map[string]string, origin, text string) {
	t.Helper()
	folders, err := fetch.Dirs(func(k string) string { return env[k] }, runtime.GOOS)
	if err != nil {
		t.Fatal(err)
	}
	page := fetch.Last{Dir: folders.State}.Tee(&fetch.Page{Body: io.NopCloser(strings.NewReader(text))}, origin, time.Now())
	if _, err := io.Copy(io.Discard, page.Body); err != nil {
		t.Fatal(err)
	}
	if err := page.Body.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCompleteTheLastAnswer(t *testing.T) {
	_, env := settings(t)
	keepLast(t, env, "https://api.twitter.com/1.1/users/show.json?screen_name=ada_x", `{"scr_only_here":1,"screen":2}`)
	for _, c := range []struct{ line, want string }{
		{"query scr", "scr_only_here screen"},
		{"get users/show -q scr", "scr_only_here screen"},
		{"get /1.1/users/show.json -q scr", "scr_only_here screen"},
		{"get users/lookup -q #.scr", "#.screen_name"}, // from the practice world
		{"get -q scr", ""}, // that is standard input
	} {
		offers, _ := completed(t, env, strings.Fields(c.line)...)
		if got := strings.Join(offers, " "); got != c.want {
			t.Errorf("twq %s: offers %q, want %q", c.line, got, c.want)
		}
	}
	keepLast(t, env, "http://127.0.0.1:9/1.1/items.json?page=2", `{"left":1}`)
	for _, c := range []struct{ line, want string }{{"get items -q le", "left"}, {"get http://127.0.0.1:9/1.1/items.json -q le", "left"}, {"get tems -q le", ""}} {
		if offers, _ := completed(t, env, strings.Fields(c.line)...); strings.Join(offers, " ") != c.want {
			t.Errorf("twq %s: offers %q, want %q", c.line, offers, c.want)
		}
	}
}

// TestCompleteHostile completes with data that would harm a terminal, and with far too much of it.
func TestCompleteHostile(t *testing.T) {
	dir, env := settings(t)
	t.Chdir(dir)
	long := strings.Repeat("k", 1<<19)
	var many strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&many, `"m%d":"\u001b]0;x\u0007\u202e\n",`, i)
	}
	for name, text := range map[string]string{
		"long.json": `{"` + long + `":1,"kind":2}`, "many.json": "{" + many.String() + `"z":1}`, "deep.json": strings.Repeat(`{"k":[`, 4000),
		"control.json": `{"k\u0000":1,"k\t":2,"k\u009b":3,"k\u202e":4,"k\ufeff":5,"kind":"a\u001b[2Jb\nc"}`, "scalar.json": "5", "empty.json": "", "null.json": "null",
		"twice.json": `{"k":1,"k":2}`, "nothing.json": `[[],{},[{}],null]`, "bad.json": "{\"k\":\"\xff\"}",
	} {
		writeText(t, name, text)
		for _, path := range []string{"", "k", "m", "k.0.k.0.", "#.", "#(", "0.", "@", "{", "{k,", "..", "\\", "!", "k|", strings.Repeat("#(", 2000), strings.Repeat("{", 2000), strings.Repeat("k.0.", 2000)} {
			for _, flag := range []string{"-q", "-c"} {
				var stdout bytes.Buffer
				w := world{Stdin: roadClosed{t}, Stdout: &stdout, Stderr: io.Discard, Now: time.Now, Network: roadClosed{t}, Getenv: func(k string) string { return env[k] }}
				if code := inWorld(t, w, "__complete", "--shell=bash", "--", "get", name, flag, "'"+path); code != 0 {
					t.Errorf("%s, %.20s: exit code %d", name, path, code)
				}
				if strings.IndexFunc(stdout.String(), func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x9b || r == 0x202e || r == 0xfeff }) >= 0 || stdout.Len() > 200_000 {
					t.Errorf("%s, %.20s: %d bytes, %.300q", name, path, stdout.Len(), stdout.String())
				}
			}
		}
	}
	offers, _ := completed(t, env, "get", "long.json", "-q", "k")
	if !slices.Equal(offers, []string{"kind"}) {
		t.Errorf("%.200q", offers)
	}
	if offers, _ = completed(t, env, "get", "many.json", "-q", "m"); len(offers) < 100 || len(offers) > 1000 {
		t.Errorf("%d offers of 100,000", len(offers))
	}
}

// TestCompleteKeysQuickly completes with a file that is far larger than what is looked at, and with one that nobody writes.
func TestCompleteKeysQuickly(t *testing.T) {
	bin := buildProgram(t)
	dir, _ := settings(t)
	row := `{"id_str":"12","user":{"name":"Ada","screen_name":"ada_x"},"text":"` + strings.Repeat("x", 2000) + `"},`
	writeText(t, filepath.Join(dir, "big.json"), "["+strings.Repeat(row, 10_000)+"{}]")
	best := time.Hour
	for range 10 {
		cmd := exec.Command(bin, "__complete", "--", "get", "big.json", "-q", "#.user.s")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "TWQ_CONFIG_DIR="+dir)
		start := time.Now()
		out, err := cmd.Output()
		best = min(best, time.Since(start))
		if err != nil || !strings.HasPrefix(string(out), "#.user.screen_name\t") {
			t.Fatalf("%v, %s", err, out)
		}
	}
	t.Logf("%s with a file of 20 MB", best)
	limit := 150 * time.Millisecond
	if runtime.GOOS == "windows" {
		limit *= 3
	}
	if best > limit {
		t.Errorf("it takes %s to complete; %s is what one does not feel", best, limit)
	}
}
