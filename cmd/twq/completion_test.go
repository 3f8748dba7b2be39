package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// roadClosed is a network and a standard input that nobody may touch.
type roadClosed struct{ t *testing.T }

func (c roadClosed) RoundTrip(r *http.Request) (*http.Response, error) {
	c.t.Errorf("the network was asked for %s", r.URL)
	return nil, errors.New("closed")
}

func (c roadClosed) Read([]byte) (int, error) {
	c.t.Error("standard input was read")
	return 0, io.EOF
}

// completed is what "twq __complete" offers for words, in a world that has only the environment. It never fails, says nothing on
// stderr and asks nobody.
func completed(t *testing.T, env map[string]string, words ...string) (offers []string, files bool) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	w := world{Stdin: roadClosed{t}, Stdout: &stdout, Stderr: &stderr, Now: time.Now, Network: roadClosed{t}, Glance: time.Minute,
		Getenv: func(k string) string { return env[k] }}
	if code := inWorld(t, w, append([]string{"__complete", "--"}, words...)...); code != 0 || stderr.Len() > 0 {
		t.Errorf("%q: exit code %d, stderr %q", words, code, stderr.String())
	}
	for line := range strings.Lines(stdout.String()) {
		word, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if word == "" {
			files = true
		} else {
			offers = append(offers, word)
		}
	}
	return offers, files
}

// settings is a folder with the profile class, two saved fixtures, and what must not be offered.
func settings(t *testing.T) (dir string, env map[string]string) {
	t.Helper()
	dir = t.TempDir()
	writeText(t, filepath.Join(dir, "config.toml"), "[profiles.class]\nbase = \"http://127.0.0.1:9/1.1/\"\nauth = \"none\"\n")
	writeText(t, filepath.Join(dir, "fixtures", "monday.json"), "[]")
	writeText(t, filepath.Join(dir, "fixtures", "my-notes.json"), "[]")
	writeText(t, filepath.Join(dir, "fixtures", "no\x1b[2Jname.json"), "[]")
	return dir, map[string]string{"TWQ_CONFIG_DIR": dir}
}

func writeText(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil && runtime.GOOS != "windows" { // where not every name is a name
		t.Fatal(err)
	}
}

