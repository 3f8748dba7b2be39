package query

import (
	"testing"
	"time"
)

func TestParseMoment(t *testing.T) {
	for text, want := range map[string]string{
		"Mon Dec 09 08:00:05 +0000 2019":  "2019-12-09T08:00:05Z",
		"Sat Feb 29 23:59:59 +0000 2020":  "2020-02-29T23:59:59Z",
		"Mon Dec 09 08:00:05 +0130 2019":  "2019-12-09T06:30:05Z",
		"2019-12-09T08:00:05Z":            "2019-12-09T08:00:05Z",
		"2019-12-09T08:00:05.250+01:00":   "2019-12-09T07:00:05.25Z",
		"2019-12-09":                      "2019-12-09T00:00:00Z",
		"2019-12-09T10:00Z":               "2019-12-09T10:00:00Z",
		"2019-12-09T10:00+02:30":          "2019-12-09T07:30:00Z",
		"2019-12-09T10:00":                "",
		"2019-12-09T1:000Z":               "",
		"2019-12-09T10:60Z":               "",
		"2019-12-09T1:00Z":                "",
		"2019-12-09T1:00:00Z":             "",
		"2019-12-09T1:00:00.50Z":          "",
		"2019-12-09T10:00:00,5Z":          "",
		"2019-12-09T10:00:00+24:00":       "",
		"2019-12-09T10:00+01:60":          "",
		"Mon Dec 09 8:00:05.1 +0000 2019": "",
		"Mon Dec 09 8:00:05 +0000 2019":   "",
		"Sat Feb 30 23:59:59 +0000 2020":  "",
		"Mon Dec 09 24:00:05 +0000 2019":  "",
		"Mon Dex 09 08:00:05 +0000 2019":  "",
		"Mon Dec x9 08:00:05 +0000 2019":  "",
		"2019-13-09":                      "",
		"2019-12-9":                       "",
		"20191209":                        "",
		"":                                "",
		"yesterday":                       "",
		"a text of exactly thirty bytes":  "",
	} {
		got, ok := ParseMoment(text)
		if s := got.UTC().Format(time.RFC3339Nano); ok != (want != "") || ok && s != want {
			t.Errorf("%q: %s %v, want %s", text, s, ok, want)
		}
	}
}

// FuzzParseMoment holds the short ways equal to time.Parse, where a text has the shape of a form.
func FuzzParseMoment(f *testing.F) {
	f.Add("Mon Dec 09 08:00:05 +0000 2019")
	f.Add("Tue Dec 31 23:59:60 +0000 2019")
	f.Add("Xyz Feb 29 00:00:00 +0000 1900")
	f.Add("2019-12-09T08:00:05.250+01:00")
	f.Add("2019-12-09T08:00Z")
	f.Add("2019-12-09T8:00:05,1Z")
	f.Add("2019-12-09T08:00:05+24:00")
	f.Add("2019-12-09")
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := ParseMoment(text)
		var want time.Time
		var wanted bool
		for _, form := range plainMoments {
			if at, err := time.Parse(form.layout, text); err == nil && form.shape.MatchString(text) {
				want, wanted = at, true
			}
		}
		if ok != wanted || ok && !got.Equal(want) {
			t.Errorf("%q: %v %v, want %v %v", text, got, ok, want, wanted)
		}
	})
}
