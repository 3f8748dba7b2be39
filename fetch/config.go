// config.toml: the profiles a user adds, each checked whole before it is used.

package fetch

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// ConfigError says what is wrong in config.toml. It holds no value of the file.
type ConfigError struct {
	File    string
	Line    int    // from 1; 0: not known
	Key     string // "profiles.class.base"; may be empty
	Problem string
	Err     error // the system's reason when the file cannot be read; else nil
}

func (e *ConfigError) Error() string {
	s := e.File
	if e.Line > 0 {
		s += fmt.Sprintf(":%d", e.Line)
	}
	if e.Key != "" {
		s += ": " + e.Key
	}
	s += ": " + e.Problem
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the system's reason, if there is one.
func (e *ConfigError) Unwrap() error { return e.Err }

// LoadProfiles returns the built-in profiles and those of a config.toml, by name. A file that does not exist adds none. Each is
// checked whole: unknown keys, values of a wrong kind, addresses that are none, and addresses over which a token would travel
// in plain text are a [*ConfigError].
func LoadProfiles(path string) (map[string]Profile, error) {
	profiles := Profiles()
	text, err := readConfig(path)
	if err != nil {
		return nil, err
	}
	c := configFile{path: path, lines: strings.Split(text, "\n")}
	var doc map[string]any
	if _, err := toml.Decode(text, &doc); err != nil {
		return nil, c.syntax(err)
	}
	for _, key := range sortedKeys(doc) {
		if key != "profiles" {
			return nil, c.problem("there is no such key", key)
		}
	}
	tables, ok := doc["profiles"].(map[string]any)
	if !ok && doc["profiles"] != nil {
		return nil, c.problem("is not a table: write [profiles.NAME]", "profiles")
	}
	for _, name := range sortedKeys(tables) {
		if err := c.checkName(name, profiles); err != nil {
			return nil, err
		}
		table, ok := tables[name].(map[string]any)
		if !ok {
			return nil, c.problem("is not a table: write [profiles."+name+"]", "profiles", name)
		}
		p, err := c.profile(name, table)
		if err != nil {
			return nil, err
		}
		profiles[name] = p
	}
	return profiles, nil
}

func readConfig(path string) (string, error) {
	f, err := os.Open(path)
	if absent(err) {
		return "", nil
	}
	if err != nil {
		return "", &ConfigError{File: path, Problem: "cannot be read", Err: systemReason(err)}
	}
	defer f.Close()
	const most = 1 << 20
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return "", &ConfigError{File: path, Problem: "cannot be read", Err: systemReason(err)}
	}
	if len(text) > most {
		return "", &ConfigError{File: path, Problem: "is larger than 1 MiB"}
	}
	return string(text), nil
}

// configFile is a config.toml being checked.
type configFile struct {
	path  string
	lines []string
}

func (c configFile) profile(name string, table map[string]any) (Profile, error) {
	p := Profile{Name: name, Auth: AuthBearer}
	var paging string
	targets := map[string]*string{
		"base": &p.Base, "suffix": &p.Suffix, "token_url": &p.TokenURL, "auth": &p.Auth, "paging": &paging,
		"data": &p.Data, "token_env": &p.TokenEnv, "key_env": &p.KeyEnv, "secret_env": &p.SecretEnv,
	}
	for _, key := range sortedKeys(table) {
		target, ok := targets[key]
		if !ok {
			return p, c.problem("there is no such key", "profiles", name, key)
		}
		if *target, ok = table[key].(string); !ok {
			return p, c.problem("is not a string", "profiles", name, key)
		}
	}
	p.Paging = Paging(paging)
	if p.Data != "" { // no token goes anywhere, and an API of v1.1 needs no more to be said
		p.Auth = AuthNone
		if p.Base == "" {
			p.Base, p.Suffix = "https://recorded.invalid/1.1/", ".json"
		}
		p.Data = c.place(p.Data)
	}
	if p.Base != "" && !strings.HasSuffix(p.Base, "/") {
		p.Base += "/"
	}
	p.Catalogue = strings.HasSuffix(p.Base, "/1.1/")
	for _, check := range profileChecks() {
		if problem := check.problem(p); problem != "" {
			return p, c.problem(problem, "profiles", name, check.key)
		}
	}
	return p, nil
}

// place is where a path in the file leads: from the folder of the file, never from the working directory.
func (c configFile) place(name string) string {
	if filepath.IsAbs(name) || strings.HasPrefix(name, "~") {
		return name
	}
	return filepath.Join(filepath.Dir(c.path), name)
}

