package fetch

import (
	"net/url"
	"strings"
	"testing"
)

func TestSecretNames(t *testing.T) {
	for _, name := range strings.Fields(`
		key Key KEY api_key api-key apikey apiKey APIKey API_KEY api.key X-API-Key api_key_2 apikey2 app_key appkey appKey application_key
		access_key access-key accessKey accesskey AWSAccessKeyId access_key_id subscription-key Ocp-Apim-Subscription-Key subscriptionKey user_key
		userkey license_key licence-key developerKey developerkey dev_key consumer_key client_key private_key wskey hapikey authkey passkey
		appid app_id appId appID APPID
		session session_id sessionid sessionId session-id SESSIONID PHPSESSID jsessionid user_session session_key sid SID account_sid AccountSid
		otp totp user_otp pin PIN user_pin card-pin
		token access_token accessToken id_token auth_token authtoken x-token token2 csrf_token csrfmiddlewaretoken _csrf
		secret client_secret clientSecret api_secret secret_word password passwd user_password Passwort-password passphrase passcode pass pwd user_pass
		auth x_auth x-auth basicAuth authorization Authorization oauth_consumer_key oauth_nonce OAuthToken sig signature X-Amz-Signature
		X-Amz-Credential X-Goog-Credential credentials bearer jwt hmac code auth_code authorization_code code_verifier oauth_verifier cookie
		to%6ben api%5Fkey api[key]`) {
		if !IsSecretName(name) {
			t.Errorf("%s is shown", name)
		}
	}
	for _, name := range strings.Fields(`
		id ids id_str user_id since_id max_id place_id list_id media_ids client_id cursor next_cursor count page per_page lang q query screen_name
		keywords keyword keyboard monkey turkey whiskey hockey donkey monkey_id keys key_id key_count sort_key sortKey order_key group_key start_key endkey
		start_key_id row_key page_key next_key last_key primary_key partition-key public_key project_key
		pinned pin_id pinId pins spin spinner pinterest opinion shipping appids apple append app apps app_name appointment_id
		sessions session_date session_type obsession side sides inside sidebar president residence basid resid
		country_code lang_code zip_code codes encode decoder postcode code_page error_code passenger passengers pass_through bypass compass
		passive author authors author_id authority auth_type authenticated secretary secretariat tokenizer signed sign_up design sigma
		state user username login email grant_type hash digest mac photo_id
		pagination_token next_token nextToken page_token pageToken nextPageToken previous_token continuationToken $skiptoken resumptionToken`) {
		if IsSecretName(name) {
			t.Errorf("%s is blanked", name)
		}
	}
}

// TestSecretNamesSpareTheCatalogue wants what is asked of v1.1 and of the ready-made profiles to be shown as it was asked.
func TestSecretNamesSpareTheCatalogue(t *testing.T) {
	seen := 0
	check := func(where, name string) {
		if seen++; IsSecretName(name) {
			t.Errorf("%s: %s is blanked", where, name)
		}
	}
	for _, r := range Resources() {
		for _, p := range r.Params {
			check(r.Name, p.Name)
		}
	}
	for _, p := range Profiles() {
		for _, pair := range p.Params {
			check(p.Name, pair.Key)
		}
		for _, w := range p.Worth {
			for _, pair := range w.Params {
				check(p.Name+" "+w.Resource, pair.Key)
			}
		}
		check(p.Name, p.PageKeys.Param)
		check(p.Name, p.PageKeys.Next)
	}
	if seen < 200 {
		t.Errorf("only %d names were looked at", seen)
	}
}

func TestCleanURLBlanksByTheWords(t *testing.T) {
	u, err := url.Parse("https://api.test/x.json?appid=LEAK&app_key=LEAK&subscription-key=LEAK&sid=LEAK&otp=LEAK&place_id=7&keywords=sea&pin_id=8&sort_key=a")
	if err != nil {
		t.Fatal(err)
	}
	want := "https://api.test/x.json?appid=***&app_key=***&subscription-key=***&sid=***&otp=***&place_id=7&keywords=sea&pin_id=8&sort_key=a"
	if got := CleanURL(u); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
