// The words for command lines that cannot be read.

package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// words say what kong could not read; a path that was taken for a flag, or eaten by the shell, is told as such.
func (e *usageError) words() message {
	text := strings.Replace(e.err.Error(), `must be one of "",`, "must be one of ", 1) // "" is the flag left out
	if i, arg, ok := e.dashed(); ok {
		return dashedWords(e.args, i, arg)
	}
	if column, ok := e.descending(); ok {
		return say(exitUsage, "--sort "+"-"+column+": a dash in front turns no order round", "the largest first: --sort "+quote(column)+" --desc")
	}
	last := ""
	if len(e.args) > 0 {
		last = e.args[len(e.args)-1]
	}
	command := ""
	if len(e.args) > 0 && !strings.HasPrefix(e.args[0], "-") {
		command = e.args[0]
	}
	help := "twq --help"
	if slices.Contains([]string{"get", "collect", "query", "explain", "count", "sum", "paths", "find", "explore", "fields", "serve", "resources", "limits", "fixtures", "translate", "login", "logout", "whoami", "completion", "learn"}, command) {
		help = "twq " + command + " --help"
	}
	switch {
	case last == "-q" || last == "--query":
		return say(exitUsage, "P23 "+last+" has no path behind it", "an unquoted # begins a comment in the shell, and the rest of the line is lost; put the path in quotes",
			"try: "+strings.Join(quoteAll(e.args), " ")+" '#.text'")
	case strings.HasPrefix(text, "expected one of") && command == "":
		return say(exitUsage, "there is no command, only "+strings.Join(e.args, " "), "see "+help)
	case strings.HasPrefix(text, `expected "<`):
		return say(exitUsage, strings.Trim(strings.TrimPrefix(text, "expected "), `"`)+" is missing", "see "+help)
	case command != "" && help == "twq --help" && slices.ContainsFunc(e.args, func(a string) bool { return a == "-h" || a == "--help" }):
		return say(exitUsage, quote(command)+" is no command of twq", "see "+help)
	case strings.HasPrefix(last, "-") && len(last) > 1 && (last[1] < '0' || last[1] > '9') && strings.Contains(text, "expected"):
		return say(exitUsage, last+" has no value behind it", "see "+help)
	case strings.Contains(text, ": expected ") && strings.Contains(text, " int"):
		flag, _, _ := strings.Cut(text, ":")
		return say(exitUsage, flag+" wants a number in digits", "for example "+flag+" 10")
	case strings.HasPrefix(text, "unknown flag --"):
		unknown, _, _ := strings.Cut(text, ",")
		if try := otherFlag(strings.TrimPrefix(unknown, "unknown flag --"), command); try != "" {
			return say(exitUsage, unknown, try)
		}
	case command != "" && text == "unexpected argument "+command:
		if try := commandMeant(e.args); try != "" {
			return say(exitUsage, quote(command)+" is no command of twq", "try: "+try, "see twq --help")
		}
	}
	switch {
	case (strings.HasPrefix(text, "unknown flag -q") || strings.HasPrefix(text, "unknown flag --query")) && slices.Contains([]string{"query", "count", "sum", "explain"}, command):
		name, _, _ := strings.Cut(text, ",")
		m := say(exitUsage, name, "the path stands first, without a flag")
		if i := slices.IndexFunc(e.args, func(a string) bool { return a == "-q" || a == "--query" }); i > 0 && i+1 < len(e.args) {
			line := slices.Delete(slices.Clone(e.args), i, i+2)
			m.lines = append(m.lines, "try: "+strings.Join(quoteAll(slices.Insert(line, 1, e.args[i+1])), " "))
		}
		return m
	case strings.HasPrefix(text, "unexpected argument") && command == "get" && len(e.args) > 2:
		path := strings.TrimPrefix(text, "unexpected argument ")
		if i := slices.Index(e.args[2:], path); i >= 0 && strings.ContainsAny(path, "#.@") {
			line := slices.Insert(slices.Clone(e.args), i+2, "-q")
			return say(exitUsage, text, "a path stands behind -q, and one source in front of it", "try: "+strings.Join(quoteAll(line), " "))
		}
		return say(exitUsage, text, "a value with blanks in it stands in quotes: -p 'q=two words'", "see "+help)
	case strings.HasPrefix(text, "unknown flag") && (command == "query" || command == "explain") && len(e.args) > 1 && strings.HasPrefix(e.args[1], "-") && !strings.HasPrefix(e.args[1], "--"):
		return say(exitUsage, text, "a path that begins with a dash stands behind --: twq "+command+" -- "+quote(e.args[1])+" …", "see "+help)
	case strings.HasPrefix(text, "unexpected argument") && (command == "get" || command == "query" || command == "explain"):
		return say(exitUsage, text, "a value with blanks in it stands in quotes: -p 'q=two words'", "see "+help)
	}
	if by, ok := strings.CutPrefix(text, "--by must"); ok && command == "count" {
		_, got, _ := strings.Cut(by, "but got ")
		if column, err := strconv.Unquote(got); err == nil && column != "" {
			return say(exitUsage, text, "a column for each value of "+column+": --per "+quote(column))
		}
	}
	return say(exitUsage, text, "see "+help)
}

