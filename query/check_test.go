package query

import (
	"errors"
	"strings"
	"testing"
)

// Documents of other kinds than tweets.
const (
	issuesDoc = `[{"number":7,"title":"Crash","labels":[{"name":"bug"},{"name":"ui"}],"user":{"login":"ana"},"locked":false,"node_id":"I_1"},
{"number":9,"title":"O'Brien","labels":[],"user":{"login":"bo"},"locked":true,"node_id":"I_2","milestone":{"due_on":"2026-01-02"}}]`
	searchDoc   = `{"statuses":[{"id":9007199254740993,"id_str":"9007199254740993","lang":"en","text":"a"},{"id":9007199254740995,"id_str":"9007199254740995","lang":"de","text":"b"}],"search_metadata":{"count":2}}`
	pricesDoc   = `[{"n":"a","price":"9.99","in":["5"]},{"n":"b","price":"12.50"},{"n":"c","price":"100"},{"n":"d","price":"8"}]`
	levelsDoc   = `[{"k":"a","v":0},{"k":"b","v":true},{"k":"c","v":"high"},{"k":"d","v":7}]`
	unpricedDoc = `[{"n":1,"price":"n/a","in":[{"price":"none"},{"price":30}]},{"n":2,"price":"","in":[]},{"n":3,"price":30},{"n":4,"price":12},{"n":5,"price":null}]`
	longTailDoc = `[{"k":"b2"},{"k":"b2"},{"k":"c3"},{"k":"c3"},{"k":"d4"},{"k":"d4"},{"k":"e5"},{"k":"e5"},{"k":"a1"}]`
	oddDoc      = `{"@context":"c","$schema":"s","users.get":1,"a/b":{"c":2},"/x/y":3,"#":[4],"":5,"q":"see [7]","[0]":6,".k":8,"Research and Development":[{"n":"Q&&A"},{"n":"O'Brien"},{"n":"a||b"}],"when":[{"at":"2019-12-09T10:00:00Z","id":"12"},{"at":"2019-12-10T10:00:00Z","id":"9007199254740993"}]}`
	nestedNames = `{"a":{"name":1,"b":{"name":2}},"l":[{"x":{"name":1,"b":{"name":2}}}],"odd":{"a.b":1,"#":2,"one":3}}`
	listsDoc    = `{"grid":[[1,2],[3,4]],"deep":[[[{"k":1}]]],"tags":["a","b","c"]}`
)

