package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"twq/query"
	"twq/render"
)

const duckScript = `
const { DuckDBInstance } = require('@duckdb/node-api');
const lines = require('fs').readFileSync(0, 'utf8').trim().split('\n').map(l => JSON.parse(l));
(async () => {
  const c = await (await DuckDBInstance.create(':memory:')).connect();
  for (const statement of lines) {
    try {
      console.log(JSON.stringify((await c.runAndReadAll(statement)).getRowsJson()));
    } catch (e) {
      console.log(JSON.stringify(String(e)));
    }
  }
})();`

// duck runs statements in DuckDB, in a folder and in UTC, and returns the rows of each as JSON.
func duck(t *testing.T, dir string, statements ...string) []string {
	t.Helper()
	if out, err := exec.Command("node", "-e", "require('@duckdb/node-api')").CombinedOutput(); err != nil {
		if os.Getenv("TWQ_CI") != "" {
			t.Fatalf("TWQ_CI is set, and there is no node with @duckdb/node-api in NODE_PATH: %v %s", err, out)
		}
		t.Skip("there is no node with @duckdb/node-api in NODE_PATH")
	}
	var in, errs bytes.Buffer
	for _, s := range statements {
		line, _ := json.Marshal(s)
		in.Write(append(line, '\n'))
	}
	cmd := exec.Command("node", "-e", duckScript)
	cmd.Dir, cmd.Stdin, cmd.Stderr, cmd.Env = dir, &in, &errs, append(os.Environ(), "TZ=UTC")
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	answers := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(answers) != len(statements) {
		t.Fatalf("%d answers to %d statements", len(answers), len(statements))
	}
	for i, a := range answers {
		if !strings.HasPrefix(a, "[") {
			t.Fatalf("%s\nDuckDB says %s", statements[i], a)
		}
	}
	return answers
}

