// Reads the moments that APIs write as text.

package query

import (
	"strings"
	"time"
)

// ParseMoment reads a moment: Twitter's own form ("Mon Dec 09 08:00:05 +0000 2019", of v1.1's created_at), RFC 3339
// ("2019-12-09T08:00:05Z", of v2 and most other APIs), the same without seconds ("2019-12-09T08:00Z"), or a date alone ("2019-12-09"),
// which is midnight UTC. The zone is that of the text. ok is false for anything else, as for an hour of one digit, and t then has no meaning.
func ParseMoment(text string) (t time.Time, ok bool) {
	switch {
	case len(text) == len(time.RubyDate) && text[3] == ' ':
		if t, ok := twitterMoment(text); ok {
			return t, true
		}
		// time.Parse takes an hour of one digit, and more spaces than one.
		t, err := time.Parse(time.RubyDate, text)
		return t, err == nil && isDigit(text[11]) && text[13] == ':' && text[16] == ':' && text[19] == ' '
	case len(text) == len(time.DateOnly):
		t, err := time.Parse(time.DateOnly, text)
		return t, err == nil
	case len(text) < len("2019-12-09T08:00Z") || text[4] != '-':
		return time.Time{}, false
	case text[16] == 'Z' || text[16] == '+' || text[16] == '-':
		text = text[:16] + ":00" + text[16:]
	}
	// time.Parse takes more than RFC 3339: an hour of one digit, a comma for the point, and a zone of any size.
	if zone := text[len(text)-len("+01:00"):]; text[13] != ':' || strings.Contains(text, ",") ||
		text[len(text)-1] != 'Z' && (zone[1:3] > "23" || zone[4:6] > "59") {
		return time.Time{}, false
	}
	t, err := time.Parse(time.RFC3339, text)
	return t, err == nil
}

// twitterMoment reads Twitter's form in UTC, which is that of every answer, without the cost of time.Parse.
func twitterMoment(s string) (time.Time, bool) {
	if s[19:26] != " +0000 " {
		return time.Time{}, false
	}
	month := strings.Index("JanFebMarAprMayJunJulAugSepOctNovDec", s[4:7])
	day, ok1 := twoDigits(s[8:])
	hour, ok2 := twoDigits(s[11:])
	minute, ok3 := twoDigits(s[14:])
	second, ok4 := twoDigits(s[17:])
	century, ok5 := twoDigits(s[26:])
	year, ok6 := twoDigits(s[28:])
	if month < 0 || month%3 != 0 || !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || !ok6 || s[7] != ' ' || s[10] != ' ' || s[13] != ':' || s[16] != ':' {
		return time.Time{}, false
	}
	t := time.Date(100*century+year, time.Month(month/3+1), day, hour, minute, second, 0, time.UTC)
	if hour > 23 || minute > 59 || second > 59 || t.Day() != day || t.Weekday().String()[:3] != s[:3] {
		return time.Time{}, false // time.Parse says whether it is one
	}
	return t, true
}

func twoDigits(s string) (int, bool) {
	return int(s[0]-'0')*10 + int(s[1]-'0'), isDigit(s[0]) && isDigit(s[1])
}