// noteCases say which note a path gets on a document: its code, whether it is refused, and the path to try.
func noteCases(t testing.TB) []noteCase {
	lib := library(t)
	return []noteCase{
		{lib, "0.usr.name", "P01", false, "0.user.name"},
		{lib, "#.user.screenname", "P01", false, "#.user.screen_name"},
		{lib, "0.User.name", "P01", false, "0.user.name"},
		{lib, "#(langg==en)#", "P01", false, "#(lang==en)#"},
		{issuesDoc, "#.labels.#.nmae", "P01", false, "#.labels.#.name"},
		{issuesDoc, "0.qqqqqq", "P01", false, ""},
		{searchDoc, "search_metadata.cuont", "P01", false, "search_metadata.count"},
		{oddDoc, "userz.get", "P01", false, ""},
		{oddDoc, "users.get", "P01", false, `users\.get`},
		{`[{"at":1},{"at":2,"a.b":3}]`, "#.a.b", "P01", false, `#.{at,a\.b}`},
		{`[{"at":1},{"at":2,"a.b":3}]`, "#(a.b==3)#", "P01", false, `#(a\.b==3)#`},
		{lib, "#.screen_name", "P02", false, "#.user.screen_name"},
		{issuesDoc, "0.login", "P02", false, "0.user.login"},
		{searchDoc, "text", "P02", false, "statuses.#.text"},
		{searchDoc, "#.text", "P24", false, "statuses.#.text"},
		{lib, "text", "P03", false, "#.text"},
		{lib, "user.name", "P03", false, "#.user.name"},
		{issuesDoc, "0.labels.name", "P03", false, "0.labels.#.name"},
		{searchDoc, "statuses.lang", "P03", false, "statuses.#.lang"},
		{listsDoc, "deep.k", "P03", false, "deep.#.#.#.k"},
		{issuesDoc, "#.{number,nope}", "P01", false, ""},
		{issuesDoc, "0.{number,titel}", "P01", false, "0.{number,title}"},
		{issuesDoc, "#.[number,titel]", "P01", false, "#.[number,title]"},
		{issuesDoc, "#.{number,login}", "P02", false, "#.{number,user.login}"},
		{issuesDoc, "#.milestone.due", "P01", false, "#.{number,milestone.due_on}"},
		{issuesDoc, "@group", "P01", false, ""},
		{issuesDoc, "login", "P03", false, "#.user.login"},
		{oddDoc, "users.get", "P01", false, `users\.get`},
		{`{"total":1,"items":[{"title":"x"}]}`, "#.title", "P24", false, "items.#.title"},
		{issuesDoc, "#(milestone==null)#", "P20", false, ""},
		{lib, "#(place==null)#.id_str", "P22", true, "#(place==~null)#.id_str"},
		{lib, "#(place!=null)#.id_str", "P22", true, "#(place!=~null)#.id_str"},
		{issuesDoc, "0/title", "P06", true, "0.title"},
		{issuesDoc, "$..login", "P06", true, "@dig:login"},
		{issuesDoc, "$", "P06", true, "@this"},
		{issuesDoc, "{", "P18", true, ""},
		{`["It\ncrashes"]`, "0|@fromstr", "P36", true, ""},
		{issuesDoc, `#.{"title":number,title}`, "P17", true, `#.{"title":number,title_2:title}`},
		{listsDoc, "{tags.0,deep.0.0.0.k}", "", false, ""},
		{nestedNames, "a.{name,b.name}", "P17", true, "a.{name,b_name:b.name}"},
		{nestedNames, "l.#.x.{name,b.name}", "P17", true, "l.#.x.{name,b_name:b.name}"},
		{nestedNames, "l.#(x)#.x.{name,b.name}", "P17", true, "l.#(x)#.x.{name,b_name:b.name}"},
		{nestedNames, `{"q":a.{name,b.name}}`, "P17", true, `{"q":a.{name,b_name:b.name}}`},
		{nestedNames, "l.#.x.{name,c.name}", "P01", false, ""},
		{nestedNames, "odd.{\\#,*e}", "", false, ""},
		{nestedNames, "odd.*", "P29", false, `odd.{"a.b":a\.b,#,one}`},
		{lib, "#.entities.hashtags.text", "P15", false, "#.entities.hashtags.#.text"},
		{issuesDoc, "#.labels.name", "P15", false, "#.labels.#.name"},
		{lib, "0.user.#.name", "P04", false, "0.user.name"},
		{lib, "#.user.#.screen_name", "P04", false, "#.user.screen_name"},
		{lib, "10.text", "P05", false, "@reverse.0.text"},
		{listsDoc, "tags.3", "P05", false, "tags.@reverse.0"},
		{lib, "data[1]['user']['name']", "P06", true, "1.user.name"},
		{lib, `data[1]["user"]["name"]`, "P06", true, "1.user.name"},
		{lib, "$[1].user.name", "P06", true, "1.user.name"},
		{lib, "$[*].text", "P06", true, "#.text"},
		{lib, ".[0].text", "P06", true, "0.text"},
		{lib, ".[].user.name", "P06", true, "#.user.name"},
		{lib, "/0/text", "P06", true, "0.text"},
		{lib, "[0].text", "P06", true, "0.text"},
		{lib, "data[-1]['text']", "P06", true, "@reverse.0.text"},
		{searchDoc, "$.statuses[0].lang", "P06", true, "statuses.0.lang"},
		{searchDoc, ".statuses[].lang", "P06", true, "statuses.#.lang"},
		{searchDoc, "/statuses/0/lang", "P06", true, "statuses.0.lang"},
		{searchDoc, "statuses[0].lang", "P06", true, "statuses.0.lang"},
		{issuesDoc, "r[0]['user']['login']", "P06", true, "0.user.login"},
		{lib, "#(lang=='en')#.text", "P07", true, "#(lang==en)#.text"},
		{lib, "#(retweet_count=>5)#.id_str", "P09", true, "#(retweet_count>=5)#.id_str"},
		{lib, "#(retweet_count<>0)#.id_str", "P09", true, "#(retweet_count!=0)#.id_str"},
		{lib, "#(user.followers_count>5k)#", "P10", true, "#(user.followers_count>5000)#"},
		{lib, "#(retweet_count>many)#", "P10", true, ""},
		{issuesDoc, "#(number==seven)#", "P10", true, ""},
		{lib, "#(id==1202955310000000165)#.id_str", "P11", true, "#(id_str==1202955310000000165)#.id_str"},
		{lib, "#(id>1202955310000000165)#|#", "P11", true, "#(id_str>1202955310000000165)#|#"},
		{lib, "#(user.id!=90071992547409930)#|#", "P11", true, "#(user.id_str!=90071992547409930)#|#"},
		{`[{"n":9007199254740993},{"n":9007199254740995}]`, "#(n==9007199254740993)#", "P11", true, ""},
		{searchDoc, "statuses.#(id==9007199254740993).text", "P11", true, "statuses.#(id_str==9007199254740993).text"},
		{lib, "#(created_at>Mon Dec 09 10)#.id_str", "P12", true, ""},
		{pricesDoc, "#(price>10)#.n", "P12", true, ""},
		{pricesDoc, "#(price<10).n", "P12", true, ""},
		{pricesDoc, `#(price>="9.99")#|#`, "P12", true, ""},
		{pricesDoc, "#(price>=1)#.n", "", false, ""},
		{pricesDoc, "#(price>=8)#.n", "P12", true, ""},
		{pricesDoc, "#(in.#(>10))#.n", "P12", true, ""},
		{`["10","9"]`, "#(>10)#", "P12", true, ""},
		{`[{"v":"10.0"}]`, "#(v>10)#", "P12", true, ""},
		{`[{"v":"1e1"},{"v":"007"}]`, "#(v>5)#", "P12", true, ""},
		{`[{"v":"007"},{"v":"042"}]`, "#(v>010)#", "", false, ""},
		{`[{"v":"1.10"},{"v":"1.90"}]`, "#(v>1.5)#", "", false, ""},
		{`[{"at":"2024-03-01"},{"at":"2023-12-31"}]`, "#(at>=2024)#", "", false, ""},
		{levelsDoc, "#(v==true)#", "P10", true, ""},
		{levelsDoc, "#(v!=false)#", "P10", true, ""},
		{levelsDoc, "#(v==high)#.k", "P10", true, `#(v%"high")#.k`},
		{levelsDoc, `#(v!="high")#.k`, "P10", true, ""},
		{levelsDoc, "#(v>=5)#.k", "P12", true, ""},
		{levelsDoc, "#(v<=5)#.k", "", false, ""},
		{levelsDoc, "#(v>5)#.k", "P12", true, "#(v==~true)#|#(v>5)#.k"},
		{levelsDoc, "#(v<5)#.k", "", false, ""},
		{unpricedDoc, "#(price>20)#.n", "P12", true, "#(price==~true)#|#(price>20)#.n"},
		{unpricedDoc, "#(price>20).n", "P12", true, "#(price==~true)#|#(price>20).n"},
		{unpricedDoc, "#(price>=500)#.n", "P12", true, ""},
		{unpricedDoc, "#(price<20)#.n", "P12", true, ""},
		{unpricedDoc, "#(in.#(price>20))#.n", "P12", true, ""},
		{unpricedDoc, "#.in.#(price>20)#.price", "P12", true, ""},
		{unpricedDoc, "#(n>2)#.n", "", false, ""},
		{unpricedDoc, `#(price>"x")#.n`, "P10", true, ""},
		{`["n/a","9"]`, "#(>4)#", "P12", true, ""},
		{`[{"\u0076":"n/a"},{"v":9}]`, "#(v>4)#.v", "P12", true, "#(v==~true)#|#(v>4)#.v"},
		{`[{"\u0076":null},{"v":9}]`, "#(v!=4)#|#", "P22", false, "[#(v!=4)#,#(v==~null)#]|@flatten|#"},
		{`["n/a","none",null]`, "#(>4)#", "", false, ""},
		{`[{"v":"n/a"},{"v":null}]`, "#(v>4).v", "", false, ""},
		{`[{"at":"2024-03-01"},{"at":null}]`, "#(at>=2024).at", "", false, ""},
		{`[{"v":false},{"v":2}]`, "#(v<=5)#", "P10", true, ""},
		{`[{"v":false},{"v":true}]`, "#(v>=false)#", "", false, ""},
		{levelsDoc, "#(v==7)#.k", "", false, ""},
		{levelsDoc, "#(k==b)#.v", "", false, ""},
		{levelsDoc, "#(v==~true)#.k", "", false, ""},
		{`[{"v":true},{"v":7}]`, "#(v==true)#", "", false, ""},
		{`["a",0,1]`, "#(==a)#", "P10", true, `#(%"a")#`},
		{lib, "#(id_str>999)#.id_str", "P12", true, "#(id>999)#.id_str"},
		{lib, "#(id_str>1202955310000000165)#.id_str", "", false, ""},
		{lib, "#.text.0", "P14", false, "#.text|0"},
		{lib, "#(lang==en)#.#", "P14", false, "#(lang==en)#|#"},
		{lib, "#.{user.name,retweeted_status.user.name}", "P17", true, "#.{user.name,retweeted_status_user_name:retweeted_status.user.name}"},
		{lib, "#.user.@upper", "P19", true, ""},
		{lib, "@revers.0.text", "P19", true, "@reverse.0.text"},
		{issuesDoc, "0.user.@key", "P19", true, "0.user.@keys"},
		{lib, "#.retweet_count.@sum", "P19", true, ""},
		{lib, "@keys", "P36", true, "0.@keys"},
		{lib, "#.user|@keys", "P36", true, "#.user|0.@keys"},
		{lib, "0.text.@keys", "P36", true, ""},
		{lib, "#.@keys", "", false, ""},
		{lib, "#.place.@keys", "", false, ""},
		{lib, "#.text|@join", "P36", true, ""},
		{lib, "@join", "", false, ""},
		{`[{"n":1,"geo":null},{"n":2,"geo":{"x":1}}]`, "#(!geo)#.n", "P08", true, "#(geo==~null)#.n"},
		{`[{"n":1},{"n":2,"geo":{"x":1}}]`, "#(!geo)#.n", "P36", true, "#(geo!=~*)#.n"},
		{lib, "#(lang==EN)#.text", "P20", false, "#(lang==en)#.text"},
		{lib, "#(lang==xx).text", "P20", false, ""},
		{longTailDoc, "#(k==A1)#", "P20", false, "#(k==a1)#"},
		{issuesDoc, "#(user.login==Ana).title", "P20", false, "#(user.login==ana).title"},
		{listsDoc, "tags.#(==A)", "P20", false, "tags.#(==a)"},
		{`[]`, "#.text", "P20", false, ""},
		{lib, "", "P23", true, ""},
		{`{"errors":[{"code":34,"message":"Sorry, that page does not exist."}]}`, "#.text", "P24", false, ""},
		{`{"request":"\/1.1\/friends\/ids.json","error":"Not authorized."}`, "ids", "P24", false, ""},
		{lib, `#.{"n":id_str}|0`, "P36", true, `[#.{"n":id_str}].0|0`},
		{oddDoc, "q|0", "P36", true, ""},
		{`{"tags":["see [7]","x"]}`, "tags.#.0", "P36", true, ""},

		// Data decides, not looks: these get no note.
		{oddDoc, "@context", "", false, ""},
		{oddDoc, "$schema", "", false, ""},
		{oddDoc, `users\.get`, "", false, ""},
		{oddDoc, "a/b.c", "", false, ""},
		{oddDoc, "/x/y", "", false, ""},
		{oddDoc, "#", "", false, ""},
		{oddDoc, "", "", false, ""},
		{oddDoc, `\.k`, "", false, ""},
		{oddDoc, "Research and Development.#(n==Q&&A).n", "", false, ""},
		{oddDoc, "Research and Development.#(n==O'Brien).n", "", false, ""},
		{oddDoc, "Research and Development.#(n==a||b).n", "", false, ""},
		{oddDoc, "when.#(at>2019-12-09T12:00:00Z)#.at", "", false, ""},
		{oddDoc, "when.#(id==9007199254740993).at", "", false, ""},
		{oddDoc, `when.#(id=="9007199254740993").at`, "", false, ""},
		{oddDoc, "when.#(id==12).at", "", false, ""},
		{issuesDoc, "#(title==O'Brien).number", "", false, ""},
		{issuesDoc, "#(number>8)#.title", "", false, ""},
		{issuesDoc, "#(labels.#(name==bug))#.number", "", false, ""},
		{issuesDoc, "#(number!=1e3)#|#", "", false, ""},
		{lib, "#(id_str==1202955310000000165).text", "", false, ""},
		{lib, "#(retweet_count>=5)#.id_str", "", false, ""},
		{lib, "#(user.verified==true)#|#", "", false, ""},
		{lib, "#(place==~null)#|#", "", false, ""},
		{lib, "#.{tweet:id_str,who:user.name}", "", false, ""},
		{lib, "#.{id_str,user.screen_name}", "", false, ""},
		{lib, "[0]", "", false, ""},
		{listsDoc, "grid.#.0", "", false, ""},
		{listsDoc, "tags.#(%a*)", "", false, ""},
	}
}

