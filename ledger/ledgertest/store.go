package ledgertest

import (
	"bytes"
	"reflect"
	"slices"
	"testing"

	"entente"
	"entente/ledger"

	"golang.org/x/mod/sumdb/tlog"
)

var public = ledger.LogID{Node: "deu"}

// rows returns rows of a log that is not a real one: its entries and notes are any bytes.
func rows(first, n int) []ledger.Row {
	var rs []ledger.Row
	for i := first; i < first+n; i++ {
		body := []byte{byte(i), 'x'}
		r := ledger.Row{Index: int64(i), Body: body, Hashes: []ledger.Hash{tlog.RecordHash(body)}, Subject: Fact(i).Subject}
		if i%2 == 1 {
			r.Hashes = append(r.Hashes, ledger.Hash{byte(i)})
		}
		if i == first+n-1 {
			r.Note = []byte{'n', byte(i)}
		}
		rs = append(rs, r)
	}
	return rs
}

func collect(t *testing.T, s ledger.Store, log ledger.LogID, first, end int64) []ledger.Row {
	t.Helper()
	var got []ledger.Row
	for row, err := range s.Rows(ctx, log, first, end) {
		must(t, err)
		row.Note, row.Body = bytes.Clone(row.Note), bytes.Clone(row.Body)
		got = append(got, row)
	}
	return got
}

// asRead returns rows as a store gives them back.
func asRead(rows []ledger.Row) []ledger.Row {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].Subject, rows[i].Replaces = "", entente.FactID{}
	}
	return rows
}

func testCommit(t *testing.T, open Opener) {
	reopen := open(t)
	s := reopen()
	other := ledger.LogID{Node: "pol"}
	must(t, s.Commit(ctx, []ledger.Batch{{Log: public, Rows: rows(0, 3)}, {Log: other, Rows: rows(0, 1)}, {Log: public, Rows: rows(3, 2)}}))
	must(t, s.Commit(ctx, []ledger.Batch{{Log: other, Rows: rows(1, 20)}}))
	for range 2 {
		logs, err := s.Logs(ctx)
		must(t, err)
		if want := []ledger.Size{{Log: public, Entries: 5}, {Log: other, Entries: 21}}; !reflect.DeepEqual(logs, want) {
			t.Errorf("logs: got %v, want %v", logs, want)
		}
		want := asRead(append(rows(0, 3), rows(3, 2)...))
		if got := collect(t, s, public, 0, 5); !reflect.DeepEqual(got, want) {
			t.Errorf("rows: got %v, want %v", got, want)
		}
		must(t, s.Close())
		s = reopen()
	}
	must(t, s.Close())
}

func testConflict(t *testing.T, open Opener) {
	s := open(t)()
	defer s.Close()
	must(t, s.Commit(ctx, []ledger.Batch{{Log: public, Rows: rows(0, 2)}}))
	other := ledger.LogID{Node: "pol"}
	for _, first := range []int{0, 1, 3} {
		err := s.Commit(ctx, []ledger.Batch{{Log: other, Rows: rows(0, 1)}, {Log: public, Rows: rows(first, 1)}})
		wantErr(t, "an append that does not fit", err, entente.ErrConflict)
	}
	logs, err := s.Logs(ctx)
	must(t, err)
	if len(logs) != 1 || logs[0].Entries != 2 {
		t.Errorf("after refused commits: %v", logs)
	}
}

func testRows(t *testing.T, open Opener) {
	s := open(t)()
	defer s.Close()
	must(t, s.Commit(ctx, []ledger.Batch{{Log: public, Rows: rows(0, 50)}}))
	check := func(first, end int64, n int) {
		t.Helper()
		got := collect(t, s, public, first, end)
		if len(got) != n || n > 0 && (got[0].Index != max(first, 0) || got[n-1].Index != min(end, 50)-1) {
			t.Errorf("rows %d to %d: got %d", first, end, len(got))
		}
	}
	check(0, 50, 50)
	check(7, 8, 1)
	check(49, 90, 1)
	check(50, 90, 0)
	check(9, 9, 0)
	check(9, 3, 0)
	if got := collect(t, s, ledger.LogID{Node: "pol"}, 0, 9); len(got) != 0 {
		t.Errorf("a log that does not exist has %d rows", len(got))
	}
	for range s.Rows(ctx, public, 0, 50) {
		break // a reader may stop early
	}
}

func testRead(t *testing.T, open Opener) {
	s := open(t)()
	defer s.Close()
	other := ledger.LogID{Node: "pol"}
	must(t, s.Commit(ctx, []ledger.Batch{{Log: public, Rows: rows(0, 50)}, {Log: other, Rows: rows(0, 2)}}))
	var got []int64
	for row, err := range s.Read(ctx, []ledger.Position{{Log: other, Index: 1}, {Log: public, Index: 30}, {Log: public, Index: 7}}) {
		must(t, err)
		got = append(got, row.Index)
		if row.Body[0] != byte(row.Index) {
			t.Errorf("row %d has the body %q", row.Index, row.Body)
		}
	}
	if !slices.Equal(got, []int64{1, 30, 7}) {
		t.Errorf("read: got %v", got)
	}
	for _, p := range []ledger.Position{{Log: public, Index: 50}, {Log: public, Index: -1}, {Log: ledger.LogID{Node: "fra"}}} {
		for _, err := range s.Read(ctx, []ledger.Position{p}) {
			wantErr(t, "a row that is not there", err, entente.ErrNotFound)
		}
	}
	for range s.Read(ctx, nil) {
		t.Error("read of nothing returns a row")
	}
}

func testHash(t *testing.T, open Opener) {
	s := open(t)()
	defer s.Close()
	must(t, s.Commit(ctx, []ledger.Batch{{Log: public, Rows: rows(0, 4)}}))
	h, err := s.Hash(ctx, public, 3, 1)
	must(t, err)
	if h != (ledger.Hash{3}) {
		t.Errorf("hash: got %v", h)
	}
	for _, at := range []struct {
		log   ledger.LogID
		index int64
		level int
	}{{public, 2, 1}, {public, 4, 0}, {public, -1, 0}, {public, 3, -1}, {ledger.LogID{Node: "pol"}, 0, 0}} {
		_, err := s.Hash(ctx, at.log, at.index, at.level)
		wantErr(t, "a hash that is not there", err, entente.ErrNotFound)
	}
}

func testFind(t *testing.T, open Opener) {
	s := open(t)()
	defer s.Close()
	rs := rows(0, 30)
	rs[20].Replaces = entente.FactID(rs[10].Hashes[0])
	must(t, s.Commit(ctx, []ledger.Batch{{Log: public, Rows: rs}}))
	check := func(field ledger.Field, value string, want int64) {
		t.Helper()
		positions, err := s.Find(ctx, field, value)
		must(t, err)
		if !slices.Contains(positions, ledger.Position{Log: public, Index: want}) {
			t.Errorf("find %s %s: got %v, want %d among them", field, value, positions, want)
		}
	}
	check(ledger.ByID, entente.FactID(rs[7].Hashes[0]).String(), 7)
	check(ledger.BySubject, Fact(13).Subject, 13)
	check(ledger.ByReplaces, rs[20].Replaces.String(), 20)
	positions, err := s.Find(ctx, ledger.ByID, entente.FactID{1}.String())
	must(t, err)
	if len(positions) > 0 {
		t.Errorf("find what is not there: got %v", positions)
	}
}