func TestComplete(t *testing.T) {
	_, env := settings(t)
	all := []string{"table", "json", "raw", "ndjson", "text", "csv", "tsv", "markdown", "html", "xlsx", "parquet"}
	const files = "a file"
	cases := []struct {
		line string // words between blanks; '' is an empty one
		want string // offers between blanks
	}{
		// Commands.
		{"''", "get query paths find explain translate fields count sum learn serve collect resources limits fixtures login logout whoami completion"},
		{"f", "find fields fixtures"},
		{"__", ""},
		{"nonsense ''", ""},
		{"fixtures ''", "list show save anonymise remove"},
		{"fixtures re", "remove"},
		{"-v fixtures sh", "show"},
		{"completion ''", "bash zsh fish powershell"},
		{"completion bash ''", ""},
		{"login ''", ""},
		{"whoami ''", ""},

		// What stands beside a value in its element, and periods; the chart is for counts.
		{"count '#.lang' fixture:library --per user.scr", "user.screen_name"},
		{"count 'statuses.#.lang' fixture:search --per la", "lang"},
		{"count '#.lang' fixture:library --by ''", "hour day month"},
		{"sum '#.retweet_count' fixture:library --by mo", "month"},
		{"sum '#.retweet_count' fixture:library --by retweet_c", "retweet_count"},
		{"count '#.lang' -f c", "csv chart"},
		{"sum '#.n' -f ch", "chart"},

		// Flags of the command at hand.
		{"--", "--help --version --verbose"},
		{"-", "--help --version --verbose"},
		{"--o", ""},
		{"get --p", "--param --profile --pages --partition-by"},
		{"query --as", "--as-gjson --as-text"},
		{"collect users/sh", "users/show"},
		{"collect fixture:li", ""},
		{"collect users/show -p s", "screen_name="},
		{"collect users/show --", "--help --version --verbose --param --for-each --ids --out --max --until-id --since-last --wait --plan --offline --profile --host --record"},
		{"collect users/show --ids ''", files},
		{"collect users/show --for-each ''", files},
		{"query --query", ""},
		{"get --query", "--query"},
		{"login --", "--help --version --verbose --profile --host --bearer --keyring --explain"},
		{"logout --", "--help --version --verbose --profile --host"},
		{"fixtures save --fo", "--force"},
		{"fixtures show --fo", ""},
		{"fixtures --fo", "--format --force"}, // fixtures is fixtures list
		{"fixtures list --fo", "--format --force"},
		{"get x -v --fo", "--follow --format --force --for"},
		{"get -f", "-f"},
		{"get -z", ""},
		{"get -- --fo", files},

		// Formats.
		{"get -f ''", strings.Join(all, " ")},
		{"get x --format ''", strings.Join(all, " ")},
		{"query # -f ''", strings.Join(all, " ")},
		{"whoami -f c", "csv"},
		{"fixtures -f c", "csv"},
		{"fixtures list --format=c", "--format=csv"},
		{"get -v --format=n", "--format=ndjson"},
		{"get --format=", "--format=" + strings.Join(all, " --format=")},
		{"get -fn", "-fndjson"},
		{"get -vfn", "-vfndjson"},
		{"get -vf n", "ndjson"},
		{"get -f=c", ""}, // twq takes no such thing
		{"get -f xm", ""},
		{"login -f ''", ""},

		// Profiles.
		{"get --profile ''", "class github mastodon practice twitter wikidata wikidata-sparql wikipedia x"},
		{"get --profile mastodon --host m", "mastodon.social mas.to"},
		{"get --profile mastodon --host=f", "--host=fosstodon.org"},
		{"get --host ''", ""},
		{"get --profile mastodon v1/t", "v1/timelines/public v1/timelines/tag/:hashtag v1/trends/tags"},
		{"get --profile mastodon@mas.to v2", "v2/instance"},
		{"resources --profile github u", "users/octocat"},
		{"get --profile class statuses/user_t", "statuses/user_timeline"},
		{"login --profile=c", "--profile=class"},
		{"whoami --profile pr", "practice"},
		{"get --offline=", ""},

		// Parameters of the resource on the line.
		{"get users/show -p s", "screen_name="},
		{"get users/show -ps", "-pscreen_name="},
		{"get users/show --param s", "screen_name="},
		{"get users/show --param=s", "--param=screen_name="},
		{"get /1.1/users/show.json -p s", "screen_name="},
		{"get statuses/retweets/12 -p co", "count="},
		{"query users/search users/show -p s", "screen_name="},
		{"get -f csv users/show -p user_id=1 -p s", "screen_name="},
		{"get users/show -p screen_name=", ""},
		{"get users/show -p screen_name=h", ""},
		{"get -p s", ""},
		{"get -q users/show -p s", ""},
		{"get fixture:library -p s", ""},

		{"explain --note a", "all"},
		{"explain --from ''", ""},
		{"translate --to j", "jq jsonpath"},
		{"translate --from p", "python pointer php"},
		{"explain --note P0", "P01 P02 P03 P04 P05 P06 P07 P08 P09"},

		// Of the practice server, the catalogue and the limits.
		{"serve --limits ''", "on off"},
		{"serve --fault=4", "--fault=429 --fault=401"},
		{"serve --fault s", "slow"},
		{"serve --record ''", files},
		{"serve --data=tw", files},
		{"serve --on", "--only"},
		{"get users/show --record ''", files},
		{"fixtures anonymise --key ''", files},
		{"fixtures anonymise users/sho", "users/show"},
		{"fixtures save x users/sho", "users/show"},
		{"fixtures save x users/show -p scr", "screen_name="},
		{"serve --port ''", ""},
		{"serve ''", ""},
		{"resources statuses/retweets/", "statuses/retweets/:id"},
		{"resources account/set", "account/settings"},
		{"resources account/settings ''", ""},
		{"resources -f c", "csv"},
		{"limits s", "statuses search saved_searches"},
		{"limits statuses s", "search saved_searches"},

		// Resources and fixtures.
		{"get statuses/user_t", "statuses/user_timeline"},
		{"get statuses/retweets", "statuses/retweets/"},
		{"get -f csv statuses/user_t", "statuses/user_timeline"},
		{"get -q # --offline statuses/user_t", "statuses/user_timeline"},
		{"get account/", files},   // an app may not ask
		{"get users/sugg", files}, // retired
		{"get fixture:tr", "fixture:trends"},
		{"get fixture:m", "fixture:monday fixture:my-notes"},
		{"get fixture:no", files},
		{"get 'fixture:tr", "fixture:trends"},
		{`get "fixture:tr`, "fixture:trends"},
		{`get fixture\:tr`, "fixture:trends"},
		{"query # fixture:tr", "fixture:trends"},
		{"query # a.json b.json fixture:tr", "fixture:trends"},
		{"query # - fixture:tr", "fixture:trends"},
		{"query -- # fixture:tr", "fixture:trends"},
		{"query -- -x fixture:tr", "fixture:trends"},
		{"fixtures show tr", "trends"},
		{"fixtures show fixture:tr", "fixture:trends"},
		{"fixtures show tr ''", ""},
		{"fixtures remove ''", "monday my-notes"},
		{"fixtures rm fixture:mo", "fixture:monday"},
		{"fixtures save ''", ""},
		{"fixtures save x fixture:tr", "fixture:trends"},

		// Files, where nothing else fits, and nothing where a file is none either.
		{"get twee", files},
		{"get x twee", ""},
		{"get - ''", ""},
		{"query twee", ""},
		{"query ''", ""},
		{"query # twee", files},
		{"query # a.json twee", files},
		{"get -o ''", files},
		{"get -otw", files},
		{"get --out=tw", files},
		{"get --out tw", files},
		{"fixtures save x twee", files},
		{"fixtures show nope", ""},
		{"get x >", files},
		{"get x > tw", files},
		{"get x 2>>tw", files},
		{"get > x users/show -p s", "screen_name="},
		{"get > 12 users/show -p s", "screen_name="},
		{"get >x users/show 2>y -p s", "screen_name="},
		{"get -q ''", ""},
		{"get -q #.t", ""},
		{"get --query=", ""},
		{"get -c ''", ""},
		{"get --limit ''", ""},
		{"get --save ''", ""},
		{"get --notes ''", "all none"},
	}
	for _, c := range cases {
		var words []string
		for _, word := range strings.Fields(c.line) {
			if word == "''" {
				word = ""
			}
			words = append(words, word)
		}
		offers, asked := completed(t, env, words...)
		got := strings.Join(offers, " ")
		if asked {
			got += files
		}
		if got != c.want {
			t.Errorf("twq %s: offers %q, want %q", c.line, got, c.want)
		}
	}
}