type noteCase struct {
	doc, path, code string
	refused         bool
	try             string
}

func TestNotes(t *testing.T) {
	for _, c := range noteCases(t) {
		notes, refused := notesOf(t, c.doc, c.path)
		if c.code == "" {
			if len(notes) > 0 {
				t.Errorf("%q on %.30q: %s %s; want no note", c.path, c.doc, notes[0].Code, notes[0].Message)
			}
			continue
		}
		if len(notes) == 0 {
			t.Errorf("%q on %.30q: no note, want %s", c.path, c.doc, c.code)
			continue
		}
		n := notes[0]
		if n.Code != c.code || refused != c.refused || n.Try != c.try {
			t.Errorf("%q on %.30q: %s refused %v try %q (%s); want %s refused %v try %q", c.path, c.doc, n.Code, refused, n.Try, n.Message, c.code, c.refused, c.try)
		}
		if n.Offset > len(c.path) || n.End > len(c.path) || n.Offset >= 0 && n.End < n.Offset {
			t.Errorf("%q: the place %d to %d is outside", c.path, n.Offset, n.End)
		}
		if strings.Contains(n.Message, "\n") {
			t.Errorf("%q: the message has several lines", c.path)
		}
		if n.Try != "" {
			if again, refused := notesOf(t, c.doc, n.Try); refused || len(again) > 0 && again[0].Severity > Hint { // what is to know of the data stays
				t.Errorf("%q suggests %q, which gets %v", c.path, n.Try, again)
			}
		}
	}
}

