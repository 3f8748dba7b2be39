// --dry-run: the request that would be sent, in its pieces.

package main

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"strings"

	"twq/fetch"
	"twq/render"
)

// dryRun shows each request and sends nothing.
func (a asking) dryRun(w *world, src *sources) error {
	if len(a.args) == 0 {
		return &flagError{Flag: "--dry-run", Fault: noRequest}
	}
	for _, arg := range a.args {
		req, err := src.locate(arg)
		if err != nil {
			return &sourceFault{err: err, arg: arg, asking: a}
		}
		target := w.Stdout
		if w.StdoutTTY {
			target = render.Safe(target)
		}
		if _, err := io.WriteString(target, describe(req, src)); err != nil {
			return err
		}
	}
	w.say("nothing was sent")
	return nil
}

// describe lays a request out: the whole URL, then its pieces.
func describe(req fetch.Request, src *sources) string {
	u := req.URL
	if u.Scheme != "http" && u.Scheme != "https" {
		name := u.Path + u.Opaque
		if u.Scheme == "stdin" {
			name = "standard input"
		}
		return "no request: " + name + " is read on this computer\n"
	}
	var b strings.Builder
	piece := func(name, value string) { fmt.Fprintf(&b, "  %-10s %s\n", name, value) }
	fmt.Fprintf(&b, "GET %s\n\n", fetch.CleanURL(u))
	base, resource, suffix := pieces(u, req, src)
	piece("base URL", base)
	if resource != "" {
		piece("resource", resource)
	}
	if suffix != "" {
		piece("suffix", suffix)
	}
	clean, err := url.Parse(fetch.CleanURL(u))
	if err == nil {
		for _, pair := range strings.Split(clean.RawQuery, "&") {
			k, v, _ := strings.Cut(pair, "=")
			key, _ := url.QueryUnescape(k)
			value, _ := url.QueryUnescape(v)
			if key != "" {
				shown := key + " = " + value
				if k+v != key+value {
					shown += "   (sent as " + k + "=" + v + ")"
				}
				piece("parameter", shown)
			}
		}
	}
	accept := "Accept: application/json"
	if src.api.Covers(u) {
		switch src.profile.Auth {
		case fetch.AuthBearer:
			piece("header", "Authorization: Bearer ***   (the token of the profile "+src.profile.Name+")")
		case fetch.AuthOptional:
			piece("header", "Authorization: Bearer ***   (the token of the profile "+src.profile.Name+", where there is one)")
		}
		for _, h := range src.profile.Header {
			piece("header", h.Key+": "+h.Value)
			if strings.EqualFold(h.Key, "Accept") {
				accept = ""
			}
		}
	}
	if accept != "" {
		piece("header", accept)
	}
	if r := req.Resource; r != nil {
		piece("pages", paging(r))
	} else if src.api.Covers(u) && src.profile.Paging != fetch.NoPages && !src.profile.Catalogue {
		piece("pages", ownPaging(src.profile))
	}
	return b.String()
}

// ownPaging is how the API of a profile without a catalogue goes on.
func ownPaging(p fetch.Profile) string {
	keys := p.PageKeys.Usual(p.Paging)
	how := map[fetch.Paging]string{
		fetch.MaxID:      "by " + keys.Param + ": the lowest id of a page, less one",
		fetch.Cursor:     "by " + keys.Param + ": " + cmp.Or(keys.Next, "next_cursor_str or next_cursor") + " of a page, until it is 0 or absent",
		fetch.Search:     "by max_id out of search_metadata.next_results",
		fetch.NextLink:   "by pagination_token: meta.next_token of a page",
		fetch.NextToken:  "by " + keys.Param + ": " + keys.Next + " of a page, until it is absent",
		fetch.Link:       "by the Link header of a page, rel=\"next\"",
		fetch.PageNumber: "by " + keys.Param + ": one more each time, until a page is empty",
		fetch.Offset:     "by " + keys.Param + ": the number of rows so far, until a page is empty",
	}[p.Paging]
	switch {
	case p.Paging == fetch.NextToken && keys.Next == "continue":
		how = "by what the object continue of a page holds, until it is absent"
	case p.Paging == fetch.Link && keys.Next != "":
		how = "by the address in " + keys.Next + " of a page"
	}
	return how + " (--pages, --all)"
}

func pieces(u *url.URL, req fetch.Request, src *sources) (base, resource, suffix string) {
	root := u.Scheme + "://" + u.Host
	if !src.api.Covers(u) {
		return root + "/", strings.TrimPrefix(u.EscapedPath(), "/"), ""
	}
	resource = u.EscapedPath()
	if s := src.profile.Suffix; s != "" && strings.HasSuffix(resource, s) {
		resource, suffix = strings.TrimSuffix(resource, s), s
	}
	prefix := src.api.Base.EscapedPath()
	if rest, ok := strings.CutPrefix(resource, prefix); ok {
		return root + prefix, rest, suffix
	}
	if rest, ok := strings.CutPrefix(resource, "/2/"); ok {
		return root + "/2/", rest, suffix
	}
	return root + "/", strings.TrimPrefix(resource, "/"), suffix
}

func paging(r *fetch.Resource) string {
	switch r.Paging {
	case fetch.MaxID:
		return "by max_id: the lowest id of a page, less one (--pages, --all)"
	case fetch.Cursor:
		return "by cursor: next_cursor_str of a page, until it is 0 (--pages, --all)"
	case fetch.Search:
		return "by max_id out of search_metadata.next_results (--pages, --all)"
	case fetch.NextLink:
		return "by pagination_token: meta.next_token of a page (--pages, --all)"
	}
	return "one answer, no pages"
}