// TestCompleteIsQuiet completes where nothing is as it should be: offers or none, but no error.
func TestCompleteIsQuiet(t *testing.T) {
	broken := t.TempDir()
	writeText(t, filepath.Join(broken, "config.toml"), "[profiles.class\n")
	writeText(t, filepath.Join(broken, "fixtures"), "no folder")
	_, fine := settings(t)
	fine["TWQ_PROFILE"] = "there-is-none"
	for name, env := range map[string]map[string]string{"no home": nil, "broken": {"TWQ_CONFIG_DIR": broken}, "unknown profile": fine} {
		for _, words := range [][]string{
			nil, {""}, {"--"}, {"--", "--"}, {"get", ""}, {"get", "-p", "users/show", "-p", ""}, {"get", "--profile", ""}, {"get", "--profile="},
			{"fixtures", "show", ""}, {"fixtures", "remove", ""}, {"--help"}, {"--version"}, {"get", "--help", ""}, {"query", "--", "--", "-", "--"},
			{"get", "-\xff", "\xff"}, {"get", "\x1b[2J", "\x00", "\u202e"}, {"--=", "--=", "-="}, {strings.Repeat("x", 1<<16), strings.Repeat("-f", 1<<10)},
		} {
			offers, _ := completed(t, env, words...)
			if len(words) == 2 && words[1] == "show" && !slices.Contains(offers, "library") {
				t.Errorf("%s: the built-in fixtures are not offered: %q", name, offers)
			}
		}
	}
}

