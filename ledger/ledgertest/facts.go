package ledgertest

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"entente"
	"entente/cal"
	"entente/ledger"
)

func label(t *testing.T, s string) entente.Label {
	t.Helper()
	l, err := entente.ParseLabel(s)
	must(t, err)
	return l
}

func ids(t *testing.T, records iter.Seq2[ledger.Record, error]) []entente.FactID {
	t.Helper()
	var got []entente.FactID
	for r, err := range records {
		must(t, err)
		got = append(got, r.ID)
	}
	return got
}

func testAppend(t *testing.T, open Opener) {
	f := newFixture(t, open)
	fact := Fact(0)
	fact.Payload = json.RawMessage(`{ "b": 1.50, "a": "\u00e9" }`)
	fact.Period = cal.Quarter(2023, 3)
	fact.Source = &entente.Source{Title: "An <invented> source", URL: "https://example.org/?a&b", Place: "p. 3\t"}
	recs := f.add(fact, Fact(1), fact)
	f.reopen()
	for i, want := range recs {
		got, err := f.Fact(ctx, want.ID)
		must(t, err)
		if got.Index != int64(i) || got.Recorded != recs[0].Recorded || got.Log() != f.Log(entente.Public) || got.Fact.Subject != want.Fact.Subject {
			t.Errorf("record %d: got %+v, want %+v", i, got, want)
		}
	}
	got, err := f.Fact(ctx, recs[0].ID)
	must(t, err)
	if want := `{"a":"é","b":1.5}`; string(got.Fact.Payload) != want {
		t.Errorf("payload: got %s, want %s", got.Fact.Payload, want)
	}
	if got.Fact.Period != fact.Period || *got.Fact.Source != *fact.Source || !got.Fact.Exercise {
		t.Errorf("fact: got %+v, want %+v", got.Fact, fact)
	}
	if recs[0].ID == recs[2].ID {
		t.Error("a fact stated twice has one identifier")
	}
	_, err = f.Fact(ctx, entente.FactID{1})
	wantErr(t, "a fact that is not there", err, entente.ErrNotFound)
	f.verify(3)
}

func testRefuse(t *testing.T, open Opener) {
	f := newFixture(t, open)
	check := func(what, words string, facts ...entente.Fact) {
		t.Helper()
		_, err := f.Append(ctx, facts...)
		wantErr(t, what, err, entente.ErrInvalid)
		if err != nil && !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v: want %q in it", what, err, words)
		}
	}
	with := func(change func(*entente.Fact)) entente.Fact {
		fact := Fact(0)
		change(&fact)
		return fact
	}
	payload := func(s string) entente.Fact {
		return with(func(fact *entente.Fact) { fact.Payload = json.RawMessage(s) })
	}
	check("nothing", "no facts")
	check("no author", "author", with(func(fact *entente.Fact) { fact.Author = "" }))
	check("two labels", "one label at a time", Fact(0), with(func(fact *entente.Fact) { fact.Label = label(t, "SECRET:ALLIES") }))
	check("a fault in the second", "subject", Fact(0), with(func(fact *entente.Fact) { fact.Subject = "a b" }))
	check("a number that loses digits", "write it as a string", payload(`{"a":12345678901234567890}`))
	check("a number too large", "write it as a string", payload(`{"a":1e999}`))
	check("a name twice", "Duplicate", payload(`{"a":1,"a":2}`))
	check("half a surrogate pair", "urrogate", payload(`{"a":"\ud800"}`))
	check("no UTF-8", "UTF-8", payload("{\"a\":\"\xff\"}"))
	check("a deep payload", "nested deeper", payload(`{"a":`+strings.Repeat("[", 200)+strings.Repeat("]", 200)+`}`))
	check("no UTF-8 in the source", "UTF-8", with(func(fact *entente.Fact) { fact.Source = &entente.Source{Title: "\xff"} }))
	logs, err := f.store.Logs(ctx)
	must(t, err)
	if len(logs) > 0 {
		t.Errorf("after refused appends: %v", logs)
	}
}

