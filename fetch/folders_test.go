package fetch

import (
	"errors"
	"testing"
)

func TestDirs(t *testing.T) {
	tests := []struct {
		name, goos string
		env        map[string]string
		want       Folders
		lacks      string // the variable of a HomeError
	}{
		{"linux", "linux", map[string]string{"HOME": "/home/mira"},
			Folders{"/home/mira/.config/twq", "/home/mira/.local/share/twq", "/home/mira/.local/state/twq"}, ""},
		{"slash behind", "linux", map[string]string{"HOME": "/home/mira/"},
			Folders{"/home/mira/.config/twq", "/home/mira/.local/share/twq", "/home/mira/.local/state/twq"}, ""},
		{"root", "linux", map[string]string{"HOME": "/"}, Folders{"/.config/twq", "/.local/share/twq", "/.local/state/twq"}, ""},
		{"XDG", "freebsd", map[string]string{"HOME": "/home/mira", "XDG_CONFIG_HOME": "/c d", "XDG_DATA_HOME": "/d", "XDG_STATE_HOME": "/š"},
			Folders{"/c d/twq", "/d/twq", "/š/twq"}, ""},
		{"XDG without HOME", "linux", map[string]string{"XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d", "XDG_STATE_HOME": "/s"},
			Folders{"/c/twq", "/d/twq", "/s/twq"}, ""},
		{"relative XDG does not count", "linux", map[string]string{"HOME": "/home/mira", "XDG_CONFIG_HOME": "c", "XDG_DATA_HOME": "."},
			Folders{"/home/mira/.config/twq", "/home/mira/.local/share/twq", "/home/mira/.local/state/twq"}, ""},
		{"half of XDG without HOME", "linux", map[string]string{"XDG_CONFIG_HOME": "/c"}, Folders{}, "HOME"},
		{"no HOME", "linux", nil, Folders{}, "HOME"},
		{"relative HOME", "linux", map[string]string{"HOME": "mira"}, Folders{}, "HOME"},
		{"macOS", "darwin", map[string]string{"HOME": "/Users/mira", "XDG_CONFIG_HOME": "/c"},
			Folders{"/Users/mira/Library/Application Support/twq", "/Users/mira/Library/Application Support/twq", "/Users/mira/Library/Application Support/twq"}, ""},
		{"macOS without HOME", "darwin", nil, Folders{}, "HOME"},
		{"Windows", "windows", map[string]string{"AppData": `C:\Users\mira\AppData\Roaming`, "LocalAppData": `C:\Users\mira\AppData\Local\`},
			Folders{`C:\Users\mira\AppData\Roaming\twq`, `C:\Users\mira\AppData\Local\twq`, `C:\Users\mira\AppData\Local\twq`}, ""},
		{"Windows, a share", "windows", map[string]string{"AppData": `\\school\mira`, "LocalAppData": `c:/local`},
			Folders{`\\school\mira\twq`, `c:/local\twq`, `c:/local\twq`}, ""},
		{"Windows without AppData", "windows", map[string]string{"LocalAppData": `C:\x`}, Folders{}, "AppData"},
		{"Windows, no drive", "windows", map[string]string{"AppData": `C:\x`, "LocalAppData": `x`}, Folders{}, "LocalAppData"},
		{"own folder", "linux", map[string]string{"TWQ_CONFIG_DIR": "/tmp/twq"}, Folders{"/tmp/twq", "/tmp/twq", "/tmp/twq/state"}, ""},
		{"own folder, macOS", "darwin", map[string]string{"TWQ_CONFIG_DIR": "/tmp/twq", "HOME": "/Users/mira"}, Folders{"/tmp/twq", "/tmp/twq", "/tmp/twq/state"}, ""},
		{"own folder, Windows", "windows", map[string]string{"TWQ_CONFIG_DIR": `D:\twq`}, Folders{`D:\twq`, `D:\twq`, `D:\twq\state`}, ""},
		{"relative own folder", "linux", map[string]string{"TWQ_CONFIG_DIR": "twq", "HOME": "/home/mira"}, Folders{}, "TWQ_CONFIG_DIR"},
	}
	for _, test := range tests {
		got, err := Dirs(func(name string) string { return test.env[name] }, test.goos)
		home, lacks := errors.AsType[*HomeError](err)
		switch {
		case test.lacks != "":
			if !lacks || home.Variable != test.lacks || home.Value != test.env[test.lacks] || got != (Folders{}) {
				t.Errorf("%s: %v, %v", test.name, got, err)
			}
		case err != nil || got != test.want:
			t.Errorf("%s: %v, %v; want %v", test.name, got, err, test.want)
		}
	}
}
