// Says a path in plain English.

package query

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// Words says in plain English what the path asks for: "the handle of the original author, of every tweet that is a retweet". doc is the
// JSON text that is asked, "" without: then nothing is said of what the values are. It is "" for a path that gjson reads otherwise than
// it looks.
func (p *Path) Words(doc string) string { return p.words(observe(p, doc)) }

// words is Words for a path that was observed on its document.
func (p *Path) words(seen evidence) string {
	t := &translator{path: p, seen: seen}
	if t.misread() != nil {
		return ""
	}
	steps := p.steps
	whole := "the document"
	if steps[0].Kind == Lines {
		steps, whole = steps[1:], "the lines"
	}
	s := speaker{translator: t, tweets: t.seen.known && aboutTweets(seen.doc)}
	return s.say(nest(steps), whole, whole)
}

// aboutTweets says that the first values of a document are tweets.
func aboutTweets(doc string) bool {
	for _, path := range []string{"@this", "0", "statuses.0", "data.0"} {
		if noun(gjson.Get(doc, path)) == "tweet" {
			return true
		}
	}
	return false
}

// speaker says the steps of a path. tweets says that Twitter's names mean what they mean there.
type speaker struct {
	*translator
	tweets bool
}

// fieldNoun is what people call a field of Twitter's; "" for others.
func fieldNoun(key string) string {
	switch key {
	case "user":
		return "the author"
	case "retweeted_status":
		return "the original tweet"
	case "quoted_status":
		return "the quoted tweet"
	case "screen_name":
		return "the handle"
	case "id_str":
		return "the id"
	case "created_at":
		return "the time"
	case "lang":
		return "the language"
	case "full_text":
		return "the full text"
	case "retweet_count":
		return "the number of retweets"
	case "favorite_count":
		return "the number of likes"
	case "followers_count":
		return "the number of followers"
	case "friends_count":
		return "the number of accounts followed"
	case "statuses_count":
		return "the number of tweets"
	case "text", "name", "place", "hashtags", "urls", "location", "description", "source":
		return "the " + key
	case "user_mentions":
		return "the mentions"
	}
	return ""
}

// field names a member.
func (s speaker) field(key, of string) string {
	name := ""
	if s.tweets {
		if key == "entities" {
			return of
		}
		name = fieldNoun(key)
	}
	if name == "" {
		name = "the " + key
		if !plainName(key) || !s.plain(key) {
			name = "the member " + strconv.Quote(Clip(key, 40))
		}
	}
	if of == "" {
		return name
	}
	if name == "the author" && of == "the original tweet" {
		return "the original author"
	}
	return name + " of " + of
}

// plain says that a key reads as words.
func (s speaker) plain(key string) bool { return strings.ToLower(key) == key && len(key) < 40 }

// element is what the elements of a list are called.
func (s speaker) element(h hop) string {
	at := s.seen.step(h.Step)
	if s.tweets && h.Start == s.path.start && at.lists > 0 {
		if noun(gjson.Get(s.seen.doc, "0")) == "tweet" {
			return "tweet"
		}
	}
	return "element"
}

// of says that something belongs to what was named; the whole document goes without saying.
func of(what, whole string) string {
	if what == "" || what == whole {
		return ""
	}
	return " of " + what
}

// say names what the steps take out of subject; whole is the name of the document.
func (s speaker) say(hops []hop, subject, whole string) string {
	for i := 0; i < len(hops); i++ {
		h := hops[i]
		switch h.Kind {
		case Key:
			if subject == whole {
				subject = ""
			}
			subject = s.field(h.Key, subject)
		case Index:
			at := s.seen.step(h.Step)
			if at.objects > 0 {
				subject = "the member " + strconv.Quote(h.Key) + of(subject, whole)
			} else {
				subject = "the " + ordinal(h.Index+1) + " " + s.element(h) + of(subject, whole)
			}
		case Wildcard:
			subject = fmt.Sprintf("the first member that fits %q", Clip(h.Key, 40)) + of(subject, whole)
		case Count:
			subject = s.counted(h, subject, whole)
		case Each:
			subject = s.every(h, "every "+s.element(h)+of(subject, whole))
		case All:
			subject = s.every(h, "every "+s.element(h)+of(subject, whole)+s.condition(h.Query))
		case First:
			subject = "the first " + s.element(h) + of(subject, whole) + s.condition(h.Query)
		case Modifier:
			if h.Name == "reverse" && i+1 < len(hops) && hops[i+1].Kind == Index && s.seen.step(hops[i+1].Step).objects == 0 {
				i++
				subject = "the " + fromEnd(hops[i].Index) + " " + s.element(h) + of(subject, whole)
				continue
			}
			if subject == "" && h.Name != "this" {
				subject = theValue
			}
			subject = modified(h.Step, subject)
		case Literal:
			subject = "the constant " + Clip(h.Arg, 40)
		case Multi:
			subject = s.several(h, subject, whole)
		}
	}
	switch {
	case subject != "":
		return subject
	case whole != "":
		return whole
	}
	return theValue
}