// otherFlag says what a flag that twq does not have is called here; "": nothing like it.
func otherFlag(name, command string) string {
	switch {
	case slices.Contains([]string{"get", "query", "count", "sum", "paths", "find"}, command) && slices.Contains(formatNames(), name):
		return "a format is chosen with -f: -f " + name
	case command == "login" && slices.Contains([]string{"token", "key", "secret", "api-key", "api-secret", "password"}, name):
		return "no flag takes a secret: twq login asks for it, or reads it from standard input; a token with --bearer"
	}
	return ""
}

// commandMeant is the line that was probably meant by one whose command is left out: what is asked stands first. "" is none.
func commandMeant(args []string) string {
	first := args[0]
	if len(args) > 1 && strings.ContainsAny(first, "#@") {
		return strings.Join(quoteAll(append([]string{"query"}, args...)), " ")
	}
	if looksLikeFile(first) || isFile(first) || looksLikeData(first) || inCatalogue(first) || strings.HasPrefix(first, "fixture:") || strings.Contains(first, "://") {
		return strings.Join(quoteAll(append([]string{"get"}, args...)), " ")
	}
	return ""
}

// descending finds a column of --sort with a dash in front, as other tools write it.
func (e *usageError) descending() (column string, ok bool) {
	for i, arg := range e.args[:max(len(e.args)-1, 0)] {
		if next := e.args[i+1]; arg == "--sort" && len(next) > 1 && next[0] == '-' && next[1] != '-' && !slices.Contains([]string{"-c", "-f", "-h", "-o", "-p", "-q", "-v"}, next) {
			return next[1:], true
		}
	}
	return "", false
}

func quoteAll(args []string) []string {
	out := []string{"twq"}
	for _, a := range args {
		out = append(out, quote(a))
	}
	return out
}

// dashed finds a path that begins with a dash, where a flag of one letter would have to be.
func (e *usageError) dashed() (i int, arg string, ok bool) {
	if len(e.args) == 0 || !slices.Contains([]string{"query", "get", "explain"}, e.args[0]) {
		return 0, "", false
	}
	for i, arg := range e.args[1:] {
		if arg == "--" {
			break
		}
		if before := e.args[i]; strings.HasPrefix(before, "-") && before != "-q" && before != "--query" { // its value
			continue
		}
		if len(arg) > 1 && arg[0] == '-' && ('0' <= arg[1] && arg[1] <= '9' || arg[1] == '.' || arg[1] == '#' || arg[1] == '@') {
			return i + 1, arg, true
		}
	}
	return 0, "", false
}

func dashedWords(args []string, i int, arg string) message {
	end := 1
	for end < len(arg) && '0' <= arg[end] && arg[end] <= '9' {
		end++
	}
	m := say(exitUsage, arg+" begins with a dash and was taken for a flag")
	fixed := arg
	if n, err := strconv.Atoi(arg[1:end]); err == nil && n > 0 {
		m.lines = append(m.lines, "a path has no negative index; counted from the end, the list is turned round first")
		fixed = "@reverse." + strconv.Itoa(n-1) + arg[end:]
	}
	line := slices.Clone(args)
	line[i] = fixed
	switch {
	case fixed == arg && args[0] != "get":
		line = slices.Insert(slices.Delete(line, i, i+1), 1, "--", arg)
		if len(args) > 2 { // flags behind -- would be arguments
			line = append(append([]string{args[0]}, slices.DeleteFunc(slices.Clone(args[1:]), func(a string) bool { return a == arg })...), "--", arg)
		}
	case fixed == arg:
		line[i-1] = strings.TrimSuffix(line[i-1], "=")
	}
	m.lines = append(m.lines, "try: "+strings.Join(quoteAll(line), " "))
	return m
}