// TestCompleteIsTrue takes the program at its word: it has the flags that its help shows, and can be asked what it offers.
func TestCompleteIsTrue(t *testing.T) {
	_, env := settings(t)
	ask := func(args ...string) (int, string, string) {
		var stdout, stderr bytes.Buffer
		w := world{Stdin: roadClosed{t}, Stdout: &stdout, Stderr: &stderr, StdinTTY: true, Now: time.Now, Network: roadClosed{t}, Getenv: func(k string) string { return env[k] }}
		return inWorld(t, w, args...), stdout.String(), stderr.String()
	}
	flag := regexp.MustCompile(`(?m)^ +(?:-\w, +)?(--[a-z-]+)`)
	commands, _ := completed(t, env, "")
	if len(commands) < 7 {
		t.Errorf("only %d commands", len(commands))
	}
	for _, command := range append(commands, "fixtures list", "fixtures show", "fixtures save", "fixtures remove") {
		words := strings.Fields(command)
		_, help, _ := ask(append(words, "--help")...)
		var want []string
		for _, m := range flag.FindAllStringSubmatch(help, -1) {
			want = append(want, m[1])
		}
		if strings.Count(help, "Usage: ") != 1 {
			t.Errorf("%s: the help is there %d times", command, strings.Count(help, "Usage: "))
		}
		got, _ := completed(t, env, append(words, "--")...)
		if command == "fixtures" { // whose help leaves those of its default command out
			want = append(want, "--columns", "--format", "--out", "--force", "--limit", "--notes", "--as-gjson", "--exit-status")
		}
		slices.Sort(want)
		want = slices.Compact(want) // examples have flags too
		slices.Sort(got)
		if len(want) < 3 || !slices.Equal(got, want) {
			t.Errorf("%s: offers %q, and its help says %q", command, got, want)
		}
	}
	offers, _ := completed(t, env, "get", "")
	resources := 0
	for _, o := range offers {
		args := []string{"get", o, "--dry-run"}
		if strings.HasPrefix(o, "fixture:") {
			args = []string{"fixtures", "show", o}
		} else if resources++; strings.HasSuffix(o, "/") {
			args[1] += "12"
		}
		if code, _, stderr := ask(args...); code != 0 {
			t.Errorf("twq %q was offered: exit code %d, %s", args, code, stderr)
		}
	}
	if resources < 20 || len(offers) < resources+20 {
		t.Errorf("only %d offers, %d resources", len(offers), resources)
	}
	names, _ := completed(t, env, "resources", "")
	for _, name := range names {
		if code, _, stderr := ask("resources", name); code != 0 {
			t.Errorf("twq resources %s was offered: exit code %d, %s", name, code, stderr)
		}
	}
	if len(names) <= resources {
		t.Errorf("of the catalogue only %d are offered", len(names))
	}
	forms, _ := completed(t, env, "get", "-f", "")
	for _, f := range forms {
		if code, _, stderr := ask("query", "#.id", "fixture:library", "-f", f); code != 0 {
			t.Errorf("-f %s was offered: exit code %d, %s", f, code, stderr)
		}
	}
}

// TestCompleteIsQuick asks the program itself, with many saved fixtures: a key press may not be felt.
func TestCompleteIsQuick(t *testing.T) {
	bin := buildProgram(t)
	dir, _ := settings(t)
	for i := range 500 {
		writeText(t, filepath.Join(dir, "fixtures", fmt.Sprintf("saved-%d.json", i)), "[]")
	}
	limit := 100 * time.Millisecond
	if runtime.GOOS == "windows" { // where a start and each open file take longer
		limit *= 3
	}
	best := time.Hour
	for range 10 {
		cmd := exec.Command(bin, "__complete", "--", "get", "fixture:saved")
		cmd.Env = append(os.Environ(), "TWQ_CONFIG_DIR="+dir)
		start := time.Now()
		out, err := cmd.Output()
		best = min(best, time.Since(start))
		if err != nil || bytes.Count(out, []byte("\n")) != 500 {
			t.Fatalf("%v, %d lines", err, bytes.Count(out, []byte("\n")))
		}
	}
	t.Logf("%s with 500 saved fixtures", best)
	if best > limit {
		t.Errorf("it takes %s to complete; %s is what one does not feel", best, limit)
	}
}

// shellCase is a line with TAB at its end, and the line behind it in bash and zsh; fish is asked for what it offers and would make
// the same line of it.
type shellCase struct{ line, want string }

