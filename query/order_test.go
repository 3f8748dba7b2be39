package query

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"
)

// orderedValues are values in their order, those of one place in one line; "" is missing.
var orderedValues = [][]string{
	{`false`}, {`true`},
	{`-1e400`}, {`-1000000000000000000000000000001`}, {`-1000000000000000000000000000000`, `-1e30`, `-1.000E+30`}, {`-12`}, {`-1.5`}, {`-1.25`}, {`-1e-400`},
	{`0`, `-0`, `0.0`, `-0e5`, `0e999999999999999999999999`},
	{`1e-999999999999999999999999999`}, {`1e-400`}, {`0.1`, `1e-1`}, {`0.10000000000000000000000001`}, {`1`, `1.0`, `10e-1`, `0.1e1`}, {`9`}, {`10`, `1e1`}, {`10.5`},
	{`9007199254740992`}, {`9007199254740993`, `9007199254740993.0`}, {`1e400`}, {`1e999999999999999999999999998`}, {`1e999999999999999999999999999`, `10e999999999999999999999999998`},
	{`"0"`, `"000"`}, {`"7"`, `"007"`}, {`"10"`}, {`"1202955310000000101"`}, {`"1202955310000000165"`}, {`"99999999999999999999999999"`}, {`"100000000000000000000000000"`},
	{`"Mon Dec 09 08:00:05 +0000 2019"`, `"2019-12-09T08:00:05Z"`, `"2019-12-09T09:00:05+01:00"`}, {`"2019-12-09T08:00:05.000000001Z"`}, {`"Fri Dec 13 08:00:05 +0000 2019"`}, {`"2020-01-01"`, `"2020-01-01T00:00Z"`},
	{`""`}, {`" 1"`}, {`"-5"`}, {`"1.5"`}, {`"Z"`}, {`"Zoe"`}, {`"a"`, `"\u0061"`}, {`"a\u0000"`}, {`"ab"`}, {`"é"`, `"\u00e9"`}, {`"\ud800"`}, {`"\udfff"`}, {`"\ufffd"`}, {`"😀"`, `"\ud83d\ude00"`},
	{`[1, 2]`, `[1,2]`}, {`[]`, `[ ]`}, {`{"a":1}`, "{ \"a\" :\n1}"},
	{`null`}, {``},
}

func TestCompareValues(t *testing.T) {
	for i, as := range orderedValues {
		for j, bs := range orderedValues {
			for _, a := range as {
				for _, b := range bs {
					if got := CompareValues(gjson.Parse(a), gjson.Parse(b)); got != cmp.Compare(i, j) {
						t.Errorf("%s and %s: %d, want %d", a, b, got, cmp.Compare(i, j))
					}
				}
			}
		}
	}
}

func TestAppendIdentity(t *testing.T) {
	for _, same := range [][]string{
		{`1`, `1.0`, `10e-1`}, {`"1"`, `"\u0031"`}, {`"01"`}, {`0`, `-0`}, {`true`}, {`"true"`}, {`null`}, {`""`}, {`"null"`}, {`[]`}, {`{}`}, {`[[]]`}, {`[1,2]`, `[1.0, 2]`}, {`[12]`}, {`[2,1]`},
		{`{"a":1,"b":[2]}`, `{"b":[2.0],"a":1}`, `{"b":[2],"\u0061":1,"a":3}`}, {`{"a":3,"b":[2]}`}, {`["a","b"]`}, {`["a\",\"b"]`}, {`9007199254740992`}, {`9007199254740993`},
		{`"\ud800"`, `"\uD800"`}, {`"\ud801"`}, {`"\ufffd"`, `"�"`}, {`"2019-12-09T08:00:05Z"`}, {`"2019-12-09T09:00:05+01:00"`},
	} {
		for _, a := range same {
			for _, other := range same {
				if !bytes.Equal(AppendIdentity(nil, gjson.Parse(a)), AppendIdentity(nil, gjson.Parse(other))) {
					t.Errorf("%s is not %s", a, other)
				}
			}
		}
	}
	all := []string{`1`, `"1"`, `"01"`, `0`, `true`, `"true"`, `null`, `""`, `"null"`, `[]`, `{}`, `[[]]`, `[1,2]`, `[12]`, `[2,1]`, `{"a":1,"b":[2]}`, `{"a":3,"b":[2]}`, `["a","b"]`,
		`["a\",\"b"]`, `9007199254740992`, `9007199254740993`, `"\ud800"`, `"\ud801"`, `"\ufffd"`, `"2019-12-09T08:00:05Z"`, `"2019-12-09T09:00:05+01:00"`, `{"a":{}}`, `{"a":[]}`, ``}
	for i, a := range all {
		for _, b := range all[:i] {
			if bytes.Equal(AppendIdentity(nil, gjson.Parse(a)), AppendIdentity(nil, gjson.Parse(b))) {
				t.Errorf("%s is %s", a, b)
			}
		}
	}
}

// plain is a decoded value: as encoding/json has it, but of a key that stands twice the first counts, and members keep their order.
type plainMember struct {
	key   string
	value any
}

func plainValue(d *json.Decoder) any {
	token, err := d.Token()
	if err != nil {
		return nil
	}
	switch token {
	case json.Delim('['):
		list := []any{}
		for d.More() {
			list = append(list, plainValue(d))
		}
		d.Token()
		return list
	case json.Delim('{'):
		object := []plainMember{}
		for d.More() {
			key, _ := d.Token()
			value := plainValue(d)
			if !slices.ContainsFunc(object, func(m plainMember) bool { return m.key == key }) {
				object = append(object, plainMember{key.(string), value})
			}
		}
		d.Token()
		return object
	}
	return token
}

