package ledger_test

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"entente"
	"entente/cal"
	"entente/ledger"
	"entente/ledger/memory"
)

// A fact is stated, corrected a day later, and asked for as known on each day. Then everything is verified.
func Example() {
	ctx := context.Background()
	key, err := ledger.GenerateKey("deu")
	if err != nil {
		panic(err)
	}
	now := time.Date(2023, 7, 11, 9, 0, 0, 0, time.UTC)
	store := new(memory.Store)
	l, err := ledger.Open(ctx, store, ledger.Options{Key: key, Clock: func() time.Time { return now }})
	if err != nil {
		panic(err)
	}
	fact := entente.Fact{Author: "DEU", Kind: "evidence", Subject: "exercise/1/1", Payload: json.RawMessage(`{"value":"1.9"}`), Exercise: true}
	first, err := l.Append(ctx, fact)
	if err != nil {
		panic(err)
	}
	now = now.AddDate(0, 0, 1)
	fact.Payload, fact.Replaces = json.RawMessage(`{"value":"2.1"}`), first[0].ID
	if _, err := l.Append(ctx, fact); err != nil {
		panic(err)
	}
	for _, day := range []string{"2023-07-11", "2023-07-12"} {
		known, err := cal.ParseWhen(day)
		if err != nil {
			panic(err)
		}
		for r, err := range l.Facts(ctx, ledger.Query{Subject: "exercise/1/1", Known: known}) {
			fmt.Println("known on", day, string(r.Fact.Payload), err)
		}
	}
	report, err := ledger.Verify(ctx, store, ledger.VerifyOptions{Keys: ledger.Keys{key.Public()}})
	fmt.Println(report.Entries, "entries,", report.Appends, "signatures,", err, report.Err())
	// Output:
	// known on 2023-07-11 {"value":"1.9"} <nil>
	// known on 2023-07-12 {"value":"2.1"} <nil>
	// 2 entries, 2 signatures, <nil> <nil>
}