// shellCases have one completion or none, so that all shells do the same. The folder has the file tweets.json and the program as ./twq.
var shellCases = []shellCase{
	{"twq fixt", "twq fixtures "},
	{"twq fixtures sh", "twq fixtures show "},
	{"twq fixtures show tren", "twq fixtures show trends "},
	{"twq fixtures remove mon", "twq fixtures remove monday "},
	{"./twq fixt", "./twq fixtures "},
	{"twq get --pag", "twq get --pages "},
	{"twq get statuses/user_t", "twq get statuses/user_timeline "},
	{"twq get statuses/retweets", "twq get statuses/retweets/"},
	{"twq resources statuses/retweets/", "twq resources statuses/retweets/:id "},
	{"twq serve --data twee", "twq serve --data tweets.json "},
	{"twq get fixture:tren", "twq get fixture:trends "},
	{"twq get fixture:mon", "twq get fixture:monday "},
	{"twq query '#.text' fixture:mon", "twq query '#.text' fixture:monday "},
	{`twq query '#(a=="b c").d' fixture:mon`, `twq query '#(a=="b c").d' fixture:monday `},
	{`twq query "#(a==1)" tweets.json fixture:mon`, `twq query "#(a==1)" tweets.json fixture:monday `},
	{"twq get x -f nd", "twq get x -f ndjson "},
	{"twq get x -fnd", "twq get x -fndjson "},
	{"twq get x --format nd", "twq get x --format ndjson "},
	{"twq get x --format=nd", "twq get x --format=ndjson "},
	{"twq fixtures --format=nd", "twq fixtures --format=ndjson "},
	{"twq get --profile cla", "twq get --profile class "},
	{"twq login --profile=cla", "twq login --profile=class "},
	{"twq get users/show -p screen", "twq get users/show -p screen_name="},
	{"twq get users/show --param=screen", "twq get users/show --param=screen_name="},
	{"twq get users/show -p screen_name=", "twq get users/show -p screen_name="},
	{"twq get users/show -p screen_name=twee", "twq get users/show -p screen_name=twee"},
	{"twq get users/show -p user_id=1 -p screen", "twq get users/show -p user_id=1 -p screen_name="},
	{"twq get twee", "twq get tweets.json "},
	{"twq get ./twee", "twq get ./tweets.json "},
	{"twq query '#' twee", "twq query '#' tweets.json "},
	{"twq get x -o twee", "twq get x -o tweets.json "},
	{"twq get x --out=twee", "twq get x --out=tweets.json "},
	{"twq query twee", "twq query twee"},
	{"twq query ", "twq query "},
	{"twq login twee", "twq login twee"},
	{"twq get x twee", "twq get x twee"},
	{"twq get x -q twee", "twq get x -q twee"},
	{"twq get x --save=twee", "twq get x --save=twee"},
}

