package fetch

import (
	"errors"
	"reflect"
	"testing"
)

func TestConfigOfAnotherAPI(t *testing.T) {
	profiles, _, err := loadConfig(t, `
[profiles.museum]
base = "https://api.museum.test/v3"
auth = "optional"
token_env = "MUSEUM_TOKEN"
token_url = "https://api.museum.test/token"
token_style = "params"
paging = "page"
items = "response.docs"
next_param = "p"
first = 0
limit_header = "RateLimit-Limit"
remaining_header = "RateLimit-Remaining"
reset_header = "RateLimit-Reset"
reset = "seconds"

[profiles.museum.headers]
Accept = "application/vnd.museum.v3+json"
X-Api-Version = "2022-11-28"
User-Agent = "museum-class/1.0 (mira@harbour.test)"

[profiles.museum.params]
lang = "en"

[profiles.forum]
base = "https://{host}/api/"
host = "forum.test"
token_url = "https://{host}/oauth/token"
paging = "next_token"
items = "query.*"
next = "meta.next\\.page"
`)
	if err != nil {
		t.Fatal(err)
	}
	want := Profile{Name: "museum", Base: "https://api.museum.test/v3/", Auth: AuthOptional, TokenEnv: "MUSEUM_TOKEN",
		TokenURL: "https://api.museum.test/token", TokenStyle: TokenParams, Paging: PageNumber, PageKeys: PageKeys{Items: "response.docs", Param: "p"},
		Limits: LimitHeaders{"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", ResetSeconds},
		Header: []Pair{{"Accept", "application/vnd.museum.v3+json"}, {"User-Agent", "museum-class/1.0 (mira@harbour.test)"}, {"X-Api-Version", "2022-11-28"}},
		Params: []Pair{{"lang", "en"}}}
	if !reflect.DeepEqual(profiles["museum"], want) {
		t.Errorf("%+v, want\n%+v", profiles["museum"], want)
	}
	forum, err := profiles["forum"].At("other.test")
	if err != nil || forum.Base != "https://other.test/api/" || forum.TokenURL != "https://other.test/oauth/token" || forum.Name != "forum@other.test" {
		t.Errorf("%+v, %v", forum, err)
	}
}

func TestConfigProfileErrors(t *testing.T) {
	head := "[profiles.museum]\nbase = \"https://api.museum.test/v3/\"\n"
	for _, test := range []struct{ name, text, key string }{
		{"a secret header", head + "[profiles.museum.headers]\nAuthorization = \"Bearer x\"\n", "headers.Authorization"},
		{"a key", head + "[profiles.museum.headers]\nX-Api-Key = \"x\"\n", "headers.X-Api-Key"},
		{"a cookie", head + "[profiles.museum.headers]\nCookie = \"x\"\n", "headers.Cookie"},
		{"another key", head + "[profiles.museum.headers]\nOcp-Apim-Subscription-Key = \"x\"\n", "headers.Ocp-Apim-Subscription-Key"},
		{"a value like a secret", head + "[profiles.museum.headers]\nX-Client = \"" + canaryKey.Reveal() + "\"\n", "headers.X-Client"},
		{"base64", head + "[profiles.museum.headers]\nX-Client = \"x AbC+9dEf+GhI7+jKl%3D%3D\"\n", "headers.X-Client"},
		{"a scheme", head + "[profiles.museum.headers]\nX-Client = \"Basic abc\"\n", "headers.X-Client"},
		{"our own header", head + "[profiles.museum.headers]\nHost = \"evil.test\"\n", "headers.Host"},
		{"a line break", head + "[profiles.museum.headers]\nX-A = \"a\\r\\nHost: evil\"\n", "headers.X-A"},
		{"no name", head + "[profiles.museum.headers]\n\"X A\" = \"a\"\n", "headers.X A"},
		{"a secret parameter", head + "[profiles.museum.params]\napi_key = \"x\"\n", "params.api_key"},
		{"headers as text", head + "headers = \"Accept: x\"\n", "headers"},
		{"a header of lists", head + "[profiles.museum.headers]\nX-A = [7]\n", "headers.X-A"},
		{"items without paging", head + "items = \"data\"\n", "items"},
		{"a query for items", head + "paging = \"page\"\nitems = \"data.#.x\"\n", "items"},
		{"a modifier", head + "paging = \"cursor\"\nnext = \"@reverse.next\"\n", "next"},
		{"next of pages", head + "paging = \"page\"\nnext = \"meta.next\"\n", "next"},
		{"parameter of links", head + "paging = \"link\"\nnext_param = \"page\"\n", "next_param"},
		{"first of cursors", head + "paging = \"cursor\"\nfirst = 1\n", "first"},
		{"first as text", head + "paging = \"page\"\nfirst = \"1\"\n", "first"},
		{"style", head + "token_style = \"digest\"\n", "token_style"},
		{"half the limits", head + "limit_header = \"X-Limit\"\n", "remaining_header"},
		{"reset", head + "reset = \"soon\"\n", "limit_header"},
		{"github's variable", head + "token_env = \"GITHUB_TOKEN\"\n", "token_env"},
		{"a variable for any host", "[profiles.museum]\nbase = \"https://{host}/\"\ntoken_env = \"MY_TOKEN\"\n", "token_env"},
		{"half a host", "[profiles.museum]\nbase = \"https://{host}.museum.test/\"\n", "base"},
		{"plain http for any host", "[profiles.museum]\nbase = \"http://{host}/\"\nauth = \"none\"\n", "base"},
		{"host without a place", head + "host = \"a.test\"\n", "host"},
		{"no host", "[profiles.museum]\nbase = \"https://{host}/\"\nhost = \"a b\"\n", "host"},
		{"a secret sent anywhere", head + "token_url = \"https://{host}/token\"\n", "token_url"},
		{"a built-in one", "[profiles.mastodon]\nbase = \"https://evil.test/\"\n", ""},
	} {
		_, _, err := loadConfig(t, test.text)
		e, ok := errors.AsType[*ConfigError](err)
		key := "profiles.museum." + test.key
		if test.key == "" {
			key = "profiles.mastodon"
		}
		if !ok || e.Key != key || e.Problem == "" {
			t.Errorf("%s: %v, want %s", test.name, err, key)
			continue
		}
		if form := leak(prints(err), canaryToken, canaryKey); form != "" {
			t.Errorf("%s: the error shows the token", test.name)
		}
	}
}
