package fetch

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const classProfile = `# the API of the class
[profiles.class]
base = "http://127.0.0.1:8411/1.1/"
suffix = ".json"
token_url = "http://127.0.0.1:8411/oauth2/token"
auth = "bearer"
`

func loadConfig(t testing.TB, text string) (map[string]Profile, string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	write(t, path, text)
	profiles, err := LoadProfiles(path)
	return profiles, path, err
}

func TestProfiles(t *testing.T) {
	for name, p := range Profiles() {
		at, err := p.At(append(p.Hosts, "")[0])
		if p.Name != name || err != nil || at.Origin().Scheme != "https" || p.Catalogue != (name == "twitter" || name == "practice") {
			t.Errorf("%s is %+v, %v", name, p, err)
		}
		for _, check := range profileChecks() {
			if problem := check.problem(p); problem != "" && !strings.HasSuffix(check.key, "_env") {
				t.Errorf("%s: %s %s", name, check.key, problem)
			}
		}
		for _, h := range p.Header {
			if problem := headerProblem(h); problem != "" {
				t.Errorf("%s: %s %s", name, h.Key, problem)
			}
		}
	}
	if p := Profiles()["practice"]; p.TokenEnv+p.KeyEnv+p.SecretEnv != "" {
		t.Errorf("practice reads the environment: %+v", p)
	}
	if got := Profiles()["twitter"].Origin().String(); got != "https://api.twitter.com" {
		t.Errorf("twitter is at %s", got)
	}
}

func TestLoadProfiles(t *testing.T) {
	if profiles, err := LoadProfiles(filepath.Join(t.TempDir(), "config.toml")); err != nil || len(profiles) != len(Profiles()) {
		t.Errorf("without a file: %v, %v", profiles, err)
	}
	for _, empty := range []string{"", "# nothing\n", "[profiles]\n"} {
		if profiles, _, err := loadConfig(t, empty); err != nil || len(profiles) != len(Profiles()) {
			t.Errorf("%q: %v, %v", empty, profiles, err)
		}
	}
	profiles, _, err := loadConfig(t, "\ufeff"+strings.ReplaceAll(classProfile, "\n", "\r\n")+`
[profiles.harbour-2]
base = "https://data.harbour.test/v1"
auth = "none"
paging = "link"
[profiles.shared]
base = "http://192.168.1.7:8411/1.1"
token_env = "SHARED_TOKEN"
key_env = "SHARED_KEY"
secret_env = "_SECRET2"
`)
	if err != nil {
		t.Fatal(err)
	}
	if names := slices.Sorted(maps.Keys(profiles)); !slices.Equal(names, []string{"class", "github", "harbour-2", "mastodon", "practice", "shared", "twitter", "wikidata",
		"wikidata-sparql", "wikipedia", "x"}) {
		t.Errorf("profiles %v", names)
	}
	want := map[string]Profile{
		"class": {Name: "class", Base: "http://127.0.0.1:8411/1.1/", Suffix: ".json", TokenURL: "http://127.0.0.1:8411/oauth2/token",
			Auth: AuthBearer, Catalogue: true},
		"harbour-2": {Name: "harbour-2", Base: "https://data.harbour.test/v1/", Auth: AuthNone, Paging: Link},
		"shared": {Name: "shared", Base: "http://192.168.1.7:8411/1.1/", Auth: AuthBearer, Catalogue: true,
			TokenEnv: "SHARED_TOKEN", KeyEnv: "SHARED_KEY", SecretEnv: "_SECRET2"},
	}
	for name, p := range want {
		if !reflect.DeepEqual(profiles[name], p) {
			t.Errorf("%s is %+v, want %+v", name, profiles[name], p)
		}
	}
}