func testCorrect(t *testing.T, open Opener) {
	f := newFixture(t, open)
	first := f.add(Fact(0), Fact(1))
	correct := func(change func(*entente.Fact)) entente.Fact {
		fact := Fact(0)
		fact.Payload = json.RawMessage(`{"value":-1}`)
		fact.Replaces = first[0].ID
		change(&fact)
		return fact
	}
	check := func(what string, kind error, change func(*entente.Fact)) {
		t.Helper()
		_, err := f.Append(ctx, correct(change))
		wantErr(t, what, err, kind)
	}
	check("another author", entente.ErrConflict, func(fact *entente.Fact) { fact.Author = "POL" })
	check("another subject", entente.ErrConflict, func(fact *entente.Fact) { fact.Subject = "exercise/9/9" })
	check("another channel", entente.ErrConflict, func(fact *entente.Fact) { fact.Label = label(t, "RESTRICTED:ALLIES") })
	check("nothing there", entente.ErrNotFound, func(fact *entente.Fact) { fact.Replaces = entente.FactID{1} })
	_, err := f.Append(ctx, correct(func(*entente.Fact) {}), correct(func(*entente.Fact) {}))
	wantErr(t, "twice in one append", err, entente.ErrConflict)

	second := f.add(correct(func(*entente.Fact) {}))[0]
	check("a second time", entente.ErrConflict, func(*entente.Fact) {})
	third := f.add(correct(func(fact *entente.Fact) { fact.Replaces = second.ID }))[0]
	old, err := f.Fact(ctx, first[0].ID)
	must(t, err)
	if old.ReplacedBy != second.ID {
		t.Errorf("first is replaced by %v, want %v", old.ReplacedBy, second.ID)
	}
	if got := ids(t, f.Facts(ctx, ledger.Query{Subject: Fact(0).Subject})); !slices.Equal(got, []entente.FactID{third.ID}) {
		t.Errorf("in force: %v, want %v", got, third.ID)
	}
	f.verify(4)
}

func testAsk(t *testing.T, open Opener) {
	f := newFixture(t, open)
	a, b, c := Fact(0), Fact(0), Fact(1)
	a.Period = cal.Year(2022)
	b.Author, b.Kind, b.Period = "POL", "note", cal.Month(2023, 6)
	c.Label = label(t, "RESTRICTED:ALLIES")
	ra, rb, rc := f.add(a)[0].ID, f.add(b)[0].ID, f.add(c)[0].ID
	check := func(q ledger.Query, want ...entente.FactID) {
		t.Helper()
		got := ids(t, f.Facts(ctx, q))
		slices.SortFunc(got, func(a, b entente.FactID) int { return strings.Compare(a.String(), b.String()) })
		slices.SortFunc(want, func(a, b entente.FactID) int { return strings.Compare(a.String(), b.String()) })
		if !slices.Equal(got, want) {
			t.Errorf("%+v: got %v, want %v", q, got, want)
		}
	}
	check(ledger.Query{}, ra, rb, rc)
	check(ledger.Query{Subject: a.Subject}, ra, rb)
	check(ledger.Query{Kind: "note"}, rb)
	check(ledger.Query{Author: "DEU"}, ra, rc)
	check(ledger.Query{Labels: []entente.Label{entente.Public}}, ra, rb)
	check(ledger.Query{Labels: []entente.Label{}})
	check(ledger.Query{At: cal.Day(cal.NewDate(2022, 5, 5))}, ra, rc) // c holds at all times
	check(ledger.Query{Subject: a.Subject, At: cal.Year(2023)}, rb)
	check(ledger.Query{Subject: "exercise/none"})
	recent, err := f.Recent(ctx, 2)
	must(t, err)
	if len(recent) != 2 || recent[0].ID != rc || recent[1].ID != rb {
		t.Errorf("recent: got %v", recent)
	}
}

// testTravel tests what was known at each instant of a history of corrections.
func testTravel(t *testing.T, open Opener) {
	f := newFixture(t, open)
	start := cal.InstantOf(f.now)
	first := f.add(Fact(0))[0]
	fix := Fact(0)
	fix.Replaces = first.ID
	second := f.add(fix)[0]
	fix.Replaces = second.ID
	third := f.add(fix)[0]
	check := func(what string, known cal.Instant, replaced bool, want ...entente.FactID) {
		t.Helper()
		for _, subject := range []string{first.Fact.Subject, ""} {
			q := ledger.Query{Subject: subject, Known: known, Replaced: replaced}
			if got := ids(t, f.Facts(ctx, q)); !slices.Equal(got, want) {
				t.Errorf("%s, subject %q: got %v, want %v", what, subject, got, want)
			}
		}
	}
	check("before the first", start-1, true)
	check("at the first", first.Recorded, false, first.ID)
	check("just before the second", second.Recorded-1, true, first.ID)
	check("at the second", second.Recorded, false, second.ID)
	check("at the second, with the replaced", second.Recorded, true, first.ID, second.ID)
	check("later", third.Recorded+1, false, third.ID)
	check("now", 0, false, third.ID)
	if got := ids(t, f.History(ctx, first.Fact.Subject)); !slices.Equal(got, []entente.FactID{first.ID, second.ID, third.ID}) {
		t.Errorf("history: got %v", got)
	}
}

