// Package hosts keeps a local HTTP server from answering under a name that is not its own.
package hosts

import (
	"net"
	"net/http"
	"slices"
	"strings"
)

// Guard returns next for requests to this machine's own names (localhost and loopback addresses) and to those in also, and
// answers all others with 421. A page of another site that has its name resolve to this machine (DNS rebinding) thus reads
// nothing here.
func Guard(next http.Handler, also ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isOwn(r.Host, also) {
			http.Error(w, "this server does not answer to that host name", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func isOwn(hostport string, also []string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		return true
	}
	return host == "localhost" || slices.ContainsFunc(also, func(s string) bool { return strings.EqualFold(s, host) })
}
