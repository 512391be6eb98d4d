package feed_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"entente/watch"
	"entente/watch/feed"
)

// read reads everything and returns the reports; Raw and Static are not kept.
func read(t *testing.T, r feed.Reader) (all []watch.Report) {
	t.Helper()
	for one := new(watch.Report); r.Next(one); {
		all = append(all, *one)
	}
	c := r.Count()
	refused := int64(0)
	for _, n := range c.Refused {
		refused += n
	}
	if c.Rows != c.Yielded+c.Empty+refused || int(c.Yielded) != len(all) {
		t.Errorf("rows do not add up: %+v", c)
	}
	return all
}

func TestSentences(t *testing.T) {
	const position = "!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24"
	check := func(what, text string, o feed.SentenceOptions, want ...string) {
		t.Helper()
		s := feed.NewSentences(strings.NewReader(text), o)
		var got []string
		for _, r := range read(t, s) {
			when := "-"
			if r.Time != 0 {
				when = time.UnixMilli(r.Time).UTC().Format(time.DateTime)
			}
			got = append(got, when)
		}
		if strings.Join(got, ",") != strings.Join(want, ",") {
			t.Errorf("%s: times %q, want %q", what, got, want)
		}
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Skip(err)
	}
	check("no time", position, feed.SentenceOptions{}, "-")
	check("a clock", position, feed.SentenceOptions{Clock: func() time.Time { return time.Unix(1, 0) }}, "1970-01-01 00:00:01")
	check("date before", "2016-03-31 08:14:05, "+position, feed.SentenceOptions{}, "2016-03-31 08:14:05")
	check("date before in a zone", "2016-03-31 08:14:05, "+position, feed.SentenceOptions{Zone: paris}, "2016-03-31 06:14:05")
	check("bad checksum", position[:len(position)-1]+"5\n"+position, feed.SentenceOptions{}, "-")
}

// TestSharedLogs reads recorded logs whole.
func TestSharedLogs(t *testing.T) {
	for _, name := range []string{"dma_stream_example.txt", "goais_aistest.nmea", "aisdb_20211101.nm4", "gpsd_ais-nmea.log"} {
		s := feed.NewSentences(bytes.NewReader(shared(t, "data/ais-nmea-raw/"+name)), feed.SentenceOptions{})
		if all := read(t, s); len(all) < 100 || s.Err() != nil {
			t.Errorf("%s: %d reports, %v", name, len(all), s.Err())
		}
	}
}