// needShell finds a shell, or skips; where everything has to be run it fails.
func needShell(t *testing.T, name string) string {
	t.Helper()
	needTerminal(t)
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("TWQ_CI") != "" {
		t.Fatalf("%v, and TWQ_CI wants every shell", err)
	}
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

// classroom is a folder to complete in, and an environment whose PATH begins with the program.
func classroom(t *testing.T) (dir string, env []string) {
	t.Helper()
	bin := buildProgram(t)
	config, _ := settings(t)
	dir = t.TempDir()
	writeText(t, filepath.Join(dir, "tweets.json"), "[]")
	if err := os.Symlink(bin, filepath.Join(dir, "twq")); err != nil {
		t.Fatal(err)
	}
	return dir, []string{"PATH=" + filepath.Dir(bin) + ":/usr/local/bin:/usr/bin:/bin", "HOME=" + dir, "ZDOTDIR=" + dir, "TERM=xterm", "LC_ALL=C.UTF-8", "TWQ_CONFIG_DIR=" + config}
}

// lineShell is a shell at a terminal that tells its line when it is asked.
type lineShell struct {
	*terminal
	lines *bufio.Reader
	pipe  *os.File
}

// startShell starts a shell whose descriptor 3 gets a NUL when it is ready and the line, with a NUL behind it, at Ctrl-X Ctrl-P.
func startShell(t *testing.T, dir string, env []string, program string, args ...string) *lineShell {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Env, cmd.ExtraFiles = dir, env, []*os.File{w}
	s := &lineShell{terminal: atTerminal(t, cmd, 200), lines: bufio.NewReader(r), pipe: r}
	w.Close()
	s.next()
	return s
}

func (s *lineShell) next() string {
	s.t.Helper()
	s.pipe.SetReadDeadline(time.Now().Add(20 * time.Second))
	text, err := s.lines.ReadString(0)
	if err != nil {
		s.t.Fatalf("the shell does not answer: %v; its screen:\n%s", err, s.shown())
	}
	return strings.TrimSuffix(text, "\x00")
}

// tab is the line behind a TAB.
func (s *lineShell) tab(line string) string {
	s.t.Helper()
	s.press("\x05\x15" + line + "\t\x18\x10")
	return s.next()
}

func (s *lineShell) check(cases []shellCase) {
	s.t.Helper()
	for _, c := range cases {
		if got := s.tab(c.line); got != c.want {
			s.t.Errorf("%s: completed to %q, want %q", c.line, got, c.want)
		}
	}
	if s.t.Failed() {
		s.t.Logf("the screen:\n%q", s.shown())
	}
}

// bashRC makes bash tell its line.
const bashRC = `
PS1='$(printf "\0" >&3)> '
bind 'set completion-query-items 0'
bind 'set page-completions off'
bind 'set enable-bracketed-paste off' 2>/dev/null
bind -x '"\C-x\C-p": printf "%s\0" "$READLINE_LINE" >&3'
`

func startBash(t *testing.T, dir string, env []string, rc string) *lineShell {
	t.Helper()
	bash := needShell(t, "bash")
	file := filepath.Join(t.TempDir(), "rc")
	writeText(t, file, rc+bashRC)
	return startShell(t, dir, env, bash, "--noprofile", "--rcfile", file, "-i")
}

// needCompopt skips for the bash that macOS brings, whose functions cannot say for one word how it is completed.
func needCompopt(t *testing.T) {
	t.Helper()
	if exec.Command(needShell(t, "bash"), "-c", "((BASH_VERSINFO[0] >= 4))").Run() != nil {
		t.Skip("this bash is older than 4 and has no compopt: it offers files everywhere and a blank behind everything")
	}
}

func TestBashAtATerminal(t *testing.T) {
	needCompopt(t)
	dir, env := classroom(t)
	for name, rc := range map[string]string{
		"as it comes":         "",
		"colons do not break": "COMP_WORDBREAKS=${COMP_WORDBREAKS//:}\n",
		"nothing breaks":      "COMP_WORDBREAKS=${COMP_WORDBREAKS//[:=]}\n",
		"strict":              "set -u -f -o pipefail; shopt -s failglob nocasematch extglob; IFS=:=\n",
		"nullglob":            "shopt -s nullglob dotglob; touch '*' 2>/dev/null\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := startBash(t, dir, env, `eval "$(twq completion bash)"`+"\n"+rc)
			cases := append(slices.Clone(shellCases),
				shellCase{"FOO=1 twq fixt", "FOO=1 twq fixtures "},
				shellCase{"true; twq get fixture:mon", "true; twq get fixture:monday "},
				shellCase{"twq   get   fixture:mon", "twq   get   fixture:monday "},
				shellCase{"twq get 'fixture:mon", "twq get 'fixture:monday' "},
				shellCase{`twq get "fixture:mon`, `twq get "fixture:monday" `},
				shellCase{"twq get fixture:libr", "twq get fixture:library"}, // three begin so
				shellCase{"twq get x >twee", "twq get x >tweets.json "},
				shellCase{"twq get x > twee", "twq get x > tweets.json "},
				shellCase{"twq fixt x\x02\x02", "twq fixtures x"}, // the cursor behind fixt
				shellCase{"twq get fixture:mon x\x02\x02", "twq get fixture:monday x"},
			)
			if name == "nothing breaks" { // where bash takes --out=twee for the name of a file
				cases = slices.DeleteFunc(cases, func(c shellCase) bool { return strings.Contains(c.line, "--out=") })
			}
			s.check(cases)
		})
	}
}