func testChannels(t *testing.T, open Opener) {
	f := newFixture(t, open)
	secret := Fact(5)
	secret.Label = label(t, "SECRET:DEU+POL")
	f.add(Facts(0, 5)...)
	last := f.add(secret)[0]
	f.reopen()
	channels, err := f.Channels(ctx)
	must(t, err)
	if len(channels) != 2 || channels[0].Entries != 5 || channels[1].Log != last.Log() || channels[1].Recorded != last.Recorded {
		t.Fatalf("channels: got %+v", channels)
	}
	for _, ch := range channels {
		signed, err := f.Checkpoint(ctx, ch.Log)
		must(t, err)
		c, err := ledger.OpenCheckpoint(signed, ledger.Keys{f.key.Public()})
		must(t, err)
		if c.Log != ch.Log || c.Size != ch.Entries || c.Root != ch.Root {
			t.Errorf("checkpoint: got %+v, want %+v", c, ch)
		}
	}
	_, err = f.Checkpoint(ctx, ledger.LogID{Node: "fra"})
	wantErr(t, "checkpoint of no log", err, entente.ErrNotFound)
}

// testProofs proves every entry, and every pair of sizes, of a log that grew by appends of several sizes.
func testProofs(t *testing.T, open Opener) {
	f := newFixture(t, open)
	keys := ledger.Keys{f.key.Public()}
	var records []ledger.Record
	heads := make(map[int64]ledger.Checkpoint)
	for _, n := range []int{1, 1, 3, 8, 1, 5, 2} {
		records = append(records, f.add(Facts(len(records), len(records)+n)...)...)
		signed, err := f.Checkpoint(ctx, records[0].Log())
		must(t, err)
		c, err := ledger.OpenCheckpoint(signed, keys)
		must(t, err)
		heads[c.Size] = c
	}
	for i, r := range records {
		p, err := f.Inclusion(ctx, r.ID)
		must(t, err)
		body, err := f.Entry(ctx, r.ID)
		must(t, err)
		if err := p.Check(body, keys); err != nil {
			t.Errorf("entry %d: %v", i, err)
		}
		other, err := f.Entry(ctx, records[(i+1)%len(records)].ID)
		must(t, err)
		if p.Check(other, keys) == nil {
			t.Errorf("the proof of entry %d proves another", i)
		}
	}
	for _, older := range heads {
		for _, newer := range heads {
			path, err := f.Consistency(ctx, older.Log, older.Size, newer.Size)
			if older.Size > newer.Size {
				wantErr(t, "sizes in the wrong order", err, entente.ErrInvalid)
				continue
			}
			must(t, err)
			must(t, ledger.CheckConsistency(path, older, newer))
			forged := older
			forged.Root[0]++
			wantErr(t, "another beginning", ledger.CheckConsistency(path, forged, newer), entente.ErrDamaged)
		}
	}
}

func testClock(t *testing.T, open Opener) {
	f := newFixture(t, open)
	first := f.add(Fact(0))[0]
	f.now = f.now.Add(-48 * time.Hour)
	second, err := f.Append(ctx, Fact(1))
	must(t, err)
	third, err := f.Append(ctx, Fact(2))
	must(t, err)
	if second[0].Recorded != first.Recorded+1 || third[0].Recorded != first.Recorded+2 {
		t.Errorf("after the clock went back: recorded at %v, %v and %v", first.Recorded, second[0].Recorded, third[0].Recorded)
	}
	if len(f.warns) != 1 || !strings.Contains(f.warns[0].Error(), "clock") {
		t.Errorf("warnings: got %v, want one about the clock", f.warns)
	}
	f.reopen()
	secret := Fact(3)
	secret.Label = label(t, "SECRET:DEU")
	fourth := f.add(secret)[0]
	if fourth.Recorded != first.Recorded+3 {
		t.Errorf("in another channel, after reopening: recorded at %v, want %v", fourth.Recorded, first.Recorded+3)
	}
	f.now = f.now.Add(96 * time.Hour)
	if r := f.add(Fact(4))[0]; r.Recorded != cal.InstantOf(f.now.Add(-time.Hour)) {
		t.Errorf("after the clock caught up: recorded at %v", r.Recorded)
	}
	f.verify(5)
	f.now = time.Date(12023, 7, 11, 0, 0, 0, 0, time.UTC)
	_, err = f.Append(ctx, Fact(5))
	wantErr(t, "a clock ten thousand years ahead", err, entente.ErrInvalid)
	f.verify(5)
}

