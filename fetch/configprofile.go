// The keys of a profile in config.toml, and what is checked of each.

package fetch

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// profile reads the table of a profile.
func (c configFile) profile(name string, table map[string]any) (Profile, error) {
	p := Profile{Name: name, Auth: AuthBearer}
	var paging string
	first := int64(-1)
	texts := map[string]*string{
		"base": &p.Base, "host": &p.Host, "suffix": &p.Suffix, "token_url": &p.TokenURL, "token_style": &p.TokenStyle, "auth": &p.Auth,
		"paging": &paging, "items": &p.PageKeys.Items, "next": &p.PageKeys.Next, "next_param": &p.PageKeys.Param,
		"limit_header": &p.Limits.Limit, "remaining_header": &p.Limits.Remaining, "reset_header": &p.Limits.Reset, "reset": &p.Limits.Form,
		"data": &p.Data, "token_env": &p.TokenEnv, "key_env": &p.KeyEnv, "secret_env": &p.SecretEnv,
	}
	pairs := map[string]*[]Pair{"headers": &p.Header, "params": &p.Params}
	for _, key := range sortedKeys(table) {
		text, isText := texts[key]
		list, isTable := pairs[key]
		ok := false
		switch {
		case isText:
			if *text, ok = table[key].(string); !ok {
				return p, c.problem("is not a string: write it in quotation marks", "profiles", name, key)
			}
		case key == "first":
			if first, ok = table[key].(int64); !ok || first < 0 || first > 1<<31 {
				return p, c.problem("is not a number, like 0 or 1", "profiles", name, key)
			}
		case isTable:
			members, ok := table[key].(map[string]any)
			if !ok {
				return p, c.problem("is not a table: write [profiles."+name+"."+key+"]", "profiles", name, key)
			}
			for _, member := range sortedKeys(members) {
				value, ok := plainText(members[member])
				if !ok {
					return p, c.problem("is not a string: write it in quotation marks", "profiles", name, key, member)
				}
				*list = append(*list, Pair{member, value})
			}
		case secretName(key):
			return p, c.problem(secretAdvice, "profiles", name, key)
		default:
			return p, c.unknown(slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Keys(texts)), slices.Collect(maps.Keys(pairs)), []string{"first"}))), "profiles", name, key)
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
	if first >= 0 && p.Paging != PageNumber && p.Paging != Offset {
		return p, c.problem("is for paging = \"page\" or \"offset\"", "profiles", name, "first")
	}
	switch {
	case first >= 0:
		p.PageKeys.First = int(first)
	case p.Paging == PageNumber:
		p.PageKeys.First = 1
	}
	for _, pair := range p.Header {
		if problem := headerProblem(pair); problem != "" {
			return p, c.problem(problem, "profiles", name, "headers", pair.Key)
		}
	}
	for _, pair := range p.Params {
		if secretName(pair.Key) || secretValue(pair.Value) {
			return p, c.problem(secretAdvice, "profiles", name, "params", pair.Key)
		}
	}
	return p, nil
}

// plainText is a string, or a whole number or truth as it would stand in an address.
func plainText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case int64:
		return strconv.FormatInt(v, 10), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}

// profileCheck says what is wrong with the value of one key; "" is nothing.
type profileCheck struct {
	key     string
	problem func(Profile) string
}

func profileChecks() []profileCheck {
	pagings := []Paging{NoPages, MaxID, Cursor, Search, NextLink, Link, NextToken, PageNumber, Offset}
	keyed := []Paging{Cursor, NextToken, Link}
	return []profileCheck{
		{"auth", func(p Profile) string {
			return unless(p.Auth == AuthBearer || p.Auth == AuthOptional || p.Auth == AuthNone, "is none of bearer, optional, none")
		}},
		{"base", func(p Profile) string {
			if problem := addressProblem(p.hostless(p.Base), p.Auth); problem != "" {
				return problem
			}
			return unless(p.Hosted() || !strings.ContainsAny(p.Base, "{}"), "has {host} elsewhere than https://{host}/")
		}},
		{"host", func(p Profile) string {
			if p.Host == "" {
				return ""
			}
			if !p.Hosted() {
				return "is for a base with https://{host}/ in it"
			}
			_, err := p.At(p.Host)
			return unless(err == nil, "is no host")
		}},
		{"token_url", func(p Profile) string {
			switch {
			case p.TokenURL == "":
				return ""
			case strings.Contains(p.TokenURL, hostMark) && !p.Hosted():
				return "has {host} in it, and base has not"
			}
			return addressProblem(p.hostless(p.TokenURL), AuthBearer)
		}},
		{"token_style", func(p Profile) string {
			return unless(slices.Contains([]string{"", TokenBasic, TokenParams}, p.TokenStyle), "is neither basic nor params")
		}},
		{"suffix", func(p Profile) string {
			odd := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`/\?#%`, r) }
			return unless(!strings.ContainsFunc(p.Suffix, odd), "is not the end of a path, like .json")
		}},
		{"paging", func(p Profile) string {
			return unless(slices.Contains(pagings, p.Paging), "is none of max_id, cursor, next_token, link, page, offset, search, next_link")
		}},
		{"items", func(p Profile) string {
			return keysProblem(strings.TrimSuffix(p.PageKeys.Items, anyList), p.Paging != NoPages, p.Catalogue)
		}},
		{"next", func(p Profile) string {
			return keysProblem(p.PageKeys.Next, slices.Contains(keyed, p.Paging), p.Catalogue)
		}},
		{"next_param", func(p Profile) string {
			odd := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("&=#%", r) }
			switch {
			case p.PageKeys.Param == "":
				return ""
			case slices.Contains([]Paging{NoPages, Link, Search, NextLink}, p.Paging):
				return "means nothing with this paging"
			}
			return unless(!strings.ContainsFunc(p.PageKeys.Param, odd), "is not the name of a parameter")
		}},
		{"limit_header", func(p Profile) string { return limitsProblem(p.Limits, p.Limits.Limit) }},
		{"remaining_header", func(p Profile) string { return limitsProblem(p.Limits, p.Limits.Remaining) }},
		{"reset_header", func(p Profile) string { return limitsProblem(p.Limits, p.Limits.Reset) }},
		{"reset", func(p Profile) string {
			return unless(slices.Contains([]string{"", ResetEpoch, ResetSeconds, ResetDate}, p.Limits.Form), "is none of epoch, seconds, date")
		}},
		{"token_env", func(p Profile) string { return p.variableProblem(p.TokenEnv) }},
		{"key_env", func(p Profile) string { return p.variableProblem(p.KeyEnv) }},
		{"secret_env", func(p Profile) string { return p.variableProblem(p.SecretEnv) }},
	}
}