// theValue is what steps start at that take nothing out of it, as @this.
const theValue = "the value"

// counted says how many there are of something.
func (s speaker) counted(h hop, subject, whole string) string {
	if rest, ok := strings.CutPrefix(subject, "every "); ok {
		thing, rest, _ := strings.Cut(rest, " ")
		return strings.TrimSpace("the number of " + thing + "s " + rest)
	}
	switch {
	case subject == "" || subject == whole:
		return "the number of " + s.element(h) + "s"
	case strings.Contains(subject, ", of every"):
		return "how many there are: " + subject
	}
	return "how many there are in " + subject
}

// every says what is taken out of each of the elements.
func (s speaker) every(h hop, elements string) string {
	inner := s.say(h.body, "", "")
	if inner == theValue {
		return elements
	}
	if !s.drops(h) {
		return inner + ", of " + elements
	}
	has := " that has it"
	if first := h.body[0]; s.tweets && h.Query == nil && first.Kind == Key && first.Key == "retweeted_status" && s.seen.step(first.Step).out < s.seen.step(first.Step).objects {
		has = " that is a retweet"
	} else if h.Query != nil {
		has = ", where it is there"
	}
	return inner + ", of " + elements + has
}

// drops says that elements may have nothing for what is asked of them.
func (s speaker) drops(h hop) bool {
	for _, step := range h.body {
		switch step.Kind {
		case Key, Index, First, Wildcard, Count, Each, All:
			if at := s.seen.step(step.Step); !s.seen.known || !at.always() {
				return true
			}
		}
		if step.Kind == Each || step.Kind == All || step.Kind == Multi {
			return false
		}
	}
	return false
}

func (s speaker) several(h hop, subject, whole string) string {
	kind := "a list"
	if len(h.Items) > 0 && h.Items[0].Object {
		kind = "an object"
	}
	var parts []string
	for _, it := range h.Items {
		parts = append(parts, s.say(nest(it.Parsed.steps), "", ""))
	}
	last := len(parts) - 1
	list := parts[last]
	if last > 0 {
		list = strings.Join(parts[:last], ", ") + " and " + parts[last]
	}
	return kind + " of " + list + of(subject, whole)
}

func modified(s Step, subject string) string {
	switch s.Name {
	case "this", "valid", "ugly", "pretty":
		return subject
	case "reverse":
		return subject + ", in reverse order"
	case "flatten":
		return subject + ", as one list"
	case "keys", "values":
		return "the " + s.Name + " of " + subject
	}
	return subject + ", through @" + s.Name
}

func ordinal(n int) string {
	end := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return strconv.Itoa(n) + end
}

func fromEnd(i int) string {
	if i == 0 {
		return "last"
	}
	return ordinal(i+1) + " from the end"
}

// condition says what a query asks of an element.
func (s speaker) condition(q *Query) string {
	left := "value"
	if q.Left != nil {
		left = s.say(nest(q.Left.steps), "", "")
	}
	if inner, ok := strings.CutPrefix(left, "the first "); ok && q.Op == "" {
		return " that has " + article(inner)
	}
	relative := " whose " + strings.TrimPrefix(left, "the ")
	if q.Left != nil && !(len(q.Left.steps) == 1 && q.Left.steps[0].Kind == Key) {
		relative = " where " + left
	}
	left = strings.TrimPrefix(left, "the ")
	value := strconv.Quote(Clip(q.Value, 40))
	if looksLike(q) == numeric && !q.Quoted {
		value = q.Value
	}
	if word, ok := strings.CutPrefix(q.Value, "~"); ok {
		is := map[string]string{"null": "null or missing", "*": "there", "true": "true", "false": "false, 0 or missing"}[word]
		switch {
		case is == "":
			return " (a test that nothing passes)"
		case q.Op == "=" || q.Op == ">=":
			return relative + " is " + is
		case q.Op == "!=" || q.Op == "<" || q.Op == "<=":
			return relative + " is not " + is
		}
		return " (a test that nothing passes)"
	}
	switch q.Op {
	case "":
		return " that has " + article(left)
	case "=":
		return relative + " is " + value
	case "!=":
		return relative + " is there and is not " + value
	case "<":
		return relative + " is less than " + value
	case "<=":
		return relative + " is at most " + value
	case ">":
		return relative + " is more than " + value
	case ">=":
		return relative + " is at least " + value
	case "%":
		return relative + " fits the pattern " + value
	}
	return relative + " does not fit the pattern " + value
}
