// Where a user's settings, data and state lie on each system.

package fetch

import "strings"

// Folders are the user's folders for twq; none of them needs to exist.
type Folders struct {
	Config string // config.toml
	Data   string // what the user saved
	State  string // what a run leaves for the next
}

// HomeError says that it cannot be told where the user's folders are. Nothing is written elsewhere instead.
type HomeError struct {
	Variable string // the variable that should say it
	Value    string // what it holds
}

func (e *HomeError) Error() string {
	if e.Value == "" {
		return e.Variable + " is not set"
	}
	return e.Variable + " is no absolute path: " + e.Value
}

// Dirs returns the folders on a system (as in runtime.GOOS). TWQ_CONFIG_DIR moves all of them. Else they follow the XDG base
// directory specification, whose relative paths do not count; on macOS they are one in ~/Library/Application Support, on
// Windows they are in %AppData% and %LocalAppData%. The error is a [*HomeError].
func Dirs(getenv func(string) string, goos string) (Folders, error) {
	d := dirs{getenv: getenv, goos: goos}
	var f Folders
	switch {
	case getenv("TWQ_CONFIG_DIR") != "":
		own := d.variable("TWQ_CONFIG_DIR")
		f = Folders{own, own, d.join(own, "state")}
	case goos == "windows":
		local := d.join(d.variable("LocalAppData"), "twq")
		f = Folders{d.join(d.variable("AppData"), "twq"), local, local}
	case goos == "darwin":
		all := d.join(d.variable("HOME"), "Library", "Application Support", "twq")
		f = Folders{all, all, all}
	default:
		f = Folders{
			Config: d.join(d.xdg("XDG_CONFIG_HOME", ".config"), "twq"),
			Data:   d.join(d.xdg("XDG_DATA_HOME", ".local", "share"), "twq"),
			State:  d.join(d.xdg("XDG_STATE_HOME", ".local", "state"), "twq"),
		}
	}
	if d.err != nil {
		return Folders{}, d.err
	}
	return f, nil
}

// dirs keeps the first error.
type dirs struct {
	getenv func(string) string
	goos   string
	err    error
}

func (d *dirs) variable(name string) string {
	value := d.getenv(name)
	if !d.absolute(value) && d.err == nil {
		d.err = &HomeError{name, value}
	}
	return value
}

func (d *dirs) xdg(name string, below ...string) string {
	if value := d.getenv(name); d.absolute(value) {
		return value
	}
	return d.join(append([]string{d.variable("HOME")}, below...)...)
}

// absolute and join are those of the system that was named, not of the one this runs on.
func (d *dirs) absolute(path string) bool {
	if d.goos != "windows" {
		return strings.HasPrefix(path, "/")
	}
	path = strings.ReplaceAll(path, "/", `\`)
	return strings.HasPrefix(path, `\\`) || len(path) > 2 && path[1:3] == `:\`
}

func (d *dirs) join(parts ...string) string {
	if d.goos != "windows" {
		return strings.TrimSuffix(parts[0], "/") + "/" + strings.Join(parts[1:], "/")
	}
	return strings.TrimRight(parts[0], `\/`) + `\` + strings.Join(parts[1:], `\`)
}
