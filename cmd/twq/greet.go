// What twq serve says when it begins: where it is, and what to type.

package main

import (
	"fmt"
	"net"
	"net/netip"
	"strings"

	"twq/fixtures"
)

// greet says where the server is, and what to type.
func (c serveCmd) greet(w *world, addr net.Addr) error {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return err
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		host = firstAddress(ip)
	} else if err == nil && c.Listen != "" {
		host = c.Listen
	}
	base := "http://" + net.JoinHostPort(strings.Trim(host, "[]"), port)
	if c.open() {
		w.say("warning: everybody who can reach %s can ask this server; what it has is invented", base)
		if c.Data != "" {
			w.say("warning: and everybody can read what is in %s", c.Data)
		}
	}
	_, err = fmt.Fprintf(w.Stdout, "base: %s\nkey: %s\nsecret: %s\n\n%s\nCtrl-C stops it.\n", base, fixtures.PracticeKey, fixtures.PracticeSecret, pasteLines(base))
	return err
}

// pasteLines are a line for twq, one for curl and one for Python.
func pasteLines(base string) string {
	timeline := base + "/1.1/statuses/user_timeline.json"
	return "twq get statuses/user_timeline -p screen_name=harbourlib --profile " + base + "\n" +
		`curl -s -H "Authorization: Bearer ` + fixtures.PracticeToken() + `" "` + timeline + `?screen_name=harbourlib&count=5"` + "\n" +
		`python3 -c "import requests; b='` + base + `'; ` +
		`t=requests.post(b+'/oauth2/token',auth=('` + fixtures.PracticeKey + `','` + fixtures.PracticeSecret + `'),data={'grant_type':'client_credentials'}).json()['access_token']; ` +
		`[print(x['text']) for x in requests.get(b+'/1.1/statuses/user_timeline.json',headers={'Authorization':'Bearer '+t},params={'screen_name':'harbourlib'}).json()]"` + "\n"
}

// firstAddress is an address under which others see this computer, of the same family; the loopback where there is none.
func firstAddress(unspecified netip.Addr) string {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return loopback
	}
	for _, a := range addrs {
		p, err := netip.ParsePrefix(a.String())
		if err == nil && !p.Addr().IsLoopback() && !p.Addr().IsLinkLocalUnicast() && (p.Addr().Is4() || unspecified.Is6() && !unspecified.Is4In6()) {
			return p.Addr().String()
		}
	}
	return loopback
}

// open says that others than this computer can ask.
func (c serveCmd) open() bool {
	addr, err := netip.ParseAddr(c.host())
	return err != nil && c.host() != "localhost" || err == nil && !addr.IsLoopback()
}
