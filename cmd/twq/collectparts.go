// What twq collect collects: one thing, several accounts, or a list of ids.

package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"twq/fetch"
	"twq/fetch/collect"
)

// job is what the flags ask for; nothing is sent.
func (c collectCmd) job(w *world, src *sources) (collect.Job, error) {
	job := collect.Job{File: w.home(c.Out), Resource: c.Resource, Until: c.UntilID, Newer: c.SinceLast}
	if ending := fileEnding(c.Out); ending != ".ndjson" && ending != ".jsonl" {
		return job, &collectFlag{"-o " + c.Out, noLines}
	}
	if c.Max != nil {
		if job.Max = *c.Max; job.Max < 1 {
			return job, &flagError{Flag: "--max", Value: strconv.Itoa(job.Max), Fault: belowOne}
		}
	}
	if c.Resource == "-" || looksLikeFile(c.Resource) || isFile(c.Resource) || strings.HasPrefix(c.Resource, "fixture:") {
		return job, &collectFlag{c.Resource, notAPI}
	}
	if err := src.needAPI(); err != nil {
		return job, err
	}
	each, same, err := c.accounts(w, src)
	if err != nil {
		return job, err
	}
	if c.IDs != "" {
		if len(each) > 0 {
			return job, &collectFlag{"--ids", twoLists}
		}
		err = c.lookups(w, src, &job, same)
	} else {
		err = c.parts(src, &job, same, each)
	}
	if err != nil {
		return job, err
	}
	job.Params, job.API = same, src.api.Base.String()
	r := job.Parts[0].Request.Resource
	switch {
	case c.SinceLast && (c.IDs != "" || !newestFirst(r)):
		return job, &collectFlag{"--since-last", noNewer}
	case c.IDs != "" && (c.Max != nil || c.UntilID != ""):
		return job, &collectFlag{"--ids", wholeList}
	case c.UntilID != "" && newestFirst(r) && !allDigits(c.UntilID):
		return job, &collectFlag{"--until-id " + c.UntilID, notNumeric}
	}
	if r != nil {
		job.Resource = r.Name
	}
	return job, nil
}

// parts makes a request for each account, or one.
func (c collectCmd) parts(src *sources, job *collect.Job, same, each []fetch.Pair) error {
	if len(each) == 0 {
		each = []fetch.Pair{{}}
	}
	for i, account := range each {
		part := collect.Part{}
		params := slices.Clone(same)
		if account.Key != "" {
			part.Key = account.Key + "=" + account.Value
			if fetch.IsSecretName(account.Key) { // it is written into the state and FILE.skipped
				part.Key = fmt.Sprintf("%s=*** (%d)", account.Key, i+1)
			}
			params = append(params, account)
		}
		req, err := src.request(c.Resource, params)
		if err != nil {
			return err
		}
		if r := req.Resource; r != nil && r.Paging != fetch.NoPages && r.Most > 0 && !req.URL.Query().Has("count") {
			if req, err = src.request(c.Resource, append(params, fetch.Pair{Key: "count", Value: strconv.Itoa(r.Most)})); err != nil {
				return err
			}
		}
		part.Request = req
		job.Parts = append(job.Parts, part)
	}
	return nil
}

// request is the one for a resource with other parameters than those of -p.
func (s *sources) request(arg string, params []fetch.Pair) (fetch.Request, error) {
	s.params = params
	return s.locate(arg)
}

// accounts are the parameters of which there is one for each part, and those that all parts have. One account is none of them. Another
// API may want a parameter several times in one request.
func (c collectCmd) accounts(w *world, src *sources) (each, same []fetch.Pair, err error) {
	params := src.params
	several := map[string]int{}
	for _, p := range params {
		several[family(p.Key)]++
	}
	kinds := 0
	for kind, n := range several {
		switch known := slices.Contains([]string{"account", "list_id", "id", "q"}, kind); {
		case n < 2:
		case known:
			kinds++
		case src.api.Catalogue:
			return nil, nil, &collectFlag{"-p " + kind, repeatedParam}
		default:
			several[kind] = 1
		}
	}
	if kinds > 1 || kinds > 0 && c.ForEach != "" {
		return nil, nil, &collectFlag{"-p", twoLists}
	}
	seen := map[string]bool{}
	add := func(p fetch.Pair) {
		key := p.Key + "=" + p.Value
		if p.Key == "screen_name" { // the case of a name tells nothing; that of an id or a search may
			key = strings.ToLower(key)
		}
		if !seen[key] {
			seen[key] = true
			each = append(each, p)
		}
	}
	for _, p := range params {
		if several[family(p.Key)] > 1 {
			add(p)
		} else {
			same = append(same, p)
		}
	}
	if c.ForEach == "" {
		return each, same, nil
	}
	if c.IDs != "" {
		return nil, nil, &collectFlag{"--for-each", twoLists}
	}
	main := c.mainParam()
	lines, err := readList(w, c.ForEach, main == "q")
	if err != nil {
		return nil, nil, err
	}
	switch main {
	case "screen_name":
		w.sayHeading(c.ForEach, lines.dropHeading("screen_name"))
	case "list_id", "id":
		w.sayHeading(c.ForEach, lines.dropHeading("id", "id_str", "list_id"))
	}
	bare, digits := 0, 0
	for _, line := range lines.lines {
		k, v, ok := strings.Cut(line.text, "=")
		if !ok {
			if k, v = main, strings.TrimPrefix(line.text, "@"); k == "" {
				return nil, nil, &collectFlag{fmt.Sprintf("--for-each %s:%d", c.ForEach, line.at), noName}
			}
			if bare++; allDigits(v) && k == "screen_name" {
				digits++
			}
		}
		add(fetch.Pair{Key: k, Value: v})
	}
	if bare > 0 && digits == bare {
		return nil, nil, &collectFlag{"--for-each " + c.ForEach, onlyDigits}
	}
	return each, same, nil
}