func testConcurrent(t *testing.T, open Opener) {
	f := newFixture(t, open)
	const writers, appends = 8, 20
	labels := []entente.Label{entente.Public, label(t, "RESTRICTED:ALLIES")}
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range appends {
				facts := Facts(w*1000+3*i, w*1000+3*i+1+i%3)
				for j := range facts {
					facts[j].Label = labels[(w+i)%2]
				}
				records, err := f.Append(ctx, facts...)
				if err != nil {
					t.Error(err)
					return
				}
				for j, r := range records {
					got, err := f.Fact(ctx, r.ID)
					if err != nil || got.Fact.Subject != facts[j].Subject || got.Index != records[0].Index+int64(j) {
						t.Errorf("read back: %+v, %v", got, err)
					}
				}
			}
		})
	}
	wg.Wait()
	entries := 0
	for i := range appends {
		entries += writers * (1 + i%3)
	}
	f.verify(entries)
	f.reopen()
	f.verify(entries)
}

func testCancel(t *testing.T, open Opener) {
	f := newFixture(t, open)
	ended, cancel := context.WithCancel(ctx)
	cancel()
	n := 0
	for i := range 20 {
		switch _, err := f.Append(ended, Fact(i)); {
		case err == nil:
			n++
		case !errors.Is(err, context.Canceled):
			t.Errorf("append with an ended context: %v", err)
		}
	}
	f.add(Fact(100))
	f.verify(n + 1)
}

func testKeys(t *testing.T, open Opener) {
	f := newFixture(t, open)
	f.add(Facts(0, 3)...)
	verify := func(keys ...ledger.PublicKey) ledger.Report {
		t.Helper()
		r, err := ledger.Verify(ctx, f.store, ledger.VerifyOptions{Keys: keys})
		must(t, err)
		return r
	}
	wantErr(t, "no key", verify().Err(), entente.ErrDamaged)
	wantErr(t, "another key of that name", verify(NewKey(t).Public()).Err(), entente.ErrDamaged)
	must(t, verify(NewKey(t).Public(), f.key.Public()).Err())

	old := f.key
	f.key = NewKey(t)
	f.reopen()
	f.add(Facts(3, 5)...)
	must(t, verify(old.Public(), f.key.Public()).Err())
	if p, found := verify(old.Public()).Altered(); !found || p.First != 4 {
		t.Errorf("without the new key: got %v, want entry 4 named", p)
	}
}

func testHeads(t *testing.T, open Opener) {
	f, g := newFixture(t, open), newFixture(t, open)
	g.key = f.key
	g.reopen()
	f.add(Facts(0, 3)...)
	early, err := f.Checkpoint(ctx, f.Log(entente.Public))
	must(t, err)
	f.add(Facts(3, 6)...)
	late, err := f.Checkpoint(ctx, f.Log(entente.Public))
	must(t, err)
	check := func(what string, f *fixture, words string, heads ...[]byte) {
		t.Helper()
		r, err := ledger.Verify(ctx, f.store, ledger.VerifyOptions{Keys: ledger.Keys{f.key.Public()}, Heads: heads})
		must(t, err)
		if err := r.Err(); (err == nil) != (words == "") || err != nil && !strings.Contains(err.Error(), words) {
			t.Errorf("%s: got %v, want %q", what, err, words)
		}
	}
	check("as it was", f, "", early, late)
	check("no ledger", g, "log is gone", early)
	g.add(Facts(0, 3)...)
	check("cut off", g, "cut off", late)
	g.add(Facts(7, 10)...)
	check("another history", g, "history was rewritten", late)
	check("no checkpoint", f, "kept checkpoint", []byte("x"))
}
