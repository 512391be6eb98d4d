package webhook

import (
	"fmt"
	"net/netip"
	"syscall"
)

// refusePrivate keeps a connection from an address that is not of the public internet. It is asked with the address itself, after
// its name was looked up and before anything is sent, so that no answer of a name server gets round it.
func refusePrivate(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !isPublic(at.Addr()) {
		return fmt.Errorf("address %s is none of the public internet, to which alone messages are delivered", address)
	}
	return nil
}

// isPublic reports whether an address is one of the public internet.
func isPublic(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if translated.Contains(a) {
		b := a.As16()
		a = netip.AddrFrom4([4]byte(b[12:]))
	}
	if a.Is6() && !global.Contains(a) {
		return false
	}
	for _, p := range reserved {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

var (
	global     = netip.MustParsePrefix("2000::/3")     // all that is given out so far (RFC 4291 2.4, IANA)
	translated = netip.MustParsePrefix("64:ff9b::/96") // IPv4 seen from an IPv6 network (RFC 6052)

	// reserved are the blocks that are not globally reachable, and those that lead through a tunnel to an IPv4 address (IANA IPv4 and
	// IPv6 Special-Purpose Address Registries, RFC 6890; multicast by RFC 5771).
	reserved = []netip.Prefix{
		netip.MustParsePrefix("0.0.0.0/8"),       // this network
		netip.MustParsePrefix("10.0.0.0/8"),      // private (RFC 1918)
		netip.MustParsePrefix("100.64.0.0/10"),   // behind a provider's translation (RFC 6598)
		netip.MustParsePrefix("127.0.0.0/8"),     // loopback
		netip.MustParsePrefix("169.254.0.0/16"),  // link-local; cloud providers tell machines their secrets there
		netip.MustParsePrefix("172.16.0.0/12"),   // private
		netip.MustParsePrefix("192.0.0.0/24"),    // protocol assignments
		netip.MustParsePrefix("192.0.2.0/24"),    // documentation
		netip.MustParsePrefix("192.88.99.0/24"),  // 6to4 relays, deprecated
		netip.MustParsePrefix("192.168.0.0/16"),  // private
		netip.MustParsePrefix("198.18.0.0/15"),   // benchmarking
		netip.MustParsePrefix("198.51.100.0/24"), // documentation
		netip.MustParsePrefix("203.0.113.0/24"),  // documentation
		netip.MustParsePrefix("224.0.0.0/4"),     // multicast
		netip.MustParsePrefix("240.0.0.0/4"),     // reserved, broadcast
		netip.MustParsePrefix("2001::/23"),       // protocol assignments, Teredo among them
		netip.MustParsePrefix("2001:db8::/32"),   // documentation
		netip.MustParsePrefix("2002::/16"),       // 6to4
		netip.MustParsePrefix("3fff::/20"),       // documentation (RFC 9637)
	}
)