// TestConfigErrors puts a token into every file: no error shows it.
func TestConfigErrors(t *testing.T) {
	secret := `# ` + canaryToken.Reveal() + "\n"
	with := func(line string) string {
		return secret + "[profiles.class]\nbase = \"https://api.test/\"\n" + line + "\n"
	}
	tests := []struct {
		name, text string
		line       int
		key        string
	}{
		{"not TOML", secret + "base = \n", 2, ""},
		{"a bare token", secret + "token = " + canaryToken.Reveal() + "\n", 2, ""},
		{"twice", with(`base = "https://other.test/"`), 4, ""},
		{"unknown table", secret + "[profile.class]\nbase = \"https://api.test/\"\n", 2, "profile"},
		{"unknown key on top", secret + "default = \"class\"\n", 2, "default"},
		{"unknown key", with(`token = "` + canaryToken.Reveal() + `"`), 4, "profiles.class.token"},
		{"misspelled key", with(`  Suffix = ".json"`), 4, "profiles.class.Suffix"},
		{"quoted key", with(`"secret" = "x"`), 4, "profiles.class.secret"},
		{"a number", with(`suffix = 7`), 4, "profiles.class.suffix"},
		{"a list", with(`paging = ["link"]`), 4, "profiles.class.paging"},
		{"profiles is text", "profiles = \"class\"\n", 1, "profiles"},
		{"a profile is text", "[profiles]\nclass = \"https://api.test/\"\n", 2, "profiles.class"},
		{"no base", "[profiles.class]\nsuffix = \".json\"\n", 1, "profiles.class.base"},
		{"dotted keys", "profiles.class.auth = \"basic\"\n", 0, "profiles.class.auth"},
		{"built in", "\n[profiles.twitter]\nbase = \"https://evil.test/\"\n", 2, "profiles.twitter"},
		{"built in too", "[profiles.practice]\n", 1, "profiles.practice"},
		{"capitals", "[profiles.Class]\nbase = \"https://api.test/\"\n", 1, "profiles.Class"},
		{"a path", "[profiles.\"../x\"]\nbase = \"https://api.test/\"\n", 0, "profiles.../x"},
		{"a device", "[profiles.nul]\nbase = \"https://api.test/\"\n", 1, "profiles.nul"},
		{"no scheme", "[profiles.class]\nbase = \"api.test/1.1/\"\n", 2, "profiles.class.base"},
		{"a file", "[profiles.class]\nbase = \"file:///etc/\"\n", 2, "profiles.class.base"},
		{"no host", "[profiles.class]\nbase = \"https:///1.1/\"\n", 2, "profiles.class.base"},
		{"a password", "[profiles.class]\nbase = \"https://mira:" + canarySecret.Reveal()[:9] + "@api.test/\"\n", 2, "profiles.class.base"},
		{"a query", "[profiles.class]\nbase = \"https://api.test/?token=" + canarySecret.Reveal()[:9] + "\"\n", 2, "profiles.class.base"},
		{"plain http", "[profiles.class]\nbase = \"http://api.test/1.1/\"\n", 2, "profiles.class.base"},
		{"plain http for the secret", with(`token_url = "http://api.test/oauth2/token"`), 4, "profiles.class.token_url"},
		{"bad token URL", with(`token_url = "oauth2/token"`), 4, "profiles.class.token_url"},
		{"auth", with(`auth = "basic"`), 4, "profiles.class.auth"},
		{"paging", with(`paging = "pages"`), 4, "profiles.class.paging"},
		{"suffix", with(`suffix = ".json?x=1"`), 4, "profiles.class.suffix"},
		{"variable", with(`token_env = "MY TOKEN"`), 4, "profiles.class.token_env"},
		{"variable beginning with a digit", with(`key_env = "1KEY"`), 4, "profiles.class.key_env"},
		{"twitter's token", with(`token_env = "TWQ_BEARER_TOKEN"`), 4, "profiles.class.token_env"},
		{"twitter's secret", with(`secret_env = "TWQ_API_SECRET"`), 4, "profiles.class.secret_env"},
		{"too large", strings.Repeat("#", 1<<20) + "\n", 0, ""},
	}
	for _, test := range tests {
		profiles, path, err := loadConfig(t, test.text)
		e, ok := errors.AsType[*ConfigError](err)
		if !ok || profiles != nil {
			t.Errorf("%s: %v, %v", test.name, profiles, err)
			continue
		}
		if e.File != path || e.Line != test.line || test.key != "" && e.Key != test.key || e.Problem == "" {
			t.Errorf("%s: line %d, key %q, %q; want line %d, key %q", test.name, e.Line, e.Key, e.Problem, test.line, test.key)
		}
		if form := leak(prints(err), canaryToken, canarySecret); form != "" {
			t.Errorf("%s: the error shows the token: %v", test.name, err)
		}
	}
}

