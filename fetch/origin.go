// Origins: scheme, host and port, compared to decide whether a credential may go along.

package fetch

import (
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Origin is the scheme, host and port of a URL in one normal form, so that two URLs lead to the same server under the same
// protection exactly when their origins are ==. The zero value is the origin of no URL.
type Origin struct {
	Scheme string // lower case
	Host   string // lower case, without brackets and without the trailing dot
	Port   string // decimal, never empty for http and https
}

// OriginOf returns the origin of u: ASCII letters are lowered, a missing port becomes the scheme's own, an address gets its
// shortest form. The user part, path and query play no role. The origin of nil is the zero value.
//
// A host outside ASCII stays as it is written: two spellings of one international name count as two origins, which keeps a
// token at home rather than sending it out.
func OriginOf(u *url.URL) Origin {
	if u == nil {
		return Origin{}
	}
	o := Origin{Scheme: lowerASCII(u.Scheme), Host: normalHost(u.Hostname()), Port: u.Port()}
	if n, err := strconv.ParseUint(o.Port, 10, 16); err == nil {
		o.Port = strconv.FormatUint(n, 10)
	}
	if o.Port == "" {
		o.Port = defaultPort(o.Scheme)
	}
	return o
}

// String returns the origin as one writes it in a URL, without the scheme's own port: "https://api.twitter.com". The zero
// value is "".
func (o Origin) String() string {
	if o == (Origin{}) {
		return ""
	}
	host := o.Host
	switch {
	case o.Port != defaultPort(o.Scheme):
		host = net.JoinHostPort(host, o.Port)
	case strings.Contains(host, ":"):
		host = "[" + host + "]"
	}
	return o.Scheme + "://" + host
}

// Loopback reports whether the host is this machine: "localhost", 127.0.0.0/8 or ::1.
func (o Origin) Loopback() bool {
	if o.Host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(o.Host)
	return err == nil && addr.Unmap().IsLoopback()
}

// Private reports whether the host is an address of a local network: RFC 1918, fc00::/7 (RFC 4193) or link-local. A name is
// never private, whatever it resolves to.
func (o Origin) Private() bool {
	addr, err := netip.ParseAddr(o.Host)
	addr = addr.Unmap()
	return err == nil && (addr.IsPrivate() || addr.IsLinkLocalUnicast())
}

func normalHost(host string) string {
	host = strings.TrimSuffix(lowerASCII(host), ".")
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.String()
	}
	return host
}

func defaultPort(scheme string) string {
	switch scheme {
	case "http":
		return "80"
	case "https":
		return "443"
	}
	return ""
}

// lowerASCII leaves other letters alone: strings.ToLower would turn U+0130 into an ASCII i, which names another host.
func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