// hostless puts a host in the place of {host}, so that the rest can be looked at.
func (p Profile) hostless(address string) string {
	return strings.Replace(address, "https://"+hostMark+"/", "https://host.invalid/", 1)
}

func isLetter(r rune) bool { return r > '9' && isWord(r) }

// keysProblem looks at a path of keys; used says that the paging has a use for it.
func keysProblem(path string, used, catalogue bool) string {
	if path == "" {
		return ""
	}
	if _, ok := splitKeys(path); !ok {
		return "is not a path of keys, like meta.next_token; a character with a meaning of its own has a backslash before it"
	}
	switch {
	case catalogue:
		return "means nothing for a base that ends in /1.1/, whose resources are known"
	case !used:
		return "means nothing with this paging"
	}
	return ""
}

func limitsProblem(l LimitHeaders, name string) string {
	switch {
	case l == (LimitHeaders{}):
		return ""
	case l.Limit == "" || l.Remaining == "" || l.Reset == "":
		return unless(name != "", "is missing: limit_header, remaining_header and reset_header go together")
	}
	return unless(validHeaderName(name), "is not the name of a header")
}

const secretAdvice = "looks like a secret, which has no place in this file: token_env names the variable that holds a token"

// headerProblem keeps secrets out of the file, and out of requests what twq itself says there.
func headerProblem(p Pair) string {
	name := http.CanonicalHeaderKey(p.Key)
	switch {
	case !validHeaderName(p.Key):
		return "is not the name of a header"
	case name == "Authorization" || name == "Proxy-Authorization" || name == "Cookie" || secretName(p.Key) ||
		strings.Contains(strings.ToLower(p.Key), "auth") || strings.HasSuffix(name, "-Key") || secretValue(p.Value):
		return secretAdvice
	case slices.Contains([]string{"Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Accept-Encoding", "Range", "Te",
		"Trailer", "Upgrade", "Expect"}, name):
		return "is a header that twq sets itself"
	case strings.ContainsFunc(p.Value, func(r rune) bool { return r < ' ' || r > '~' }):
		return "has a character in it that no header has"
	}
	return ""
}

func validHeaderName(name string) bool {
	odd := func(r rune) bool { return !isWord(r) && !strings.ContainsRune("!#$%&'*+-.^_`|~", r) }
	return name != "" && !strings.ContainsFunc(name, odd)
}

// secretValue guesses whether a text is a secret: a scheme of authorisation in front, a known beginning, or a long run of letters and
// digits mixed, which no word is.
func secretValue(value string) bool {
	lower := strings.ToLower(strings.TrimSpace(value))
	for _, begin := range []string{"bearer ", "basic ", "token ", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "sk-", "xox", "eyj"} {
		if strings.HasPrefix(lower, begin) {
			return true
		}
	}
	const long = 20
	mixed := func(run string) bool {
		return len(run) >= long && strings.ContainsAny(run, "0123456789") && strings.ContainsFunc(run, isLetter)
	}
	if slices.ContainsFunc(strings.FieldsFunc(value, func(r rune) bool { return !isWord(r) && r != '_' && r != '-' && r != '=' }), mixed) {
		return true
	}
	for _, word := range strings.Fields(value) { // base64, or an encoded one; the words of a User-Agent are not in both cases with digits
		if mixed(word) && word != strings.ToLower(word) && word != strings.ToUpper(word) && !strings.ContainsAny(word, "/.;") {
			return true
		}
	}
	return false
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

// variableProblem keeps the variables of the built-in profiles to them: their tokens belong to other hosts.
func (p Profile) variableProblem(name string) string {
	for _, builtin := range Profiles() {
		if name != "" && (name == builtin.TokenEnv || name == builtin.KeyEnv || name == builtin.SecretEnv) {
			return "names a variable that belongs to the profile " + builtin.Name
		}
	}
	switch {
	case name == "":
		return ""
	case p.Hosted():
		return "would go to any host that is named: log in to each instead"
	case strings.ContainsFunc(name, func(r rune) bool { return r != '_' && !isWord(r) }) || '0' <= name[0] && name[0] <= '9':
		return "is not the name of a variable"
	}
	return ""
}
