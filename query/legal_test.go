package query

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// legalDocs are documents of many kinds, each with something that looks like a mistake and is none.
var legalDocs = map[string]string{
	"search": `{"statuses":[
{"id":101,"id_str":"101","text":"Q&&A at 8","lang":"en","retweet_count":3,"at":"2019-12-09T10:00:00Z","user":{"screen_name":"mira_k","name":"Mira K.","url":null},"entities":{"hashtags":[{"text":"library"},{"text":"books"}]}},
{"id":102,"id_str":"102","text":"a||b or a, b","lang":"es","retweet_count":0,"at":"2019-12-08T09:30:00Z","user":{"screen_name":"o_brien","name":"O'Brien","url":"https://x.example"},"entities":{"hashtags":[]}},
{"id":103,"id_str":"103","text":"100% wool = warm","lang":"en","retweet_count":12,"at":"2019-12-10T00:00:00Z","user":{"screen_name":"rnd","name":"Research and Development","url":null},"entities":{"hashtags":[{"text":"books"}]}}],
"search_metadata":{"count":3,"query":"%23library","max_id_str":"103"}}`,
	"users": `[{"id_str":"2101","name":"O'Brien","verified":true,"followers_count":1200,"location":"","team":"R&D","tz":null,"since":"2009-03-01"},
{"id_str":"2102","name":"Zoë \"Z\" Ng","verified":false,"followers_count":15,"location":"Oslo","team":"Q||A","tz":"CET","since":"2011-07-15"},
{"id_str":"2103","name":"in-contains","verified":true,"followers_count":0,"location":"Oslo (N)","team":"=>next","since":"2020-01-31"}]`,
	"trends": `[{"trends":[{"name":"#library","query":"%23library","tweet_volume":null},{"name":"Monday and Tuesday","query":"%22x%22","tweet_volume":41000},
{"name":"5k","query":"5k","tweet_volume":900}],"as_of":"2020-01-01T00:00:00Z","locations":[{"name":"Worldwide","woeid":1}]}]`,
	"github": `{"total_count":2,"items":[{"full_name":"ada/engine","labels":[{"name":"bug"},{"name":"help wanted"}],"stars":10,"license":null,"pushed_at":"2020-05-01T08:00:00Z","+1":4,"-1":0},
{"full_name":"bo/loom","labels":[],"stars":7,"license":{"key":"mit"},"pushed_at":"2021-02-03T00:00:00Z","+1":1,"-1":2}]}`,
	"mastodon": `[{"id":"109","created_at":"2023-01-05T11:00:00.000Z","content":"<p>a &amp; b</p>","reblog":null,"account":{"acct":"ada@social.example","bot":false},"tags":[{"name":"x"}]},
{"id":"110","created_at":"2023-02-05T11:00:00.000Z","content":"<p>[draft]</p>","reblog":{"id":"99"},"account":{"acct":"bo","bot":true},"tags":[]}]`,
	"json-ld": `{"@context":"https://schema.example/","@type":"Library","@id":"urn:x:1","$schema":"https://json-schema.example/","name":"Harbour",
"@graph":[{"@type":"Book","@value":1,"$ref":"#/a"},{"@type":["Person","Author"],"@value":2}],"@reverse":{"by":"old"},"@this":"here"}`,
	"openapi": `{"openapi":"3.0.0","paths":{"/users/{id}":{"get":{"operationId":"users.get","tags":["users"],"responses":{"200":{"description":"ok"},"4XX":{"description":"no"}}}},
"/users":{"post":{"operationId":"users.create","x-limits":[1,2]}}},"users.get":{"on":true},"x.y":{"z.w":[{"k.k":1},{"k.k":2}]}}`,
	"events": `{"type":"push","actor":{"id":7},"at":"2024-01-02T03:04:05Z","size":2}
{"type":"pull","actor":{"id":8},"at":"2024-01-03T03:04:05Z","size":11}
{"type":"push","actor":{"id":7},"at":"2024-01-04T03:04:05Z","size":0}`,
	"scalars": `["ash","b||c","O'Neil","x && y",5,12,true,null,"a|b","~x","(p)","2020-01-01"]`,
	"nested":  `[[1,2,3],[],[4,[5,6]],[[7]]]`,
	"odd": `{"full name":"Ada","über":"ü","emoji 😀":5,"O'Neil":6,"q\"t":7,"a[0]":8,"a.b":{"c.d":9},"a|b":10,"*":11,"#":12,"$":13,"a/b":14,"x:y":15,"-1":16,"null":17,"and":18,
"a,b":19,"(x)":20,"{y}":21,"?":22,"1":{"2":23},"!true":24,"back\\slash":25,"日本":{"語":26},"a==b":27,"~":28,"@keys":29,"..":30,"%":31,"true":32," ":33,"a  b":34,"":{"":35}}`,
	"odd rows": `[{"a=b":1,"x y":"p","c>d":{"e":2},"!n":3,"v":"1,000","w":"~w"},{"a=b":2,"x y":"q","c>d":{"e":5},"!n":4,"v":"5k","w":"w"}]`,
}

