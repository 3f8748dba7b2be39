// config.toml: the profiles a user adds, each checked whole before it is used.

package fetch

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/agnivade/levenshtein"
)

// ConfigError says what is wrong in config.toml. It holds no value of the file.
type ConfigError struct {
	File    string
	Line    int    // from 1; 0: not known
	Key     string // "profiles.class.base"; may be empty
	Problem string
	Instead []string // what can stand there, where that is known: the keys that there are, the likeliest alone
	Err     error    // the system's reason when the file cannot be read; else nil
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
			return nil, c.unknown([]string{"[profiles.NAME]"}, key)
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

// place is where a path in the file leads: from the folder of the file, never from the working directory.
func (c configFile) place(name string) string {
	if filepath.IsAbs(name) || strings.HasPrefix(name, "~") {
		return name
	}
	return filepath.Join(filepath.Dir(c.path), name)
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

// unknown is a key that there is not. The likeliest of those that there are goes alone.
func (c configFile) unknown(known []string, key ...string) error {
	e := &ConfigError{File: c.path, Line: c.line(key), Key: strings.Join(key, "."), Problem: "there is no such key", Instead: known}
	asked := strings.ToLower(key[len(key)-1])
	best := 1 + len(asked)/3
	for _, k := range known {
		if d := levenshtein.ComputeDistance(asked, k); d <= best {
			best, e.Instead = d-1, []string{k}
		}
	}
	return e
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