func TestConfigInstead(t *testing.T) {
	for text, want := range map[string]string{
		"[profiles.class]\nbse = \"https://api.test/\"\n":                           "base",
		"[profiles.class]\nbase = \"https://api.test/\"\npagings = \"page\"\n":      "paging",
		"[profiles.class]\nbase = \"https://api.test/\"\n[profiles.class.header]\n": "headers",
		"[profile.class]\nbase = \"https://api.test/\"\n":                           "[profiles.NAME]",
	} {
		_, _, err := loadConfig(t, text)
		if e, ok := errors.AsType[*ConfigError](err); !ok || !slices.Equal(e.Instead, []string{want}) {
			t.Errorf("%q: %v, %q", text, err, e.Instead)
		}
	}
	_, _, err := loadConfig(t, "[profiles.class]\nbase = \"https://api.test/\"\nelsewhere = 1\n")
	if e, ok := errors.AsType[*ConfigError](err); !ok || !slices.Contains(e.Instead, "paging") || !slices.IsSorted(e.Instead) {
		t.Errorf("%v", err)
	}
	_, _, err = loadConfig(t, "[profiles.class]\nbase = \"https://api.test/\"\ntoken = \"x\"\n")
	if e, ok := errors.AsType[*ConfigError](err); !ok || e.Problem != secretAdvice {
		t.Errorf("%v", err)
	}
}

func TestConfigPlainParams(t *testing.T) {
	profiles, _, err := loadConfig(t, "[profiles.open]\nbase = \"https://api.test/\"\n[profiles.open.params]\nlimit = 50\nall = true\n[profiles.open.headers]\nX-Version = 3\n")
	p := profiles["open"]
	if err != nil || !slices.Equal(p.Params, []Pair{{"all", "true"}, {"limit", "50"}}) || !slices.Equal(p.Header, []Pair{{"X-Version", "3"}}) {
		t.Errorf("%+v, %v", p, err)
	}
	if _, _, err := loadConfig(t, "[profiles.open]\nbase = \"https://api.test/\"\n[profiles.open.params]\nlimit = [50]\n"); err == nil {
		t.Error("a list is a parameter")
	}
}

func TestConfigOpenHTTP(t *testing.T) {
	profiles, _, err := loadConfig(t, "[profiles.open]\nbase = \"http://data.harbour.test/\"\nauth = \"none\"\n")
	if err != nil || profiles["open"].Base != "http://data.harbour.test/" {
		t.Errorf("%v, %v", profiles, err)
	}
}

func TestConfigUnreadable(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "config.toml")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadProfiles(dir); !isType[*ConfigError](err) {
		t.Errorf("a folder: %v", err)
	}
}

// TestDataProfile wants no token and no path out of the working directory in a profile of recordings.
func TestDataProfile(t *testing.T) {
	dir := t.TempDir()
	file, elsewhere := filepath.Join(dir, "config.toml"), t.TempDir()
	text := "[profiles.a]\ndata = \"answers\"\n[profiles.b]\ndata = '" + elsewhere + "'\nbase = \"http://api.example.org/v1/\"\nauth = \"bearer\"\n[profiles.c]\ndata = \"~/answers\"\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	profiles, err := LoadProfiles(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"a": filepath.Join(dir, "answers"), "b": elsewhere, "c": "~/answers"} {
		if p := profiles[name]; p.Data != want || p.Auth != AuthNone {
			t.Errorf("%s: %q %q", name, p.Data, p.Auth)
		}
	}
	if a := profiles["a"]; a.Base != "https://recorded.invalid/1.1/" || !a.Catalogue || a.Suffix != ".json" {
		t.Errorf("%+v", a)
	}
	if b := profiles["b"]; b.Base != "http://api.example.org/v1/" || b.Catalogue {
		t.Errorf("%+v", b)
	}
}