// TestBashFunction calls the function as bash does it, with the words it would give.
func TestBashFunction(t *testing.T) {
	bash := needShell(t, "bash")
	dir, env := classroom(t)
	cases := []struct {
		breaks, line string
		words        []string
		want         string // the offers, then what compopt was told
	}{
		{":=", "twq get fixture:tr", []string{"twq", "get", "fixture", ":", "tr"}, "trends|+o default"},
		{"=", "twq get fixture:tr", []string{"twq", "get", "fixture:tr"}, "fixture:trends|+o default"},
		{":=", "twq get fixture:", []string{"twq", "get", "fixture", ":"}, "*my-notes|+o default"},
		{":=", "twq get x --format=c", []string{"twq", "get", "x", "--format", "=", "c"}, "csv|+o default"},
		{"", "twq get x --format=c", []string{"twq", "get", "x", "--format=c"}, "--format=csv|+o default"},
		{":=", "twq get x --format=", []string{"twq", "get", "x", "--format", "="}, "*parquet|+o default"},
		{":=", "twq get x --format=", []string{"twq", "get", "x", "--format", "=", ""}, "*parquet|+o default"},
		{":=", "twq get users/show -p screen_name=", []string{"twq", "get", "users/show", "-p", "screen_name", "="}, "|+o default"},
		{":=", "twq get users/show -p s", []string{"twq", "get", "users/show", "-p", "s"}, "screen_name=|+o default -o nospace"},
		{":=", "twq get users/show --param=s", []string{"twq", "get", "users/show", "--param", "=", "s"}, "screen_name=|+o default -o nospace"},
		{":=", "twq get users/show -p user_id=1 -p s", []string{"twq", "get", "users/show", "-p", "user_id", "=", "1", "-p", "s"}, "screen_name=|+o default -o nospace"},
		{":=", "twq query 'a:b=c' fixture:tr", []string{"twq", "query", "'a:b=c'", "fixture", ":", "tr"}, "trends|+o default"},
		{":=", "twq query # twee", []string{"twq", "query", "#", "twee"}, "|"},
		{":=", "twq query ", []string{"twq", "query", ""}, "|+o default"},
		{":=", "twq query twee", []string{"twq", "query", "twee"}, "|+o default"},
		{":=", "twq get --out=twee", []string{"twq", "get", "--out", "=", "twee"}, "|"},
	}
	const script = `set -u; source /dev/stdin <<<"$(twq completion bash)"
said=; compopt() { said+="${said:+ }$*"; }
COMP_WORDBREAKS=$' \t\n"\047><;|&('$1 COMP_LINE=$2 COMP_POINT=${#2}; shift 2
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_twq twq "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
echo "${COMPREPLY[*]-}|$said"`
	for _, c := range cases {
		cmd := exec.Command(bash, append([]string{"--norc", "-c", script, "bash", c.breaks, c.line}, c.words...)...)
		cmd.Dir, cmd.Env = dir, env
		out, err := cmd.CombinedOutput()
		got := strings.TrimSuffix(string(out), "\n")
		if want, last := strings.CutPrefix(c.want, "*"); last {
			if !strings.HasSuffix(got, " "+want) || strings.ContainsAny(strings.TrimSuffix(got, want), ":=") {
				t.Errorf("%s, breaks %s: %v, %q, want it to end in %q, and nothing twice", c.line, c.breaks, err, got, want)
			}
		} else if got != want || err != nil {
			t.Errorf("%s, breaks %s: %v, %q, want %q", c.line, c.breaks, err, got, want)
		}
	}
}

// zshRC makes zsh tell its line.
const zshRC = `
autoload -Uz compinit && compinit -u -D
zle-line-init() { print -rn -- $'\0' >&3 }
tell() { print -rn -- "$BUFFER"$'\0' >&3 }
zle -N zle-line-init
zle -N tell
bindkey -e
bindkey '^X^P' tell
bindkey '^U' kill-whole-line
LISTMAX=10000
PS1='> '
`

func TestZsh(t *testing.T) {
	zsh := needShell(t, "zsh")
	dir, env := classroom(t)
	functions := t.TempDir()
	cmd := exec.Command(filepath.Join(dir, "twq"), "completion", "zsh")
	script, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	writeText(t, filepath.Join(functions, "_twq"), string(script))
	for name, rc := range map[string]string{
		"sourced":         zshRC + "source <(twq completion zsh)\n",
		"in fpath":        "fpath=(" + functions + " $fpath)\n" + zshRC,
		"strange options": "setopt ksharrays shwordsplit extendedglob nullglob noglob nounset rcexpandparam\n" + zshRC + "source <(twq completion zsh)\n",
	} {
		t.Run(name, func(t *testing.T) {
			writeText(t, filepath.Join(dir, ".zshrc"), rc)
			s := startShell(t, dir, env, zsh, "-d", "-i")
			s.check(append(slices.Clone(shellCases),
				shellCase{"FOO=1 twq fixt", "FOO=1 twq fixtures "},
				shellCase{"true; twq get fixture:mon", "true; twq get fixture:monday "},
				shellCase{"echo $(twq get fixture:mon", "echo $(twq get fixture:monday "},
				shellCase{"twq get 'fixture:mon", "twq get 'fixture:monday' "},
				shellCase{`twq get "fixture:mon`, `twq get "fixture:monday" `},
				shellCase{"twq get fixture:libr", "twq get fixture:library"},
				shellCase{"twq fixt x\x02\x02", "twq fixtures  x"},
			))
			s.press("\x05\x15twq get fixture:library\t")
			s.await("library as JSON lines") // the texts behind the words
		})
	}
}

