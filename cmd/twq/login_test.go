package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestLoginNowhere says where another place for the token is named.
func TestLoginNowhere(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	w := world{Stdin: strings.NewReader("a-token-of-no-use\n"), Stdout: io.Discard, Stderr: &errs, Now: time.Now, Getenv: func(name string) string {
		if name == "TWQ_CONFIG_DIR" {
			return filepath.Join(file, "twq") // below a file nothing can be
		}
		return ""
	}}
	if code := inWorld(t, w, "login", "--bearer"); code != exitFetch || !strings.Contains(errs.String(), "TWQ_CONFIG_DIR can name another folder") {
		t.Errorf("%d %s", code, errs.String())
	}
}