// TestParquetWorld writes more than 2,000 tweets of the practice world with all their columns, as a file and as a set, and compares every
// cell that DuckDB reads with the tweet.
func TestParquetWorld(t *testing.T) {
	bin, dir := buildProgram(t), t.TempDir()
	twq := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(bin, args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "TWQ_CONFIG_DIR="+dir)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v %s", args, err, errs.String())
		}
		return string(out)
	}
	duck(t, dir, "SELECT 1") // or there is nothing to compare with
	var all strings.Builder
	names := append([]string{"harbourlib", "mira_k"}, strings.Fields(twq("get", "followers/list", "-p", "screen_name=harbourlib", "-p", "count=20", "--offline", "-q", "users.#.screen_name", "-f", "text"))...)
	for _, name := range names {
		if strings.Count(all.String(), "\n") < 2000 {
			all.WriteString(twq("get", "statuses/user_timeline", "-p", "screen_name="+name, "-p", "count=200", "--all", "--offline", "-f", "ndjson"))
		}
	}
	tweets := strings.Split(strings.TrimSpace(all.String()), "\n")
	if len(tweets) < 2000 {
		t.Fatalf("only %d tweets", len(tweets))
	}
	if err := os.WriteFile(filepath.Join(dir, "w.ndjson"), []byte(all.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	twq("query", "..#.@this", "w.ndjson", "-o", "w.parquet", "--as-text", "user.description")
	twq("query", "..#.@this", "w.ndjson", "-o", "w/", "--partition-by", "lang")

	answers := duck(t, dir, "DESCRIBE SELECT * FROM 'w.parquet'", "SELECT * FROM 'w.parquet'",
		`SELECT id_str, lang, "user.screen_name" FROM read_parquet('w/**/*.parquet', hive_partitioning=true)`)
	columns, rows := gjson.Parse(answers[0]).Array(), gjson.Parse(answers[1]).Array()
	if len(rows) != len(tweets) || len(columns) < 60 {
		t.Fatalf("%d rows of %d columns", len(rows), len(columns))
	}
	cells, bad := 0, 0
	for i, row := range rows {
		got := row.Array()
		for j, c := range columns {
			name, kind := c.Get("0").Str, c.Get("1").Str
			cells++
			v := gjson.Get(tweets[i], name)
			if v.IsObject() && strings.Contains(answers[0], `["`+name+`.`) { // its leaves have columns of their own
				v = gjson.Result{}
			}
			if !sameInDuck(v, got[j], name, kind) {
				if bad++; bad < 10 {
					t.Errorf("row %d, %s %s: DuckDB reads %.80s, the tweet has %.80s", i, name, kind, got[j].Raw, v.Raw)
				}
			}
		}
	}
	t.Logf("%d tweets, %d cells, %d differ", len(rows), cells, bad)

	seen := map[string]string{}
	for _, r := range gjson.Parse(answers[2]).Array() {
		seen[r.Get("0").Str+" "+r.Get("1").Str+" "+r.Get("2").Str] = "x"
	}
	for _, tweet := range tweets {
		if key := gjson.Get(tweet, "id_str").Str + " " + gjson.Get(tweet, "lang").Str + " " + gjson.Get(tweet, "user.screen_name").Str; seen[key] == "" {
			t.Fatalf("the set has no %s", key)
		}
	}
	if n := strings.Count(answers[2], "],["); n != len(tweets)-1 {
		t.Errorf("the set has %d rows", n+1)
	}
}

// sameInDuck compares a value with what DuckDB reads in a column of a type.
func sameInDuck(v, got gjson.Result, name, kind string) bool {
	if !v.Exists() || v.Type == gjson.Null {
		return got.Type == gjson.Null
	}
	if element, list := strings.CutSuffix(kind, "[]"); list {
		elements, read := v.Array(), got.Array()
		same := v.IsArray() && got.IsArray() && len(elements) == len(read)
		for i := 0; same && i < len(read); i++ {
			if e := elements[i]; e.IsObject() {
				elements[i] = e.Get(render.Telling(query.Column{Name: name}))
			}
			same = sameInDuck(elements[i], read[i], name, element)
		}
		return same
	}
	switch kind {
	case "BIGINT":
		return v.Type == gjson.Number && got.Str == v.Raw
	case "DOUBLE":
		return v.Type == gjson.Number && got.Type == gjson.Number && got.Num == v.Num
	case "BOOLEAN":
		return got.Type == v.Type
	case "TIMESTAMP WITH TIME ZONE":
		m, ok := query.ParseMoment(v.Str)
		return ok && got.Str == m.UTC().Format("2006-01-02 15:04:05+00")
	}
	if v.Type == gjson.String {
		return got.Type == gjson.String && got.Str == v.Str
	}
	return got.Str == render.Compact(v.Raw)
}

// TestScaleDocument runs the SQL for DuckDB in docs/scale.md behind the commands of twq, in order, and compares the rows that it says.
func TestScaleDocument(t *testing.T) {
	bin, dir := buildProgram(t), t.TempDir()
	text, err := os.ReadFile("../../docs/scale.md")
	if err != nil {
		t.Fatal(err)
	}
	duck(t, dir, "SELECT 1")
	ran := 0
	for _, block := range regexp.MustCompile("(?s)```(sh|console|sql duckdb)\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		if block[1] != "sql duckdb" {
			for _, c := range commandsOf(block[1], block[2]) {
				runDocumented(t, "scale.md", bin, dir, c)
			}
			continue
		}
		var want []string
		var statement strings.Builder
		for line := range strings.Lines(block[2]) {
			if rows, ok := strings.CutPrefix(line, "-- "); ok {
				want = append(want, strings.TrimSpace(rows))
			} else {
				statement.WriteString(line)
			}
		}
		ran++
		got := duck(t, dir, strings.TrimSuffix(strings.TrimSpace(statement.String()), ";"))[0]
		if joined := "[" + strings.Join(want, ",") + "]"; got != joined {
			t.Errorf("%s\ngives\n%s\nand the document says\n%s", statement.String(), strings.ReplaceAll(got, "],[", "]\n["), strings.Join(want, "\n"))
		}
	}
	if ran < 4 {
		t.Errorf("only %d statements were found", ran)
	}
}