// family is what a parameter names: the two for an account are one.
func family(key string) string {
	if key == "screen_name" || key == "user_id" {
		return "account"
	}
	return key
}

// mainParam is what a line without a name is for.
func (c collectCmd) mainParam() string {
	r, ok := fetch.FindResource(c.Resource)
	if !ok {
		return ""
	}
	for _, want := range []string{"screen_name", "list_id", "id", "q"} {
		if slices.ContainsFunc(r.Params, func(p fetch.Param) bool { return p.Name == want }) || strings.Contains(r.Name, ":"+want) {
			return want
		}
	}
	return ""
}

// lookups makes the part that asks for a list of ids.
func (c collectCmd) lookups(w *world, src *sources, job *collect.Job, same []fetch.Pair) error {
	lines, err := readList(w, c.IDs, false)
	if err != nil {
		return err
	}
	name := c.Resource
	if !src.api.Catalogue && strings.HasSuffix(src.api.Base.Path, "/2/") {
		name = "2/" + strings.Trim(name, "/") // as the catalogue calls those of the same API
	}
	heading := lines.dropHeading("id", "id_str", "user_id", "author_id", "screen_name", "username")
	names := strings.HasSuffix(strings.ToLower(heading), "name")
	param, member := lookupOf(name, lines.numeric() && !names)
	switch {
	case param == "":
		return &collectFlag{c.Resource, notLookup}
	case heading != "" && member != "id_str" && !names: // a name like any other
		lines.lines = slices.Insert(lines.lines, 0, listLine{1, heading})
		heading = ""
	}
	w.sayHeading(c.IDs, heading)
	var ids []string
	seen := map[string]bool{}
	for _, line := range lines.lines {
		id := strings.TrimPrefix(line.text, "@")
		if strings.ContainsAny(id, ", \t=") || member == "id_str" && !allDigits(id) {
			return &collectFlag{fmt.Sprintf("--ids %s:%d: %s", c.IDs, line.at, short(line.text, 40)), badLine}
		}
		if fold := strings.ToLower(id); !seen[fold] {
			seen[fold] = true
			ids = append(ids, id)
		}
	}
	for _, p := range same {
		if p.Key == "map" || p.Key == param {
			return &collectFlag{"-p " + p.Key, mapped}
		}
	}
	ask := func(ids []string) (fetch.Request, error) {
		return src.request(c.Resource, append(slices.Clone(same), fetch.Pair{Key: param, Value: strings.Join(ids, ",")}))
	}
	first, err := ask(ids[:1])
	if err != nil {
		return err
	}
	job.Parts = []collect.Part{{Request: first, IDs: ids, Lookup: ask, Name: member}}
	return nil
}

// lookupOf is the parameter that takes 100 ids, and the member of a row that holds one; "": the resource looks nothing up.
func lookupOf(resource string, numeric bool) (param, member string) {
	name := strings.Trim(resource, "/")
	if r, ok := fetch.FindResource(resource); ok {
		name = r.Name
	}
	switch name {
	case "statuses/lookup":
		return "id", "id_str"
	case "users/lookup":
		if numeric {
			return "user_id", "id_str"
		}
		return "screen_name", "screen_name"
	case "2/tweets", "2/users":
		return "ids", "id_str"
	case "2/users/by":
		return "usernames", "username"
	}
	return "", ""
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// left is what is known of the rate limit of a job.
func (s *sources) left(job collect.Job) fetch.Rate {
	if s.limiter == nil || len(job.Parts) == 0 {
		return fetch.Rate{}
	}
	return s.limiter.Left(job.Parts[0].Request)
}