// legalPaths are right as they stand, whatever they look like: they are answered, and there is nothing to say about them. The answers
// are typed in.
var legalPaths = []struct{ doc, path, want string }{
	// A search: an envelope.
	{"search", `statuses.#`, `3`},
	{"search", `statuses.#.text`, `["Q&&A at 8","a||b or a, b","100% wool = warm"]`},
	{"search", `statuses.#(text=="Q&&A at 8").id_str`, `"101"`},
	{"search", `statuses.#(text==Q&&A at 8).id_str`, `"101"`},
	{"search", `statuses.#(text==a||b or a, b).id_str`, `"102"`},
	{"search", `statuses.#(text=="100% wool = warm").id_str`, `"103"`},
	{"search", `statuses.#(text%"*&&*")#.id_str`, `["101"]`},
	{"search", `statuses.#(text%"*||*")#.id_str`, `["102"]`},
	{"search", `statuses.#(text!%"*&&*")#.id_str`, `["102","103"]`},
	{"search", `statuses.#(user.name==O'Brien)#.id_str`, `["102"]`},
	{"search", `statuses.#(user.name=="O'Brien")#.user.screen_name`, `["o_brien"]`},
	{"search", `statuses.#(user.name==Research and Development).user.screen_name`, `"rnd"`},
	{"search", `statuses.#(at>2019-12-09)#.id_str`, `["101","103"]`},
	{"search", `statuses.#(at<"2019-12-09T00:00:00Z")#.id_str`, `["102"]`},
	{"search", `statuses.#(at>=2019-12-10T00:00:00Z)#.id`, `[103]`},
	{"search", `statuses.#(id_str=="103").text`, `"100% wool = warm"`},
	{"search", `statuses.#(id_str>"101")#.id_str`, `["102","103"]`},
	{"search", `statuses.#(id==102).lang`, `"es"`},
	{"search", `statuses.#(entities.hashtags.#>1)#.id_str`, `["101"]`},
	{"search", `statuses.#(entities.hashtags.#(text==books))#.id_str`, `["101","103"]`},
	{"search", `statuses.#(entities.hashtags.#(text=="library").text%"lib*").id`, `101`},
	{"search", `statuses.#.entities.hashtags.#.text`, `[["library","books"],[],["books"]]`},
	{"search", `statuses.#.entities.hashtags.#.text|@flatten`, `["library","books","books"]`},
	{"search", `statuses.#(user.url==~null)#.id`, `[101,103]`},
	{"search", `statuses.#(user.url!=~null)#.id`, `[102]`},
	{"search", `statuses.#(lang==en)#|#(retweet_count>5)#.id`, `[103]`},
	{"search", `statuses.#(lang==en)#|#`, `2`},
	{"search", `statuses.@reverse.0.id`, `103`},
	{"search", `statuses|@reverse|0|id`, `103`},
	{"search", `search_metadata.query`, `"%23library"`},
	{"search", `{"n":search_metadata.count,"ids":statuses.#.id}`, `{"n":3,"ids":[101,102,103]}`},
	{"search", `statuses.#.{id_str,who:user.screen_name}|1`, `{"id_str":"102","who":"o_brien"}`},
	{"search", `[statuses.0.id,statuses.2.id]`, `[101,103]`},
	{"search", `statuses.#.[id,lang]`, `[[101,"en"],[102,"es"],[103,"en"]]`},
	{"search", `statuses.#.{id,"source":!"web"}`, `[{"id":101,"source":"web"},{"id":102,"source":"web"},{"id":103,"source":"web"}]`},
	{"search", `statuses.0.user.@keys`, `["screen_name","name","url"]`},
	{"search", `s*s.0.id`, `101`},
	{"search", `statuses.1.entities.hashtags.#.id|#`, `0`},

	// Users: a list.
	{"users", `#(name==O'Brien)#.id_str`, `["2101"]`},
	{"users", `#(name=="Zoë \"Z\" Ng").id_str`, `"2102"`},
	{"users", `#(name==in-contains).id_str`, `"2103"`},
	{"users", `#(name%"in*").id_str`, `"2103"`},
	{"users", `#(team==R&D).id_str`, `"2101"`},
	{"users", `#(team=="Q||A").id_str`, `"2102"`},
	{"users", `#(team=="=>next").id_str`, `"2103"`},
	{"users", `#(verified==true)#.id_str`, `["2101","2103"]`},
	{"users", `#(verified==~true)#.id_str`, `["2101","2103"]`},
	{"users", `#(verified==~false).id_str`, `"2102"`},
	{"users", `#(location=="")#.id_str`, `["2101"]`},
	{"users", `#(location==).id_str`, `"2101"`},
	{"users", `#(location=="Oslo (N)").id_str`, `"2103"`},
	{"users", `#(tz==~null)#.id_str`, `["2101","2103"]`},
	{"users", `#(tz!=~*)#.id_str`, `["2103"]`},
	{"users", `#(since<2010)#.id_str`, `["2101"]`},
	{"users", `#(since>"2011-01-01")#.id_str`, `["2102","2103"]`},
	{"users", `#(followers_count>=1e3).name`, `"O'Brien"`},
	{"users", `#(followers_count<15.5)#.id_str`, `["2102","2103"]`},
	{"users", `#(id_str<"2102").name`, `"O'Brien"`},
	{"users", `#(name%*Z*).id_str`, `"2102"`},
	{"users", `#(name!%O?Brien)#.id_str`, `["2102","2103"]`},
	{"users", `@this.1.location`, `"Oslo"`},
	{"users", `0.{id_str,"x":!null}`, `{"id_str":"2101","x":null}`},
	{"users", `..0.1.location`, `"Oslo"`}, // one document is one line
	{"users", `2.na*`, `"in-contains"`},
	{"users", `#.location`, `["","Oslo","Oslo (N)"]`},
	{"users", `#(tz==~*)#.tz`, `[null,"CET"]`},

	// Trends.
	{"trends", `0.trends.#(name==#library).query`, `"%23library"`},
	{"trends", `0.trends.#(name=="#library").tweet_volume`, `null`},
	{"trends", `0.trends.#(name==Monday and Tuesday).tweet_volume`, `41000`},
	{"trends", `0.trends.#(name==5k).tweet_volume`, `900`},
	{"trends", `0.trends.#(query=="%22x%22").name`, `"Monday and Tuesday"`},
	{"trends", `0.trends.#(query%"%*")#.name`, `["#library","Monday and Tuesday"]`},
	{"trends", `0.trends.#(tweet_volume==~null)#.name`, `["#library"]`},
	{"trends", `#.trends.#.name|0|1`, `"Monday and Tuesday"`},
	{"trends", `0.locations.0.@values`, `["Worldwide",1]`},

	// A code forge.
	{"github", `items.#(labels.#(name==help wanted)).full_name`, `"ada/engine"`},
	{"github", `items.#(labels.#(name=="bug"))#.stars`, `[10]`},
	{"github", `items.#(full_name==ada/engine).stars`, `10`},
	{"github", `items.#(full_name%"*/loom").license.key`, `"mit"`},
	{"github", `items.#(pushed_at>2021)#.full_name`, `["bo/loom"]`},
	{"github", `items.#.+1`, `[4,1]`},
	{"github", `items.1.-1`, `2`},
	{"github", `items.#(-1>0).full_name`, `"bo/loom"`},
	{"github", `items.#(license==~null).full_name`, `"ada/engine"`},
	{"github", `items.#(labels.#==0).full_name`, `"bo/loom"`},
	{"github", `items.#.labels.#.name|@flatten|#`, `2`},

	// A federated timeline.
	{"mastodon", `#(account.acct==ada@social.example).id`, `"109"`},
	{"mastodon", `#(account.acct%"*@*")#.id`, `["109"]`},
	{"mastodon", `#(content=="<p>a &amp; b</p>").id`, `"109"`},
	{"mastodon", `#(content%"*[*]*").id`, `"110"`},
	{"mastodon", `#(content%"*draft*").id`, `"110"`},
	{"mastodon", `#(created_at<2023-02)#.id`, `["109"]`},
	{"mastodon", `#(reblog==~null)#.id`, `["109"]`},
	{"mastodon", `#(reblog.id=="99").id`, `"110"`},
	{"mastodon", `#.account.acct`, `["ada@social.example","bo"]`},
	{"mastodon", `#(id>"109").account.bot`, `true`},

	// Linked data.
	{"json-ld", `@context`, `"https://schema.example/"`},
	{"json-ld", `@type`, `"Library"`},
	{"json-ld", `$schema`, `"https://json-schema.example/"`},
	{"json-ld", `@graph.#.@value`, `[1,2]`},
	{"json-ld", `@graph.#.@type`, `["Book",["Person","Author"]]`},
	{"json-ld", `@graph.#(@type==Book).$ref`, `"#/a"`},
	{"json-ld", `@graph.#($ref=="#/a").@value`, `1`},
	{"json-ld", `@graph.1.@type.0`, `"Person"`},
	{"json-ld", `\@reverse.by`, `"old"`},
	{"json-ld", `\@this`, `"here"`},
	{"json-ld", `[@id,@type]`, `["urn:x:1","Library"]`},

	// An API description.
	{"openapi", `paths./users/{id}.get.operationId`, `"users.get"`},
	{"openapi", `paths./users/{id}.get.responses.200.description`, `"ok"`},
	{"openapi", `paths./users/{id}.get.responses.4XX.description`, `"no"`},
	{"openapi", `paths./users/\{id\}.get.tags.0`, `"users"`},
	{"openapi", `users\.get.on`, `true`},
	{"openapi", `x\.y.z\.w.#.k\.k`, `[1,2]`},
	{"openapi", `x\.y.z\.w.#(k\.k==2)`, `{"k.k":2}`},
	{"openapi", `paths./users.post.x-limits.1`, `2`},
	{"openapi", `paths.@keys`, `["/users/{id}","/users"]`},
	{"openapi", `paths.@values.#.*.operationId`, `["users.get","users.create"]`},

	// JSON lines.
	{"events", `#.type`, `["push","pull","push"]`},
	{"events", `..#.type`, `["push","pull","push"]`},
	{"events", `..1.actor.id`, `8`},
	{"events", `..#(type==push)#.at`, `["2024-01-02T03:04:05Z","2024-01-04T03:04:05Z"]`},
	{"events", `#(at<2024-01-03)#.size`, `[2]`},
	{"events", `#(size>=2)#|#`, `2`},
	{"events", `#.actor.@values|@flatten`, `[7,8,7]`},

	// Lists of no objects.
	{"scalars", `#(=="O'Neil")`, `"O'Neil"`},
	{"scalars", `#(==b||c)`, `"b||c"`},
	{"scalars", `#(==x && y)`, `"x && y"`},
	{"scalars", `#(%"*|*")#`, `["b||c","a|b"]`},
	{"scalars", `#(=="(p)")`, `"(p)"`},
	{"scalars", `#(%"a*")#`, `["ash","a|b"]`},
	{"scalars", `6`, `true`},
	{"scalars", `7`, `null`},
	{"scalars", `@reverse.0`, `"2020-01-01"`},
	{"nested", `#.#`, `[3,0,2,1]`},
	{"nested", `2.1.0`, `5`},
	{"nested", `#(#>0)#.0`, `[1,4,[7]]`},
	{"nested", `@flatten:{"deep":true}`, `[1,2,3,4,5,6,7]`},
	{"nested", `#(#>2)`, `[1,2,3]`},
	{"nested", `3.0.0`, `7`},

	// Keys.
	{"odd", `full name`, `"Ada"`},
	{"odd", `über`, `"ü"`},
	{"odd", `emoji 😀`, `5`},
	{"odd", `O'Neil`, `6`},
	{"odd", `q"t`, `7`},
	{"odd", `a[0]`, `8`},
	{"odd", `a\.b.c\.d`, `9`},
	{"odd", `a\|b`, `10`},
	{"odd", `\*`, `11`},
	{"odd", `#`, `12`},
	{"odd", `$`, `13`},
	{"odd", `a/b`, `14`},
	{"odd", `x:y`, `15`},
	{"odd", `-1`, `16`},
	{"odd", `null`, `17`},
	{"odd", `and`, `18`},
	{"odd", `a,b`, `19`},
	{"odd", `(x)`, `20`},
	{"odd", `\{y\}`, `21`},
	{"odd", `\?`, `22`},
	{"odd", `1.2`, `23`},
	{"odd", `\!true`, `24`},
	{"odd", `back\\slash`, `25`},
	{"odd", `日本.語`, `26`},
	{"odd", `a==b`, `27`},
	{"odd", `~`, `28`},
	{"odd", `\@keys`, `29`},
	{"odd", `\.\.`, `30`},
	{"odd", `%`, `31`},
	{"odd", `true`, `32`},
	{"odd", ` `, `33`},
	{"odd", `a  b`, `34`},
	{"odd", `.`, `35`},
	{"odd", `{full name,"n":\#}`, `{"full name":"Ada","n":12}`},
	{"odd", `[a\,b,\(x\)]`, `[19,20]`},
	{"odd", `1.@pretty:{"indent":"","sortKeys":true}`, `{"2":23}`},
	{"odd", `!"literal"`, `"literal"`},
	{"odd", `{"v":!1.5,"w":!{"x":[1]}}`, `{"v":1.5,"w":{"x":[1]}}`},
	{"odd rows", `#.a=b`, `[1,2]`},
	{"odd rows", `#(a\=b==2).x y`, `"q"`},
	{"odd rows", `#(x y==p).a=b`, `1`},
	{"odd rows", `#(c\>d.e>3).x y`, `"q"`},
	{"odd rows", `#(\!n==3).x y`, `"p"`},
	{"odd rows", `#(v==1,000).a=b`, `1`},
	{"odd rows", `#(v==5k).a=b`, `2`},
	{"odd rows", `#(w%"\\~w").a=b`, `1`},
	{"odd rows", `#.\!n`, `[3,4]`},
}

