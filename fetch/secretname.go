// Judges by the words of a parameter's name whether its value is a secret.

package fetch

import (
	"slices"
	"strings"
	"unicode"
)

// IsSecretName tells whether the value of a parameter with this name is not to be shown: see [CleanURL]. The words of a name end at what is
// no letter or digit, and where small letters are followed by a capital: app_key, app-key and appKey are the same two.
func IsSecretName(name string) bool { return secretName(name) }

func secretName(key string) bool {
	words := wordsOf(plainKey(key))
	if slices.Contains(pagingNames, strings.Join(words, "")) {
		return false
	}
	for i, word := range words {
		before := ""
		if i > 0 {
			before = words[i-1]
		}
		if hides(before, word, words[i+1:]) {
			return true
		}
	}
	return false
}

// hides tells whether a word of a name, between those before and after it, says that the value is a secret.
func hides(before, word string, after []string) bool {
	last := len(after) == 0
	named := last || after[0] == "id" || after[0] == "ids" // session_id, access_key_id
	switch {
	case revealing(word), last && slices.Contains(secretLast, word):
		return true
	case word == "session", locks(word):
		return named
	case (word == "key" || word == "keys") && before != "":
		return named && !slices.Contains(plainKeys, before)
	case word == "key":
		return last
	case word == "code":
		return last && (before == "" || slices.Contains(secretCodes, before))
	}
	return last && word == "id" && before == "app" // as some call their key
}

// pagingNames are the tokens and keys that lead to a next page, which are no secret.
var pagingNames = []string{"paginationtoken", "nexttoken", "previoustoken", "prevtoken", "pagetoken", "nextpagetoken", "continuationtoken",
	"skiptoken", "resumptiontoken"}

// secretLast are words that are a secret where a name ends with them: pin and user_pin, but not pin_id.
var secretLast = []string{"auth", "authorization", "sig", "pass", "pwd", "jwt", "otp", "totp", "pin", "sid", "hmac", "verifier", "appid", "cookie",
	"cookies"}

// plainKeys stand before a key that opens nothing: that of a row, or by which rows are ordered.
var plainKeys = []string{"sort", "order", "group", "row", "start", "end", "first", "last", "next", "previous", "prev", "page", "from", "to", "min",
	"max", "range", "primary", "foreign", "partition", "object", "public", "cache", "project", "issue", "parent"}

// secretCodes stand before a code that opens something, as against that of a country.
var secretCodes = []string{"auth", "authorization", "access", "verification", "otp", "totp", "security", "invite"}

// lockWords are written together with key in one word: apikey. Other words end with these letters, too, such as monkey.
var lockWords = []string{"api", "hapi", "app", "access", "account", "auth", "client", "consumer", "customer", "dev", "developer", "encryption",
	"licence", "license", "master", "member", "partner", "pass", "private", "secret", "security", "service", "session", "shared", "signing",
	"subscription", "user", "ws"}

// locks tells whether a word is one of those with key behind it.
func locks(word string) bool {
	lock, ok := strings.CutSuffix(strings.TrimSuffix(word, "s"), "key")
	return ok && slices.Contains(lockWords, lock)
}

// revealing tells whether a word is about a secret wherever it stands, also in one with others: authtoken.
func revealing(word string) bool {
	for _, plain := range []string{"secretar", "tokeni"} { // secretary, tokenizer
		if strings.HasPrefix(word, plain) {
			return false
		}
	}
	for _, part := range []string{"token", "secret", "passw", "passphrase", "passcode", "signature", "oauth", "bearer", "credential", "apikey", "sessionid",
		"sessid", "csrf", "xsrf"} {
		if strings.Contains(word, part) {
			return true
		}
	}
	return false
}

// wordsOf cuts a name into its words, in small letters and without digits at their ends.
func wordsOf(name string) (words []string) {
	runes := []rune(name)
	start := 0
	end := func(i int) {
		if word := strings.TrimRight(strings.ToLower(string(runes[start:i])), "0123456789"); word != "" {
			words = append(words, word)
		}
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end(i)
			start = i + 1
		case i > start && unicode.IsUpper(r) && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])): // appKey, APIKey
			end(i)
			start = i
		}
	}
	if start < len(runes) {
		end(len(runes))
	}
	return words
}
