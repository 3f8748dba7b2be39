package query

import "testing"

func TestWords(t *testing.T) {
	lib := library(t)
	for _, c := range []struct{ doc, path, want string }{
		{lib, "#", "the number of tweets"},
		{lib, "1.user.name", "the name of the author of the 2nd tweet"},
		{lib, "@reverse.0.text", "the text of the last tweet"},
		{lib, "#.retweeted_status.user.screen_name", "the handle of the original author, of every tweet that is a retweet"},
		{lib, "#(lang==en)#|#", `the number of tweets whose language is "en"`},
		{lib, "#(place==~null)#.id_str", "the id, of every tweet whose place is null or missing"},
		{lib, "#(entities.hashtags.#(text==Library))#.id_str", `the id, of every tweet that has an element of the hashtags whose text is "Library"`},
		{issuesDoc, "#.user.login", "the login of the user, of every element"},
		{"", "#.user.login", "the login of the user, of every element that has it"},
		{"", `a\.b.c`, `the c of the member "a.b"`},
		{"[1,[2]]", "#.@this", "every element"},
		{"[1,[2]]", "#(@this)#", "every element that has a value"},
		{"[1,[2]]", "#(@this==1)#", "every element where the value is 1"},
		{"[1,[2]]", "[@this,#.@reverse]", "a list of the value and the value, in reverse order, of every element"},
	} {
		p, err := ParsePath(c.path)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Words(c.doc); got != c.want {
			t.Errorf("%s: %q, want %q", c.path, got, c.want)
		}
	}
}
