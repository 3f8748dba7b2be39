package main

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"twq/fixtures"
)

var update = flag.Bool("update", false, "rewrite what the scripts expect")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"twq": main})
}

// TestScripts runs the command lines of testdata/script, each with its own folders and a fresh practice server at $SERVER.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setUpScript,
		Condition: func(cond string) (bool, error) {
			if cond == "posix" {
				return runtime.GOOS != "windows", nil
			}
			return false, errors.New("unknown condition " + cond)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":      exits,
			"lines":      lines,
			"same":       same,
			"mode":       mode,
			"practising": practising,
			"serving":    serving,
			"mistake":    mistake,
			"follow":     follow,
			"answers":    answers,
			"mixed":      mixed,
		},
	})
}

func setUpScript(env *testscript.Env) error {
	server := httptest.NewServer(fixtures.Server(fixtures.Builtin(), fixtures.Options{Limits: true}))
	env.Defer(server.Close)
	config := filepath.Join(env.WorkDir, ".twq")
	env.Setenv("TWQ_CONFIG_DIR", config)
	env.Setenv("SERVER", server.URL)
	env.Setenv("HOME", env.WorkDir)
	env.Setenv("PRACTICE_KEY", fixtures.PracticeKey)
	env.Setenv("PRACTICE_SECRET", fixtures.PracticeSecret)
	if err := os.MkdirAll(config, 0o700); err != nil {
		return err
	}
	profile := "[profiles.class]\nbase = \"" + server.URL + "/1.1/\"\nsuffix = \".json\"\ntoken_url = \"" + server.URL +
		"/oauth2/token\"\nauth = \"bearer\"\ntoken_env = \"CLASS_TOKEN\"\nkey_env = \"CLASS_KEY\"\nsecret_env = \"CLASS_SECRET\"\n"
	return os.WriteFile(filepath.Join(config, "config.toml"), []byte(profile), 0o600)
}

// exits CODE PROGRAM ARG... runs a program and wants that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		got = failed.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// lines FILE N wants N lines in a file, stdout or stderr.
func lines(ts *testscript.TestScript, neg bool, args []string) {
	text := ts.ReadFile(args[0])
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	if got := strings.Count(text, "\n"); (got == want) == neg {
		ts.Fatalf("%d lines, want %d (not: %v):\n%s", got, want, neg, text)
	}
}

// same A B wants two files of the same bytes.
func same(ts *testscript.TestScript, neg bool, args []string) {
	if (ts.ReadFile(args[0]) == ts.ReadFile(args[1])) == neg {
		ts.Fatalf("%s and %s: same is %v", args[0], args[1], neg)
	}
}

// mode FILE PERM wants a file's permissions.
func mode(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := strconv.FormatUint(uint64(info.Mode().Perm()), 8); got != args[1] {
		ts.Fatalf("%s has mode %s, want %s", args[0], got, args[1])
	}
}

// serving NAME STATUS FILE [HEADER=VALUE ...] answers every request with a file at $NAME.
func serving(ts *testscript.TestScript, _ bool, args []string) {
	status, err := strconv.Atoi(args[1])
	ts.Check(err)
	body := ts.ReadFile(args[2])
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for _, h := range args[3:] {
			k, v, _ := strings.Cut(h, "=")
			if n, ok := strings.CutPrefix(v, "now+"); ok {
				s, _ := strconv.Atoi(n)
				v = strconv.FormatInt(time.Now().Unix()+int64(s), 10)
			}
			w.Header().Set(k, v)
		}
		w.WriteHeader(status)
		w.Write([]byte(body))
	}))
	ts.Defer(server.Close)
	ts.Setenv(args[0], server.URL)
}

// inWorld runs the program in this process, for what a script cannot see.
func inWorld(t *testing.T, w world, args ...string) int {
	t.Helper()
	return run(context.Background(), args, w)
}
