// The flags of get and query that say how cells are written.

package main

import (
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // Windows and small containers have no time zones of their own; 450 kB
)

// cellFlags say how cells are written.
type cellFlags struct {
	Null    string `placeholder:"TEXT" help:"What a null is written as: csv, tsv, text, markdown, html, xlsx."`
	Missing string `placeholder:"TEXT" help:"What a missing cell is written as: csv, tsv, text, markdown, html, xlsx."`
	Join    string `placeholder:"TEXT" help:"What stands between the elements of a list in a cell (default: '; ')."`
	Dates   string `enum:",iso,asis" default:"" placeholder:"iso|asis" help:"How created_at is written in formats of text: iso is RFC 3339 (default: as it came)."`
	TZ      string `name:"tz" placeholder:"ZONE" help:"The time zone of dates that are written anew, such as Europe/Madrid or local (default: UTC)."`
	Split   bool   `help:"Go on in a further sheet where one is full (xlsx)."`
	For     string `name:"for" placeholder:"excel" help:"Write csv or tsv so that Excel opens it without changing ids or running anything."`
}

// cellLook is how cells are written; the zero value is how each format writes them by itself.
type cellLook struct {
	null, missing, join string
	zone                *time.Location // nil is UTC
	iso, excel, split   bool
}

// look reads the flags for a format.
func (f cellFlags) look(to format) (cellLook, error) {
	l := cellLook{null: f.Null, missing: f.Missing, join: f.Join, iso: f.Dates == "iso", excel: f.For == "excel", split: f.Split}
	if f.For != "" && f.For != "excel" {
		return l, &flagError{Flag: "--for", Value: f.For, Fault: noReader}
	}
	for _, given := range []struct {
		flag string
		is   bool
	}{{"--null", f.Null != ""}, {"--missing", f.Missing != ""}, {"--join", f.Join != ""}, {"--dates", f.Dates != ""}, {"--split", f.Split}, {"--for", f.For != ""}} {
		if given.is && !slices.Contains(to.takes, given.flag) {
			return l, &flagError{Flag: given.flag, Value: to.name, Fault: cellFormat}
		}
	}
	switch {
	case l.excel && f.Dates != "":
		return l, &flagError{Flag: "--dates", Value: f.Dates, Fault: datesTwice}
	case f.TZ == "":
		return l, nil
	}
	var ok bool
	if l.zone, ok = zone(f.TZ); !ok {
		return l, &flagError{Flag: "--tz", Value: f.TZ, Fault: noZone}
	}
	if !l.iso && !l.excel && !slices.Contains(to.takes, "--tz") {
		return l, &flagError{Flag: "--tz", Value: to.name, Fault: zoneAlone}
	}
	return l, nil
}

// zone finds a time zone by its IANA name, UTC or local.
func zone(name string) (*time.Location, bool) {
	switch strings.ToLower(name) {
	case "utc":
		return time.UTC, true
	case "local":
		return time.Local, true
	}
	l, err := time.LoadLocation(name)
	return l, err == nil
}

// retryFlags are the flags that a suggested command needs to write its cells the same way.
func (f cellFlags) retryFlags() []string {
	var flags flagWords
	flags.text("--null", f.Null)
	flags.text("--missing", f.Missing)
	flags.text("--join", f.Join)
	flags.text("--dates", f.Dates)
	flags.text("--tz", f.TZ)
	flags.is("--split", f.Split)
	flags.text("--for", f.For)
	return flags
}

// formatsTaking are the formats that heed a flag for cells.
func formatsTaking(flag string) []string {
	var names []string
	for _, f := range formats() {
		if slices.Contains(f.takes, flag) {
			names = append(names, f.name)
		}
	}
	return names
}

// cellRemedy is what to do instead of a flag that the format does not heed.
func cellRemedy(flag string) string {
	names := formatsTaking(flag)
	if len(names) == 0 {
		return "leave it out"
	}
	return "leave it out, or choose the format with -f " + names[0] + " or with the ending behind -o"
}