// profileCheck says what is wrong with the value of one key; "" is nothing.
type profileCheck struct {
	key     string
	problem func(Profile) string
}

func profileChecks() []profileCheck {
	pagings := []Paging{NoPages, MaxID, Cursor, Search, NextLink, Link}
	return []profileCheck{
		{"auth", func(p Profile) string {
			return unless(p.Auth == AuthBearer || p.Auth == AuthNone, "is neither bearer nor none")
		}},
		{"base", func(p Profile) string { return addressProblem(p.Base, p.Auth) }},
		{"token_url", func(p Profile) string {
			if p.TokenURL == "" {
				return ""
			}
			return addressProblem(p.TokenURL, AuthBearer)
		}},
		{"suffix", func(p Profile) string {
			odd := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`/\?#%`, r) }
			return unless(!strings.ContainsFunc(p.Suffix, odd), "is not the end of a path, like .json")
		}},
		{"paging", func(p Profile) string {
			return unless(slices.Contains(pagings, p.Paging), "is none of max_id, cursor, search, next_link, link")
		}},
		{"token_env", func(p Profile) string { return variableProblem(p.TokenEnv) }},
		{"key_env", func(p Profile) string { return variableProblem(p.KeyEnv) }},
		{"secret_env", func(p Profile) string { return variableProblem(p.SecretEnv) }},
	}
}

func unless(ok bool, problem string) string {
	if ok {
		return ""
	}
	return problem
}

func addressProblem(address, auth string) string {
	u, err := url.Parse(address)
	switch {
	case address == "":
		return "is missing"
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return "is not an http or https URL"
	case u.User != nil:
		return "has a user or password in it"
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "has a ? or # in it"
	}
	// A practice token may travel to a local network; whether it is one shows when it is sent.
	if auth == AuthBearer && MayTravel(OriginOf(u), PracticePrefix) != nil {
		return "is plain http: a token would travel in plain text; https, or an address of this machine, is needed"
	}
	return ""
}

// variableProblem keeps the variables of the built-in profile to it: its token belongs to another host.
func variableProblem(name string) string {
	builtin := Profiles()["twitter"]
	switch {
	case name == "":
		return ""
	case name == builtin.TokenEnv || name == builtin.KeyEnv || name == builtin.SecretEnv:
		return "names a variable that belongs to the profile twitter"
	case strings.ContainsFunc(name, func(r rune) bool { return r != '_' && !isWord(r) }) || '0' <= name[0] && name[0] <= '9':
		return "is not the name of a variable"
	}
	return ""
}

func (c configFile) checkName(name string, taken map[string]Profile) error {
	if _, ok := taken[name]; ok {
		return c.problem("is built in and stays as it is; choose another name", "profiles", name)
	}
	if !validProfileName(name) {
		return c.problem("is no name: 1 to 64 lower-case letters, digits, - and _, a letter or digit first", "profiles", name)
	}
	return nil
}

func (c configFile) problem(problem string, key ...string) error {
	return &ConfigError{File: c.path, Line: c.line(key), Key: strings.Join(key, "."), Problem: problem}
}

// syntax leaves out the library's message, which quotes the file: a token may stand there by mistake.
func (c configFile) syntax(err error) error {
	e := &ConfigError{File: c.path, Problem: "is not TOML"}
	if at, ok := errors.AsType[toml.ParseError](err); ok {
		e.Line, e.Key = at.Position.Line, at.LastKey
	}
	return e
}

// line finds the line of a key below its [table], or that of the table; the decoder does not tell. A key written in another
// way (dotted, inline) may not be found: 0.
func (c configFile) line(key []string) int {
	table, found := "", 0
	for i, line := range c.lines {
		line = strings.TrimSpace(line)
		if header, ok := strings.CutPrefix(line, "["); ok {
			header, _, _ = strings.Cut(header, "]")
			table = strings.ReplaceAll(header, " ", "")
			if whole := strings.Join(key, "."); table == whole || strings.HasPrefix(table, whole+".") {
				return i + 1
			}
			if table == strings.Join(key[:len(key)-1], ".") {
				found = cmp.Or(found, i+1)
			}
			continue
		}
		name, _, ok := strings.Cut(line, "=")
		if name = strings.Trim(name, ` "'`); ok && table == strings.Join(key[:len(key)-1], ".") && name == key[len(key)-1] {
			return i + 1
		}
	}
	return found
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