func TestFish(t *testing.T) {
	fish := needShell(t, "fish")
	dir, env := classroom(t)
	cases := append(slices.Clone(shellCases),
		shellCase{"true; twq get fixture:mon", "true; twq get fixture:monday "},
		shellCase{"echo (twq get fixture:mon", "echo (twq get fixture:monday "},
		shellCase{"twq get 'fixture:mon", "twq get fixture:monday "},
		shellCase{`twq get "fixture:mon`, "twq get fixture:monday "},
	)
	args := []string{"--no-config", "-c", `twq completion fish | source; for line in $argv; complete -C $line; printf '\0'; end`}
	for _, c := range cases {
		args = append(args, c.line)
	}
	cmd := exec.Command(fish, args...)
	cmd.Dir, cmd.Env = dir, env
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	answers := strings.Split(string(out), "\x00")
	if err != nil || stderr.Len() > 0 || len(answers) != len(cases)+1 {
		t.Fatalf("%v, %d answers to %d lines, stderr:\n%s", err, len(answers), len(cases), stderr.String())
	}
	for i, c := range cases {
		word, want := strings.TrimSpace(c.want), ""
		if c.want != c.line {
			want = word[strings.LastIndexAny(word, " (")+1:]
		}
		var got []string
		for line := range strings.Lines(answers[i]) {
			offer, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
			got = append(got, offer)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: offers %q, want %q", c.line, answers[i], want)
		}
	}
	if !strings.Contains(answers[0], "\tList, show") {
		t.Errorf("the texts behind the words are not there: %q", answers[0])
	}
}

// TestCompletionWithoutTheProgram completes where the script is still there and the program is not: nothing happens.
func TestCompletionWithoutTheProgram(t *testing.T) {
	dir, env := classroom(t)
	if err := os.Remove(filepath.Join(dir, "twq")); err != nil {
		t.Fatal(err)
	}
	quiet := func(t *testing.T, s *lineShell) {
		s.check([]shellCase{{"twq fixt", "twq fixt"}, {"./twq fixt", "./twq fixt"}, {"twq get fixture:mon", "twq get fixture:mon"}})
		if shown := s.shown(); strings.Contains(shown, "not found") || strings.Contains(shown, "No such") {
			t.Errorf("an error is shown:\n%s", shown)
		}
	}
	t.Run("bash", func(t *testing.T) {
		quiet(t, startBash(t, dir, env, `eval "$(twq completion bash)"; PATH=/usr/bin:/bin`+"\n"))
	})
	t.Run("zsh", func(t *testing.T) {
		zsh := needShell(t, "zsh")
		writeText(t, filepath.Join(dir, ".zshrc"), zshRC+"source <(twq completion zsh)\nPATH=/usr/bin:/bin\n")
		quiet(t, startShell(t, dir, env, zsh, "-d", "-i"))
	})
	t.Run("fish", func(t *testing.T) {
		cmd := exec.Command(needShell(t, "fish"), "--no-config", "-c", `twq completion fish | source; set PATH /usr/bin /bin; complete -C 'twq fixt'; complete -C './twq fixt'`)
		cmd.Dir, cmd.Env = dir, env
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%v, %s", err, out)
		}
	})
}

// TestPowerShellScript looks at the text only: PowerShell itself is not run.
func TestPowerShellScript(t *testing.T) {
	script := completionScripts()["powershell"]
	for _, piece := range []string{
		"Register-ArgumentCompleter -Native -CommandName twq, twq.exe -ScriptBlock {",
		"param($wordToComplete, $commandAst, $cursorPosition)",
		`twq __complete --shell=powershell "--after=$after" -- @words 2>$null`,
		"-split \"`t\", 2",
		`$words += '""'`, // an empty word would not arrive
		"if ($lines.Count -eq 0) { return '' }",
		"[System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $help)",
	} {
		if !strings.Contains(script, piece) {
			t.Errorf("the script has no %s", piece)
		}
	}
	for open, closed := range map[string]string{"{": "}", "(": ")", "[": "]"} {
		if strings.Count(script, open) != strings.Count(script, closed) {
			t.Errorf("%s and %s do not match", open, closed)
		}
	}
	_, env := settings(t)
	if offers, _ := completed(t, env, "fixtures", `""`); len(offers) < 4 { // as the empty word arrives
		t.Errorf(`"" is not taken for an empty word: %q`, offers)
	}
}
