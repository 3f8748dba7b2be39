package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// manyTweets collects tweets of the practice world in both modes, and those of the lessons, which are as the streaming API sent them.
func manyTweets(t *testing.T, s session, n int) (tweets []json.RawMessage) {
	t.Helper()
	get := func(args ...string) []byte {
		out, _, code := s.run(append([]string{"get"}, append(args, "-f", "raw", "--offline", "--notes", "none")...)...)
		if code != 0 {
			return nil // a protected account
		}
		return []byte(out)
	}
	var page struct {
		Users []struct {
			Name string `json:"screen_name"`
		}
	}
	if err := json.Unmarshal(get("followers/list", "-p", "screen_name=harbourlib", "-p", "count=200"), &page); err != nil {
		t.Fatal(err)
	}
	take := func(text []byte) {
		var list []json.RawMessage
		if text != nil {
			if err := json.Unmarshal(text, &list); err != nil {
				t.Fatal(err)
			}
		}
		tweets = append(tweets, list...)
	}
	take(get("fixture:library"))
	take(get("fixture:tweets"))
	names := []string{"harbourlib", "prof_oduya", "mira_k", "ropemuseum"}
	for _, u := range page.Users {
		names = append(names, u.Name)
	}
	for i, name := range names {
		if len(tweets) >= n {
			break
		}
		args := []string{"statuses/user_timeline", "-p", "screen_name=" + name, "-p", "count=200", "--all"}
		if i%2 == 0 {
			args = append(args, "-p", "tweet_mode=extended")
		}
		take(get(args...))
	}
	if len(tweets) < n {
		t.Fatalf("only %d tweets", len(tweets))
	}
	return tweets
}

// plainTweet is a tweet as far as exports need it.
type plainTweet struct {
	ID        string `json:"id_str"`
	Created   string `json:"created_at"`
	Text      *string
	Full      *string `json:"full_text"`
	Lang      string
	Retweets  int    `json:"retweet_count"`
	Likes     int    `json:"favorite_count"`
	ReplyName string `json:"in_reply_to_screen_name"`
	ReplyTo   any    `json:"in_reply_to_status_id_str"`
	ReplyUser any    `json:"in_reply_to_user_id_str"`
	Quote     bool   `json:"is_quote_status"`
	User      struct {
		Handle    string `json:"screen_name"`
		Name      string
		Followers int `json:"followers_count"`
	}
	Place *struct {
		Full string `json:"full_name"`
	}
	Point *struct {
		Type string
		At   []json.Number `json:"coordinates"`
	} `json:"coordinates"`
	Marked struct {
		plainMarks
		plainMedia
	} `json:"entities"`
	All      *plainMedia `json:"extended_entities"`
	Extended *struct {
		Full   string      `json:"full_text"`
		Marked plainMarks  `json:"entities"`
		All    *plainMedia `json:"extended_entities"`
	} `json:"extended_tweet"`
	Original *plainTweet `json:"retweeted_status"`
}

type plainMarks struct {
	Hashtags []struct{ Text string }
	Mentions []struct {
		Handle string `json:"screen_name"`
	} `json:"user_mentions"`
	URLs []struct {
		Long string `json:"expanded_url"`
	}
}

type plainMedia struct {
	Media []struct {
		Address string `json:"media_url_https"`
	}
}

// row is what an export says of the tweet, worked out from its parts.
func (p plainTweet) row() map[string]string {
	said := &p // who said it first
	kind := "original"
	switch {
	case p.Original != nil:
		said, kind = p.Original, "retweet"
	case p.Quote:
		kind = "quote"
	case p.ReplyTo != nil || p.ReplyUser != nil:
		kind = "reply"
	}
	row := map[string]string{
		"id_str": p.ID, "created_at": p.Created, "user.screen_name": p.User.Handle, "user.name": p.User.Name, "type": kind, "lang": p.Lang,
		"retweet_count": fmt.Sprint(p.Retweets), "favorite_count": fmt.Sprint(said.Likes), "in_reply_to_screen_name": p.ReplyName,
		"user.followers_count": fmt.Sprint(p.User.Followers), "url": fmt.Sprintf("https://twitter.com/%s/status/%s", p.User.Handle, p.ID),
		"original.id_str": "", "original.user.screen_name": "", "place": "", "longitude": "", "latitude": "",
	}
	if p.Original != nil {
		row["original.id_str"], row["original.user.screen_name"] = p.Original.ID, p.Original.User.Handle
	}
	if p.Place != nil {
		row["place"] = p.Place.Full
	}
	if p.Point != nil {
		row["longitude"], row["latitude"] = p.Point.At[0].String(), p.Point.At[1].String()
	}
	marks, media := said.Marked.plainMarks, said.All
	switch {
	case said.Extended != nil:
		row["text"], marks, media = said.Extended.Full, said.Extended.Marked, said.Extended.All
	case said.Full != nil:
		row["text"] = *said.Full
	default:
		row["text"] = *said.Text
	}
	var tags, handles, links, pictures []string
	for _, h := range marks.Hashtags {
		tags = append(tags, h.Text)
	}
	for _, m := range marks.Mentions {
		handles = append(handles, m.Handle)
	}
	for _, u := range marks.URLs {
		links = append(links, u.Long)
	}
	if media != nil {
		for _, m := range media.Media {
			pictures = append(pictures, m.Address)
		}
	}
	row["hashtags"], row["mentions"], row["urls"], row["media"] = strings.Join(tags, "; "), strings.Join(handles, "; "), strings.Join(links, "; "), strings.Join(pictures, "; ")
	return row
}

