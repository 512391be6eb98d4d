package ais_test

import (
	"bufio"
	"fmt"
	"strings"

	"entente/watch/ais"
)

func Example() {
	log := `\s:shore,c:1671620143*5C\!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A
!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4B
`
	var d ais.Decoder
	var m ais.Message
	lines := bufio.NewScanner(strings.NewReader(log))
	lines.Split(ais.SplitLines)
	for lines.Scan() {
		if s := d.Decode(lines.Bytes(), &m); s != ais.Complete {
			fmt.Println("refused:", s)
			continue
		}
		lat, lon, _ := m.LatLon()
		knots, _ := m.SOG()
		fmt.Printf("%d at %.4f %.4f, %.1f kn\n", m.MMSI, lat, lon, knots)
		if at, ok := m.Received(); ok {
			fmt.Println("heard", at, "by", &m.Source)
		}
		for _, name := range []string{"heading", "turn"} {
			f, _ := m.Field(name)
			if f.Available {
				fmt.Println(name, f.Value(), f.Unit())
			} else {
				fmt.Println(name, "not available, sent as", f.Raw)
			}
		}
	}
	// Output:
	// 371798000 at 48.3816 -123.3954, 12.3 kn
	// heard 2022-12-21 10:55:43 +0000 UTC by shore
	// heading 215 °
	// turn not available, sent as -127
	// refused: bad checksum
}
