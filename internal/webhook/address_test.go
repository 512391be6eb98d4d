package webhook

import (
	"net/netip"
	"testing"
)

func TestPublic(t *testing.T) {
	check := func(public bool, addresses ...string) {
		t.Helper()
		for _, a := range addresses {
			if got := isPublic(netip.MustParseAddr(a)); got != public {
				t.Errorf("%s: public %v, want %v", a, got, public)
			}
		}
	}
	check(true, "8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "192.167.0.1", "223.255.255.255",
		"2606:4700:4700::1111", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8")
	check(false, "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1",
		"172.31.255.255", "192.0.0.1", "192.168.1.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255")
	check(false, "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1",
		"2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1")
}

// TestPublicAgain checks with the classes that the standard library knows: none of them is public.
func TestPublicAgain(t *testing.T) {
	for a := range 1 << 16 {
		ip := netip.AddrFrom4([4]byte{byte(a >> 8), byte(a), 1, 1})
		class := ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsMulticast()
		if class && isPublic(ip) {
			t.Errorf("%v: public", ip)
		}
		six := netip.AddrFrom16([16]byte{byte(a >> 8), byte(a), 15: 1})
		if class := !six.IsGlobalUnicast() || six.IsPrivate(); class && isPublic(six) {
			t.Errorf("%v: public", six)
		}
	}
}
