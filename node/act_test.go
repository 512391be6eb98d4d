package node

import (
	"encoding/json"
	"reflect"
	"testing"
)

// TestScanAct holds what is read fast against what is read slowly.
func TestScanAct(t *testing.T) {
	for payload, fast := range map[string]bool{
		`{"act":"object"}`:                true,
		`{"act":"object","content":{}}`:   true,
		`{"act":"object","content":null}`: false,
		`{"act":"object","content":{"text":"a \"b\" \\","until":null,"who":["A","B"]},"person":"x"}`: true,
		`{"act":"object","content":{"a\"b":1}}`:                                                      false,
		`{"act":"a\\b"}`:                                                                             false,
		`{"act":"object","more":1}`:                                                                  false,
		`{ "act": "object" }`:                                                                        false,
	} {
		var want ActPayload
		if err := json.Unmarshal([]byte(payload), &want); err != nil {
			t.Fatal(err)
		}
		got, ok := scanAct([]byte(payload))
		if ok != fast || ok && !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v, want %+v", payload, got, ok, want)
		}
	}
}