// notesOf returns the coded notes of a path on a document.
func notesOf(t *testing.T, doc, path string) (notes []Note, refused bool) {
	t.Helper()
	p, err := ParsePath(path)
	if err != nil {
		t.Fatal(err)
	}
	table, err := Run(t.Context(), p, []Input{{Name: "doc", Body: strings.NewReader(doc)}}, Options{})
	if e, ok := errors.AsType[*Refusal](err); ok {
		return e.Notes, true
	}
	if err != nil {
		t.Fatalf("%q: %v", path, err)
	}
	for _, err := range table.Rows {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range table.Notes() {
		if n.Code != "" {
			notes = append(notes, n)
		}
	}
	return notes, false
}

// TestAsGjson answers what is refused, and says why all the same.
func TestAsGjson(t *testing.T) {
	table, err := ask(t, library(t), "#(id==1202955310000000165)#", Options{AsGJSON: true})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(table.Whole.Array()); n != 5 {
		t.Errorf("gjson finds 5, not %d", n)
	}
	if notes := table.Notes(); len(notes) == 0 || notes[0].Code != "P11" {
		t.Errorf("the notes are %v", notes)
	}
}

// TestOtherCaseInside joins the answers for several spellings only where no row comes twice by it.
func TestOtherCaseInside(t *testing.T) {
	for doc, want := range map[string]string{
		`[{"tags":["sea"]},{"tags":["Sea"]}]`:       "[#(tags.#(==sea))#,#(tags.#(==Sea))#]|@flatten",
		`[{"tags":["sea","Sea"]},{"tags":["Sea"]}]`: "",
	} {
		notes, _ := notesOf(t, doc, "#(tags.#(==sea))#")
		if len(notes) != 1 || notes[0].Code != "P27" || notes[0].Try != want {
			t.Errorf("%s: %+v, want P27 with %q", doc, notes, want)
		}
	}
}

// TestBeside names the command or flag that does what gjson has no word for.
func TestBeside(t *testing.T) {
	for path, want := range map[string]string{
		"sum(#.retweet_count)":     "twq sum PATH",
		"#.user.lang.@uniq":        "twq count PATH",
		"#.retweet_count|@max":     "--sort COL --desc --limit 1",
		"#.retweet_count.sorted()": "--sort COL",
		"#.text.upper()":           "-f csv",
	} {
		notes, refused := notesOf(t, library(t), path)
		if !refused || len(notes) == 0 || !strings.Contains(notes[0].Message, want) {
			t.Errorf("%s: %+v, want it refused with %q", path, notes, want)
		}
	}
}
