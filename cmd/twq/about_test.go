package main

import (
	"strings"
	"testing"

	"twq/fetch"
)

// TestCommandLine shows a command line as it may be told: what is secret by its name or by its value is not in it.
func TestCommandLine(t *testing.T) {
	w := world{secrets: new(fetch.Secrets)}
	w.secrets.Add("AAAAtoken-of-this-run")
	w.args = []string{"query", "#.text", "my file.json"}
	if got := w.commandLine(); got != `twq query '#.text' 'my file.json'` {
		t.Error(got)
	}
	for _, c := range []struct{ args, want string }{
		{"get users/show -p screen_name=mira_k", "twq get users/show -p screen_name=mira_k"},
		{"get x -p api_key=abcdefghij --param oauth_token=zzzzzzzz", "twq get x -p 'api_key=***' --param 'oauth_token=***'"},
		{"get x -ppassword=abcdefghij --param=secret=zzzzzzzz", "twq get x '-ppassword=***' '--param=secret=***'"},
		{"get https://me:pass@example.org/1.1/x.json?access_token=abc&q=1", "twq get 'https://example.org/1.1/x.json?access_token=***&q=1'"},
		{"get x -p q=AAAAtoken-of-this-run", "twq get x -p 'q=***'"},
	} {
		w.args = strings.Split(c.args, " ")
		if got := w.commandLine(); strings.ReplaceAll(got, "'", "") != strings.ReplaceAll(c.want, "'", "") {
			t.Errorf("%q: %s, want %s", c.args, got, c.want)
		}
	}
}