// words say what is wrong with a flag, and what would be right.
func (e *flagError) words() message {
	switch e.Fault {
	case noEquals:
		return say(exitUsage, "-p "+e.Value+": a parameter is written name=value", "for example "+paramHint(e.Value))
	case belowOne:
		return say(exitUsage, e.Flag+" "+e.Value+": the number is 1 or more", "for example "+e.Flag+" 10")
	case twoProfiles:
		return say(exitUsage, "--offline is short for --profile practice, and contradicts --profile "+e.Value, "leave one of them out")
	case noStep:
		return say(exitUsage, e.Flag+": the path has "+e.Value, "for example --from 1, the first")
	case scriptFormat:
		return say(exitUsage, "--script writes Python, and "+strings.TrimSpace(e.Flag+" "+e.Value)+" chooses a form for the steps", "leave one of them out")
	case noteAndPath:
		return say(exitUsage, "explain tells of a note or of a path, and both are here", "the note: twq explain "+e.Flag, "the path: twq explain "+quote(e.Value)+" …")
	case scriptSources:
		return say(exitUsage, "--script is for one source, and here are "+e.Value, "the program takes another file on its command line")
	case noFormat:
		help := []string{"there are " + strings.Join(formatNames(), ", ")}
		if meant := endingOf(e.Value); meant != "" {
			help = []string{"files that end so have the format " + meant + ": -f " + meant}
		}
		return say(exitUsage, "-f "+e.Value+": there is no such format", help...)
	case otherEnding:
		return say(exitUsage, e.Flag+": the file's ending says "+e.Value, "leave out -f, or choose another ending")
	case noEnding:
		return say(exitUsage, "-o "+e.Value+": the ending says no format; known are "+strings.Join(formatEndings(), " "), "-f names the format where the ending does not")
	case noParams:
		return say(exitUsage, e.Flag+": parameters belong to a resource or a URL, and "+e.Value+" is neither")
	case noURL:
		return say(exitUsage, e.Flag+" is no address that can be asked")
	case stdinTwice:
		return say(exitUsage, "standard input is named twice, and can be read once")
	case severalAnswers:
		return say(exitUsage, e.Flag+" keeps one answer, and here are several sources")
	case noRequest:
		return say(exitUsage, "--dry-run shows a request, and no resource is named", "try: twq get statuses/user_timeline -p screen_name=harbourlib --dry-run")
	case allPages:
		return say(exitUsage, "--pages "+e.Value+" and --all contradict each other", "leave one of them out")
	case emptyValue:
		return say(exitUsage, e.Flag+" is empty", "a variable that is not set?")
	case offlineURL:
		return say(exitUsage, e.Flag+": --offline asks the practice API in the program, which does not have this address; nothing was sent", "its resources look like statuses/user_timeline")
	case noneKept:
		return say(exitUsage, "no token of "+e.Value+" is ever kept")
	case noServer:
		return say(exitUsage, "--profile "+e.Value+" is no address of a practice server, which has no path", "for example --profile http://127.0.0.1:8411")
	case noLanguage:
		return say(exitUsage, fmt.Sprintf("%s %s: no such language", e.Flag, e.Value), "--to takes python, jq, jsonpath, duckdb, spark, clickhouse, gjson; --from gjson, python, jq, jsonpath, pointer, javascript")
	case twoForeign:
		return say(exitUsage, strings.TrimSpace(e.Flag)+": one of the two has to be gjson", "translate into gjson first, then the path it prints")
	case alreadyGJSON:
		return say(exitUsage, e.Value+" is a path of gjson already", "--from says which language it is in, if it is not")
	case noDate:
		return say(exitUsage, "--as-of "+e.Value+" is no date", "for example --as-of 2019-12-24, or --as-of 2019-12-24T18:00:00Z")
	case noPort:
		return say(exitUsage, "--port "+e.Value+": a port is 1 to 65535, or 0 for a free one")
	case saveAndOut:
		return say(exitUsage, e.Flag+" and -o "+e.Value+": the result goes to one place")
	case onlyJSON:
		return say(exitUsage, "-o "+e.Value+": an anonymised answer is JSON as it came", "its file ends in .json, .ndjson or .jsonl, also with .gz or .zst")
	case onlySaved:
		return say(exitUsage, "--only serves the answers of --data, and there is no --data", "try: twq serve --data answers --only")
	case shortWindow:
		return say(exitUsage, "--window "+e.Value+" is shorter than a second, the smallest step that the headers can tell", "for example --window 10s")
	case listenPort:
		return say(exitUsage, "--listen "+e.Value+" names a port too", "the port has a flag of its own: --port N")
	case followOne:
		return say(exitUsage, "--follow reads one file on, and here are several sources")
	case followFile:
		if e.Value == "" {
			return say(exitUsage, "--follow reads a file on, and none is named", "for example twq query '#.text' incoming.ndjson --follow")
		}
		return say(exitUsage, "--follow reads a file on, and "+e.Value+" is no file")
	case followOut:
		return say(exitUsage, "--follow has no end, and a file or a fixture is written only when it is whole",
			"the shell can write it: twq query '#.text' incoming.ndjson --follow -f ndjson > new.ndjson")
	case followFormat:
		return say(exitUsage, "--follow has no end, and "+e.Value+" needs one", "formats that are written row by row: "+strings.Join(lineFormats(), ", "))
	case allChosen:
		return say(exitUsage, "--all-columns has the rows name the columns, and -c "+short(e.Value, 60)+" chooses them", "leave one of them out")
	case allFollow:
		return say(exitUsage, "--all-columns reads all rows before it shows the first, and --follow has no end", "-c chooses columns")
	case noMoment:
		return say(exitUsage, e.Flag+" "+e.Value+" is no time", "for example "+e.Flag+" 2019-12-09, "+e.Flag+" 2019-12-09T10:00Z, or "+e.Flag+" 'Mon Dec 09 10:00:00 +0000 2019'")
	case noTimeBetween:
		return say(exitUsage, e.Flag+" is not before --until "+quote(e.Value)+": nothing can lie between", "--since is the first moment that counts, --until the first that does not")
	case descAlone:
		return say(exitUsage, "--desc turns an order round, and there is none", "for example --sort retweet_count --desc")
	case followWhole:
		return say(exitUsage, "--follow has no end, and "+e.Flag+" has to see all elements", "--since, --until and --explode take them one by one")
	case resetWhat:
		return say(exitUsage, "forget what? Name an exercise, or say --all for the whole pack", "try: twq learn reset --all")
	case cellFormat:
		return say(exitUsage, e.Flag+": "+e.Value+" has no use for it; it is for "+strings.Join(formatsTaking(e.Flag), ", "), cellRemedy(e.Flag))
	case noReader:
		return say(exitUsage, "--for "+e.Value+": there is only --for excel")
	case noZone:
		return say(exitUsage, "--tz "+e.Value+": there is no such time zone", "for example --tz Europe/Madrid, --tz UTC or --tz local")
	case zoneAlone:
		return say(exitUsage, "--tz is for dates, and "+e.Value+" leaves created_at as it came", "--dates iso writes them in that zone, and so do -o x.xlsx and --for excel")
	case datesTwice:
		return say(exitUsage, "--dates and --for excel both say how dates are written", "leave one of them out")
	case binaryTerminal:
		return say(exitUsage, "-f "+e.Value+" is no text, and this is a terminal", "try: -o data."+e.Value)
	case packedTwice:
		return say(exitUsage, "-o "+e.Value+": "+fileEnding(e.Value)+" is packed already", "try: -o "+quote(e.Value[:len(e.Value)-len(compression(e.Value))]))
	case partOut:
		return say(exitUsage, e.Flag+" divides rows among files in folders, and -o names no folder", "for example -o tweets/ "+e.Flag)
	case partFile:
		return say(exitUsage, "--partition-by writes a folder, and "+e.Value+" is the name of a file", "for example -o tweets/")
	case partFormat:
		return say(exitUsage, "--partition-by writes Parquet, and -f says "+e.Value, "leave out -f")
	case partByNothing:
		return say(exitUsage, "-o "+e.Value+" is a folder, and nothing says which rows go into which file", "--partition-by day, month, lang or a column; or -o FILE.parquet for one file")
	case asTextFormat:
		return say(exitUsage, "--as-text is for Parquet, whose columns have types; in "+e.Value+" every cell is as it came", "leave it out")
	case onlyCounts:
		return say(exitUsage, "-f "+e.Value+" draws bars of counts and sums, and this is neither", "try: twq count '#.lang' fixture:library -f "+e.Value)
	case zoneOfNoPeriod:
		return say(exitUsage, "--tz is for periods, and none was asked for", "for example --by day "+e.Flag)
	case perAndPeriod:
		return say(exitUsage, "--per and --by do not go together: a table has one kind of columns", "leave one of them out")
	case topOfMoments:
		return say(exitUsage, "--top chooses the largest sums, and those of --by "+e.Value+" are shown in the order of time", "leave it out, or -f csv and choose there")
	case aboutNothing:
		return say(exitUsage, "--about tells of a file, and -o names none", "for example -o tweets.csv --about")
	case hostOffline:
		return say(exitUsage, "--offline asks the practice API in the program, which has no host, and --host names "+e.Value, "leave one of them out")
	case twoHosts:
		return say(exitUsage, e.Flag+" contradicts the profile "+e.Value, "leave one of them out")
	case byHand:
		return say(exitUsage, "the profile "+e.Value+" has no token endpoint: its tokens are made on the API's own pages",
			"twq login --bearer --profile "+quote(e.Value)+"   takes one, and does not show it")
	case needsNoToken:
		return say(exitUsage, "the profile "+e.Value+" needs no token of yours")
	}
	return say(exitUsage, e.Error())
}

func paramHint(p string) string {
	if k, v, ok := strings.Cut(p, ":"); ok && k != "" {
		return fmt.Sprintf("-p %s", quote(k+"="+v))
	}
	if strings.HasPrefix(p, "=") || p == "" {
		return "-p screen_name=harbourlib"
	}
	return fmt.Sprintf("-p %s", quote(p+"=VALUE"))
}
