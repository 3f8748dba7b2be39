package query

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// programDriver runs the programs that its standard input names, and tells what each printed and how it ended.
const programDriver = `
import contextlib, io, json, sys, traceback
for line in sys.stdin:
    program, arguments = json.loads(line)
    out, said = io.StringIO(), ""
    sys.argv = [program] + arguments
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(open(program, encoding="utf-8").read(), program, "exec"), {"__name__": "__main__"})
        except SystemExit as e:
            said = str(e.code)
        except Exception:
            said = "FAILED " + traceback.format_exc()
    print(json.dumps([out.getvalue(), said]))
`

// runPrograms runs programs over files in one process of Python; each is the program, its file, and the arguments.
func runPrograms(t *testing.T, programs []string, arguments [][]string) (printed, said []string) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	dir := t.TempDir()
	var in, errs bytes.Buffer
	for i, text := range programs {
		file := filepath.Join(dir, fmt.Sprintf("p%d.py", i))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		line, _ := json.Marshal([]any{file, append([]string{}, arguments[i]...)})
		in.Write(append(line, '\n'))
	}
	cmd := exec.Command(python, "-c", programDriver)
	cmd.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8")
	cmd.Stdin, cmd.Stderr = &in, &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	for line := range strings.Lines(string(out)) {
		var result [2]string
		if err := json.Unmarshal([]byte(line), &result); err != nil {
			t.Fatal(err)
		}
		printed, said = append(printed, result[0]), append(said, result[1])
	}
	if len(printed) != len(programs) {
		t.Fatalf("%d of %d programs have run", len(printed), len(programs))
	}
	return printed, said
}

// sameJSON compares two JSON values; numbers are equal when their digits, or their float64, are.
func sameJSON(a, b string) bool {
	read := func(s string) (v any) {
		d := json.NewDecoder(strings.NewReader(s))
		d.UseNumber()
		if d.Decode(&v) != nil {
			return errors.New(s)
		}
		return v
	}
	return sameValue(read(a), read(b))
}

func sameValue(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		b, ok := b.(json.Number)
		x, _ := a.Float64()
		y, _ := b.Float64()
		return ok && (a == b || x == y && (strings.ContainsAny(string(a+b), ".eE") || x == 0))
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !sameValue(a[i], b[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for k := range a {
			if other, ok := b[k]; !ok || !sameValue(a[k], other) {
				return false
			}
		}
		return true
	}
	return a == b
}

// TestProgramAgrees runs the programs of many paths on their documents: what they print is gjson's answer.
func TestProgramAgrees(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{}
	fileOf := func(doc string) string {
		if files[doc] == "" {
			files[doc] = filepath.Join(dir, fmt.Sprintf("d%d.json", len(files)))
			if err := os.WriteFile(files[doc], []byte(doc), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return files[doc]
	}
	type run struct {
		e      *Explanation
		remark string
	}
	var runs []run
	var programs []string
	var arguments [][]string
	add := func(doc, path string) {
		p, err := ParsePath(path)
		if err != nil || hasTwice(doc) {
			return
		}
		if _, err := documents("doc", doc); err != nil {
			return
		}
		e := explain(t, doc, path)
		if len(e.Notes) > 0 && e.Notes[0].Severity == Wrong || !e.Answer.Exists() {
			return
		}
		text, err := e.Program(fileOf(doc))
		if _, none := errors.AsType[*UntranslatableError](err); none {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		same, _ := p.Translate(Python, e.doc)
		runs, programs, arguments = append(runs, run{e, same.Remark}), append(programs, text), append(arguments, nil)
	}
	for _, path := range libraryPaths(t) {
		add(library(t), path)
	}
	for _, c := range explainCases() {
		add(shelf, c.path)
	}
	for _, path := range []string{"#.k", "..#.k", "..#", "..1.s", "#(k>1)#.s", "@reverse.0.k"} {
		add("{\"k\":1}\n{\"k\":2,\"s\":\"x\"}\n", path)
		add(`{"k":1,"s":"\u2028\\"}`, path)
	}
	for c := range randomPairs(2500, 31) {
		add(c.doc, c.path)
	}
	printed, said := runPrograms(t, programs, arguments)
	exact := 0
	for i, r := range runs {
		switch {
		case r.remark != "" && said[i] != "" && !strings.HasPrefix(said[i], "FAILED"): // the remark says so
		case r.remark != "" && sameJSON(printed[i], r.e.Answer.Raw):
		case r.remark == "" && said[i] == "" && sameJSON(printed[i], r.e.Answer.Raw):
			exact++
		default:
			t.Errorf("%s on %.60q prints %s %s, gjson answers %s; remark %q\n%s", r.e.Path, r.e.doc, printed[i], said[i], r.e.Answer.Raw, r.remark, programs[i])
		}
	}
	t.Logf("%d programs, %d exact", len(programs), exact)
	if exact < 200 {
		t.Errorf("only %d programs answered exactly", exact)
	}
}

func TestProgramReads(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	list, err := explain(t, `[{"k":0}]`, "#.k").Program("")
	if err != nil {
		t.Fatal(err)
	}
	utf16 := []byte{0xff, 0xfe}
	for _, r := range `[{"k":5}]` {
		utf16 = append(utf16, byte(r), 0)
	}
	cases := []struct{ file, printed, said string }{
		{write("a.json", `[{"k":1}, {"k":"\u00e9"}]`), `[1,"é"]`, ""},
		{write("two.json", "{\"k\":1}\n{\"k\":2}"), "[1,2]", ""},
		{write("one.ndjson", "{\"k\":3}\n"), "[3]", ""},
		{write("none.ndjson", "\n"), "[]", ""},
		{write("bom.json", "\ufeff[{\"k\":4}]"), "[4]", ""},
		{write("wide.json", string(utf16)), "[5]", ""},
		{write("twice.json", `[{"k":6,"k":7}]`), "[6]", ""},
		{write("long.json", `[{"k":1202955310000000165}]`), "[1202955310000000165]", ""},
		{write("empty.json", ""), "", "is empty"},
		{write("cut.json", `[{"k":6`), "", "FAILED"},
		{write("object.json", `{"k":1}`), "", "is no list"},
		{"", "", "which file?"},
	}
	var programs []string
	var arguments [][]string
	for _, c := range cases {
		programs = append(programs, list)
		if c.file == "" {
			arguments = append(arguments, nil)
			continue
		}
		arguments = append(arguments, []string{c.file})
	}
	printed, said := runPrograms(t, programs, arguments)
	for i, c := range cases {
		if c.printed != "" && !sameJSON(c.printed, printed[i]) || c.printed == "" && printed[i] != "" || !strings.Contains(said[i], c.said) || c.said == "" && said[i] != "" {
			t.Errorf("%s: %q, %q", filepath.Base(c.file), printed[i], said[i])
		}
	}
}

// TestProgramIsSafe writes paths and file names that would like to be code.
func TestProgramIsSafe(t *testing.T) {
	const doc = `{"a\nprint(1)":[7],"\"\"\"":8,"a":[1]}`
	for _, path := range []string{"a\nprint(1).0", `"""`, "a\r.0"} {
		e := explain(t, doc, path)
		text, err := e.Program("x\"\nprint(2)\\.json")
		if err != nil {
			continue
		}
		if strings.Contains(text, "\nprint(1)") || strings.Contains(text, "\nprint(2)") {
			t.Errorf("%q breaks out of its line:\n%s", path, text)
		}
	}
}