// TestPresetTweetExport compares the CSV of 2,000 tweets, column by column, with what a program without twq makes of them.
func TestPresetTweetExport(t *testing.T) {
	s := newSession(t, nil)
	tweets := manyTweets(t, s, 2000)
	file := filepath.Join(s.dir, "tweets.ndjson")
	if err := os.WriteFile(file, bytes.Join(rawLines(tweets), []byte("\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	out, said, code := s.run("query", "#", file, "-c", "tweet", "-f", "csv")
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, said)
	}
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(rows) != len(tweets)+1 {
		t.Fatalf("%d rows of %d, %v", len(rows)-1, len(tweets), err)
	}
	const columns = "id_str,created_at,user.screen_name,user.name,text,type,lang,retweet_count,favorite_count,hashtags,mentions,urls,media,in_reply_to_screen_name," +
		"original.id_str,original.user.screen_name,place,longitude,latitude,user.followers_count,url"
	if got := strings.Join(rows[0], ","); got != columns {
		t.Fatalf("columns %s", got)
	}
	filled, wrong := map[string]int{}, 0
	for i, row := range rows[1:] {
		var p plainTweet
		if err := json.Unmarshal(tweets[i], &p); err != nil {
			t.Fatal(err)
		}
		want := p.row()
		for k, name := range rows[0] {
			if row[k] != want[name] && wrong < 10 {
				wrong++
				t.Errorf("tweet %s: %s is %q, want %q", p.ID, name, row[k], want[name])
			}
			if row[k] != "" {
				filled[name]++
			}
		}
		filled[want["type"]]++
	}
	for _, name := range append(rows[0], "retweet", "quote", "reply", "original") {
		if filled[name] == 0 {
			t.Errorf("no tweet has %s: nothing was compared", name)
		}
	}
}

func rawLines(values []json.RawMessage) [][]byte {
	lines := make([][]byte, len(values))
	for i, v := range values {
		var line bytes.Buffer
		if json.Compact(&line, v) == nil {
			lines[i] = line.Bytes()
		}
	}
	return lines
}

// TestPresetUserExport does the same for users, and for the authors of tweets.
func TestPresetUserExport(t *testing.T) {
	s := newSession(t, nil)
	const direct = "id_str,screen_name,name,description,location,url,verified,protected,followers_count,friends_count,listed_count,favourites_count,statuses_count,created_at,profile_image_url_https"
	compared, long := 0, 0
	for _, c := range []struct {
		path string
		args []string
	}{
		{"users", []string{"followers/list", "-p", "screen_name=harbourlib", "-p", "count=200"}},
		{"#", []string{"statuses/user_timeline", "-p", "screen_name=mira_k", "-p", "count=200"}},
	} {
		args := append(append([]string{"get"}, c.args...), "--offline", "-q", c.path)
		text, _, _ := s.run(append(args[:len(args):len(args)], "-q", strings.TrimSuffix("@this."+strings.TrimSuffix(c.path, "#"), "."), "-f", "raw")...)
		out, said, code := s.run(append(args, "-c", "user", "-f", "csv")...)
		rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
		if code != 0 || err != nil || strings.Join(rows[0], ",") != direct {
			t.Fatalf("exit code %d, %v: %s", code, err, said)
		}
		var all []map[string]any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&all); err != nil || len(all) != len(rows)-1 {
			t.Fatalf("%d users, %d rows, %v", len(all), len(rows)-1, err)
		}
		for i, user := range all {
			if author, ok := user["user"].(map[string]any); ok {
				user = author
			}
			for k, name := range rows[0] {
				want := ""
				if v := user[name]; v != nil {
					want = fmt.Sprint(v)
				}
				if name == "url" && want != "" {
					want = user["entities"].(map[string]any)["url"].(map[string]any)["urls"].([]any)[0].(map[string]any)["expanded_url"].(string)
					long++
				}
				if compared++; rows[i+1][k] != want {
					t.Errorf("%s of %s is %q, want %q", name, user["screen_name"], rows[i+1][k], want)
				}
			}
		}
	}
	if compared < 1000 || long == 0 {
		t.Errorf("%d cells were compared, %d links", compared, long)
	}
}
