// Types the flags of a command again, for the line that is suggested: it asks the same and shows it the same way.

package main

import (
	"slices"
	"strconv"
)

// retryFlags are all flags that were given but -p, which stand where the command wants them.
func (f askFlags) retryFlags() []string {
	return slices.Concat(f.apiFlags.retryFlags(), f.streamFlags.retryFlags(), f.sieveFlags.retryFlags(), f.columnsFlags.retryFlags(),
		f.answerFlags.retryFlags(), f.cellFlags.retryFlags(), f.typedFlags.retryFlags(), f.aboutFlags.retryFlags())
}

// overwriting adds what a suggested command needs where the one before it has written a file, or kept its answer under a name.
func (a asking) overwriting(retry func(string) string, wrote bool) func(string) string {
	if retry == nil || a.Force || !wrote && a.Save == "" {
		return retry
	}
	return func(path string) string { return retry(path) + " --force" }
}

// retryFlags are the flags that a suggested command needs to ask the same API the same way.
func (f apiFlags) retryFlags() []string {
	var flags flagWords
	flags.text("--profile", f.Profile)
	flags.text("--host", f.Host)
	flags.is("--offline", f.Offline)
	flags.number("--pages", f.Pages)
	flags.is("--all", f.All)
	if f.Wait > 0 {
		flags.text("--wait", f.Wait.String())
	}
	flags.text("--save", f.Save)
	flags.text("--record", f.Record)
	return flags
}

// retryFlags are the flags that a suggested command needs to show its answer the same way.
func (f answerFlags) retryFlags() []string {
	var flags flagWords
	flags.text("-c", f.Columns)
	flags.text("-f", f.Format)
	flags.text("-o", f.Out)
	flags.is("--force", f.Force)
	flags.number("--limit", f.Limit)
	flags.text("--notes", f.Notes)
	flags.is("--as-gjson", f.AsGJSON)
	flags.is("--exit-status", f.ExitStatus)
	return flags
}

// retryFlags are the flags that a suggested command needs to read on.
func (f streamFlags) retryFlags() []string {
	var flags flagWords
	flags.is("--follow", f.Follow)
	flags.is("--skip-invalid", f.SkipInvalid)
	return flags
}

// flagWords are flags as they are typed again; what was not given adds none.
type flagWords []string

func (w *flagWords) text(flag, value string) {
	if value != "" {
		*w = append(*w, flag+" "+quote(value))
	}
}

func (w *flagWords) given(flag string, value *string) {
	if value != nil {
		w.text(flag, *value)
	}
}

func (w *flagWords) number(flag string, value *int) {
	if value != nil {
		*w = append(*w, flag+" "+strconv.Itoa(*value))
	}
}

func (w *flagWords) is(flag string, given bool) {
	if given {
		*w = append(*w, flag)
	}
}