func TestLegalPaths(t *testing.T) {
	kinds := map[string]bool{}
	for _, c := range legalPaths {
		kinds[c.doc] = true
		doc := legalDocs[c.doc]
		p, err := ParsePath(c.path)
		if err != nil {
			t.Errorf("%s: %s: %v", c.doc, c.path, err)
			continue
		}
		table, err := Run(context.Background(), p, []Input{{Name: c.doc, Body: strings.NewReader(doc), Lines: c.doc == "events"}}, Options{})
		if err != nil {
			t.Errorf("%s: %s: %v", c.doc, c.path, err)
			continue
		}
		for _, err := range table.Rows {
			if err != nil {
				t.Errorf("%s: %s: %v", c.doc, c.path, err)
			}
		}
		if notes := table.Notes(); len(notes) > 0 {
			t.Errorf("%s: %s: a note: %s %s", c.doc, c.path, notes[0].Code, notes[0].Message)
		}
		if got := compact(t, table.Whole.Raw); got != compact(t, c.want) {
			t.Errorf("%s: %s: %s, want %s", c.doc, c.path, got, c.want)
		}
		path := c.path
		if c.doc == "events" {
			path = ".." + strings.TrimPrefix(path, "..")
		}
		if gjson.Get(doc, path).Raw != table.Whole.Raw {
			t.Errorf("%s: %s: %s, and gjson says %s", c.doc, c.path, table.Whole.Raw, gjson.Get(doc, path).Raw)
		}
	}
	if len(kinds) < 8 || len(legalPaths) < 90 {
		t.Errorf("only %d paths on %d kinds of documents", len(legalPaths), len(kinds))
	}
	for name := range legalDocs {
		if !kinds[name] {
			t.Errorf("nothing is asked of %s", name)
		}
	}
	paths := make([]string, len(legalPaths))
	for i, c := range legalPaths {
		paths[i] = c.doc + ": " + c.path
	}
	slices.Sort(paths)
	if n := len(slices.Compact(paths)); n != len(legalPaths) {
		t.Errorf("%d paths stand here twice", len(legalPaths)-n)
	}
}

func compact(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(text)); err != nil {
		return "no JSON: " + text
	}
	return b.String()
}
