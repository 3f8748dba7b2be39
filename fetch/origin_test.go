package fetch

import (
	"net/url"
	"testing"
)

func TestOrigin(t *testing.T) {
	tests := []struct {
		url, want         string
		loopback, private bool
	}{
		{url: "https://api.twitter.com/1.1/", want: "https://api.twitter.com"},
		{url: "HTTPS://API.Twitter.COM:443", want: "https://api.twitter.com"},
		{url: "https://api.twitter.com.:0443/x?y#z", want: "https://api.twitter.com"},
		{url: "https://mira:pass@api.twitter.com/", want: "https://api.twitter.com"},
		{url: "https://api.twitter.com@evil.test/", want: "https://evil.test"},
		{url: "https://api.twitter.com:/", want: "https://api.twitter.com"},
		{url: "https://api.twitter.com:80/", want: "https://api.twitter.com:80"},
		{url: "http://api.twitter.com/", want: "http://api.twitter.com"},
		{url: "http://api.twitter.com:443/", want: "http://api.twitter.com:443"},
		{url: "http://localhost:8411/", want: "http://localhost:8411", loopback: true},
		{url: "http://LOCALHOST./", want: "http://localhost", loopback: true},
		{url: "http://localhost.evil.test/", want: "http://localhost.evil.test"},
		{url: "http://127.0.0.1/", want: "http://127.0.0.1", loopback: true},
		{url: "http://127.9.9.9/", want: "http://127.9.9.9", loopback: true},
		{url: "http://127.0.0.1.nip.io/", want: "http://127.0.0.1.nip.io"},
		{url: "http://127.1/", want: "http://127.1"},
		{url: "http://0.0.0.0/", want: "http://0.0.0.0"},
		{url: "http://[::1]:8411/", want: "http://[::1]:8411", loopback: true},
		{url: "http://[0:0:0:0:0:0:0:1]/", want: "http://[::1]", loopback: true},
		{url: "http://[::ffff:127.0.0.1]/", want: "http://[::ffff:127.0.0.1]", loopback: true},
		{url: "http://10.1.2.3/", want: "http://10.1.2.3", private: true},
		{url: "http://172.31.0.1/", want: "http://172.31.0.1", private: true},
		{url: "http://172.32.0.1/", want: "http://172.32.0.1"},
		{url: "http://192.168.0.9:80/", want: "http://192.168.0.9", private: true},
		{url: "http://169.254.1.1/", want: "http://169.254.1.1", private: true},
		{url: "http://[fd00::9]/", want: "http://[fd00::9]", private: true},
		{url: "http://[fe80::1%25eth0]/", want: "http://[fe80::1%eth0]", private: true},
		{url: "http://8.8.8.8/", want: "http://8.8.8.8"},
		{url: "http://school.local/", want: "http://school.local"},
		// The Turkish capital I with a dot is not an i: Go's strings.ToLower makes one of it.
		{url: "https://tw%C4%B0tter.com/", want: "https://twİtter.com"},
		{url: "https://b%C3%BCcher.test/", want: "https://bücher.test"},
		{url: "ftp://127.0.0.1/", want: "ftp://127.0.0.1", loopback: true},
	}
	for _, test := range tests {
		u, err := url.Parse(test.url)
		if err != nil {
			t.Errorf("%s: %v", test.url, err)
			continue
		}
		o := OriginOf(u)
		if o.String() != test.want || o.Loopback() != test.loopback || o.Private() != test.private {
			t.Errorf("%s is %q, loopback %v, private %v; want %q, %v, %v",
				test.url, o, o.Loopback(), o.Private(), test.want, test.loopback, test.private)
		}
	}
}

func TestOriginOfNothing(t *testing.T) {
	if o := OriginOf(nil); o != (Origin{}) || o.String() != "" || o.Loopback() || o.Private() {
		t.Errorf("the origin of nil is %#v, %q", o, o)
	}
}