// TestParquetTranslations runs in DuckDB what translate says for Parquet, on a file and on a set, and compares the rows with those of the
// path on the same tweets.
func TestParquetTranslations(t *testing.T) {
	bin, dir := buildProgram(t), t.TempDir()
	twq := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(bin, args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "TWQ_CONFIG_DIR="+dir)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	twq("query", "#", "fixture:library", "-c", "id_str,id,user.screen_name,user.verified,text,lang,retweet_count,created_at", "-o", "t.parquet")
	twq("query", "#", "fixture:library", "-c", "id_str,id,user.screen_name,user.verified,text,lang,retweet_count,created_at", "-o", "t/", "--partition-by", "lang")
	paths := []string{"#", "#.user.screen_name", `#.{id_str,"who":user.screen_name}`, "#(lang==en)#.id_str", "#(retweet_count>=5)#|#", "#(retweet_count>=5)#.id_str", "#(user.verified==true)#.id_str",
		"#(user.verified!=true)#.id_str", "#(id_str==1202955310000000165)#.lang", "#(text%*library*)#.id_str", "#(lang==en)#|#(retweet_count>0)#.id_str", "#(user.verified==false)#.retweet_count"}
	var statements []string
	for _, p := range paths {
		for _, file := range []string{"t.parquet", "t/"} {
			statements = append(statements, twq("translate", p, file, "--to", "duckdb"))
		}
	}
	got := duck(t, dir, statements...)
	for i, p := range paths {
		want := twq("query", p, "fixture:library", "-f", "csv")
		for j, answer := range got[2*i : 2*i+2] { // a set has an order of its own
			var rows []string
			for _, r := range gjson.Parse(answer).Array() {
				var cells []string
				for _, c := range r.Array() {
					cells = append(cells, c.String())
				}
				rows = append(rows, strings.Join(cells, ","))
			}
			_, body, _ := strings.Cut(want, "\n")
			lines := strings.Split(strings.ReplaceAll(body, `"`, ""), "\n")
			slices.Sort(rows)
			slices.Sort(lines)
			if !slices.Equal(rows, lines) {
				t.Errorf("%s\ngives %q\nwant  %q", statements[2*i+j], rows, lines)
			}
		}
	}
}

// TestTranslatedNames runs in DuckDB what translate says where the keys are words of SQL, and where names of files are patterns: over JSON
// lines, Parquet and a set. Each key has a value that tells it, and each file has one beside it that the pattern would find.
func TestTranslatedNames(t *testing.T) {
	bin, dir := buildProgram(t), t.TempDir()
	duck(t, dir, "SELECT 1")
	twq := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(bin, append(args, "--notes", "none")...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "TWQ_CONFIG_DIR="+dir)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	var statements, want []string
	ask := func(rows, path, file string) {
		t.Helper()
		statements, want = append(statements, twq("translate", path, file, "--to", "duckdb")), append(want, rows)
	}

	keys := strings.Fields("from to order group end desc limit table all case when true false null user current_date select where json value line column default primary")
	row := func(n string) string {
		cells := []string{`"code":"00` + n + `"`}
		for _, k := range keys {
			cells = append(cells, `"`+k+`":"`+k+"-"+n+`"`)
		}
		return "{" + strings.Join(cells, ",") + "}\n"
	}
	write("k.ndjson", row("1")+row("2"))
	twq("query", "..#.@this", "k.ndjson", "-o", "k.parquet")
	twq("query", "..#.@this", "k.ndjson", "-o", "k/", "--partition-by", "code")
	for _, file := range []string{"k.ndjson", "k.parquet", "k/"} {
		path := "#"
		if file == "k.ndjson" {
			path = "..#"
		}
		ask(`[["002"]]`, path+`(code=="002")#.code`, file)
		for i, k := range keys {
			ask(`[["`+k+`-2"]]`, path+"("+k+"=="+k+"-2)#."+k, file)
			ask(`[["`+k+`-1"]]`, path+"("+k+"=="+k+`-1)#.{"`+keys[len(keys)-1-i]+`":`+k+"}", file)
		}
	}

	write("qx.ndjson", `{"v":"other"}`)
	write("q1.ndjson", `{"v":"other"}`)
	for _, name := range []string{"q*", "q?", "q[1]", "q[x]", "q{1}", "q]", "v=0/q", "json=0/q", "d[1]/q*"} {
		write(name+".ndjson", `{"v":"own"}`)
		ask(`[["own"]]`, "..#.v", name+".ndjson")
		twq("query", "..#.@this", name+".ndjson", "-o", name+".parquet", "--force")
		ask(`[["own"]]`, "#.v", name+".parquet")
	}
	twq("query", "..#.@this", "qx.ndjson", "-o", "qx.parquet")
	twq("query", "..#.@this", "q1.ndjson", "-o", "q1.parquet")
	ask(`[["own"]]`, "#.v", "d[1]/")
	write("d1/q.parquet", "no Parquet")

	for i, got := range duck(t, dir, statements...) {
		if got != want[i] {
			t.Errorf("%s\ngives %s\nwant  %s", statements[i], got, want[i])
		}
	}
}