func plainOf(text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	return plainValue(d)
}

// rat is a number exactly; ok is false where that would fill the memory.
func rat(n json.Number) (r *big.Rat, ok bool) {
	if i := strings.IndexAny(string(n), "eE"); i >= 0 && len(strings.TrimLeft(string(n[i+1:]), "+-0")) > 3 {
		return nil, false
	}
	return new(big.Rat).SetString(string(n))
}

// plainMoments are the forms of a moment: time.Parse reads more than each layout shows.
var plainMoments = []struct {
	layout string
	shape  *regexp.Regexp
}{
	{time.RubyDate, regexp.MustCompile(`^\pL{3} \pL{3} \d\d \d\d:\d\d:\d\d [+-]\d{4} \d{4}$`)},
	{time.RFC3339, regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)},
	{"2006-01-02T15:04Z07:00", regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)},
	{time.DateOnly, regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)},
}

// plainOrder compares two decoded values by what is promised of the order, in another way than it is made.
func plainOrder(a, b any, compactA, compactB string) int {
	classOf := func(v any) (class int, n *big.Rat, at time.Time) {
		switch v := v.(type) {
		case bool:
			return map[bool]int{false: 0, true: 1}[v], nil, at
		case json.Number:
			n, _ = rat(v)
			return 2, n, at
		case string:
			if v != "" && strings.Trim(v, "0123456789") == "" {
				n, _ = new(big.Rat).SetString(v)
				return 3, n, at
			}
			for _, form := range plainMoments {
				if at, err := time.Parse(form.layout, v); err == nil && form.shape.MatchString(v) {
					return 4, nil, at
				}
			}
			return 5, nil, at
		case nil:
			return 7, nil, at
		}
		return 6, nil, at
	}
	ca, na, ta := classOf(a)
	cb, nb, tb := classOf(b)
	switch {
	case ca != cb:
		return cmp.Compare(ca, cb)
	case ca == 2 || ca == 3:
		return na.Cmp(nb)
	case ca == 4:
		return ta.Compare(tb)
	case ca == 5:
		return slices.Compare([]rune(a.(string)), []rune(b.(string)))
	case ca == 6:
		return strings.Compare(compactA, compactB)
	}
	return 0
}

func compacted(raw string) string {
	var b bytes.Buffer
	json.Compact(&b, []byte(raw))
	return b.String()
}

// plainIdentity is a text that values share which are the same.
func plainIdentity(v any) string {
	switch v := v.(type) {
	case json.Number:
		n, _ := rat(v)
		return n.RatString()
	case []any:
		var parts []string
		for _, item := range v {
			parts = append(parts, plainIdentity(item))
		}
		return "[" + strings.Join(parts, ",") + "]"
	case []plainMember:
		var parts []string
		for _, m := range v {
			parts = append(parts, fmt.Sprintf("%q:%s", m.key, plainIdentity(m.value)))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ",") + "}"
	}
	return fmt.Sprintf("%#v", v)
}

// oddForPlain says that encoding/json and big.Rat do not read a text exactly.
func oddForPlain(text string) bool {
	if strings.Contains(strings.ToLower(text), `\ud`) {
		return true
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	for {
		token, err := d.Token()
		if err != nil {
			return err != io.EOF
		}
		if n, ok := token.(json.Number); ok {
			if _, ok := rat(n); !ok {
				return true
			}
		}
	}
}

// FuzzOrder holds the order of any three values total, and equal to that of big.Rat, time.Time and runes.
func FuzzOrder(f *testing.F) {
	for i, values := range orderedValues[:len(orderedValues)-1] {
		f.Add(values[0], values[len(values)-1], orderedValues[(i*7+3)%(len(orderedValues)-1)][0])
	}
	f.Fuzz(func(t *testing.T, a, b, c string) {
		texts := []string{a, b, c}
		var values []Value
		for _, text := range texts {
			if len(text) > 2000 || !json.Valid([]byte(text)) || InvalidUTF8(text) < len(text) {
				return
			}
			docs, err := documents("", text)
			if err != nil || len(docs) != 1 {
				return
			}
			values = append(values, gjson.Parse(docs[0]))
		}
		for i, x := range values {
			for j, y := range values {
				got := CompareValues(x, y)
				if got != -CompareValues(y, x) {
					t.Fatalf("%s and %s: %d, and the other way round %d", x.Raw, y.Raw, got, CompareValues(y, x))
				}
				for _, z := range values {
					if got <= 0 && CompareValues(y, z) <= 0 && CompareValues(x, z) > 0 {
						t.Fatalf("%s ≤ %s ≤ %s, but not the first and the last", x.Raw, y.Raw, z.Raw)
					}
				}
				if descending(AppendOrder(nil, x), AppendOrder(nil, y)) != -got && x.Type != gjson.Null && y.Type != gjson.Null {
					t.Fatalf("descending, %s and %s", x.Raw, y.Raw)
				}
				if oddForPlain(texts[i]) || oddForPlain(texts[j]) {
					continue
				}
				px, py := plainOf(texts[i]), plainOf(texts[j])
				if want := plainOrder(px, py, compacted(texts[i]), compacted(texts[j])); got != want {
					t.Fatalf("%s and %s: %d, want %d", x.Raw, y.Raw, got, want)
				}
				same := bytes.Equal(AppendIdentity(nil, x), AppendIdentity(nil, y))
				if want := plainIdentity(px) == plainIdentity(py); same != want {
					t.Fatalf("%s and %s: the same %v, want %v", x.Raw, y.Raw, same, want)
				}
			}
		}
	})
}
