package api

import (
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"entente/node"
	"entente/watch"
)

// TestWarnings confirms a warning and finds it where others look for it.
func TestWarnings(t *testing.T) {
	g := newRig(t)
	at := time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)
	const id = "w-20300101-1200-200000001"
	w := watch.Warning{
		ID: id, Revision: 1, Kind: watch.AnchorDrag, Time: at, Raised: at, Since: at, Ships: []watch.ShipInfo{{MMSI: 200_000_001, Name: "EXERCISE"}},
		Place: watch.Place{Time: at, Spot: watch.Spot{Lat: 57, Lon: 20}}, Asset: watch.AssetRef{ID: "c", Name: "Cable", Kind: watch.PowerCable},
		Severity: watch.Severe, Urgency: watch.Expected, Certainty: watch.Possible, Why: "raised", Synthetic: true,
	}
	answer := func(path string, code int, want string) {
		t.Helper()
		r := g.call("GET", path, "", nil)
		if r.Code != code || !strings.Contains(r.Body.String(), want) {
			t.Errorf("%s: %d %s, want %d and %s", path, r.Code, r.Body, code, want)
		}
	}
	const items = "/v1/warnings/collections/warnings/items"
	answer(items, 200, `"numberMatched":0`)
	answer("/v1/warnings/"+id+"/cap.xml", 404, "nobody has confirmed")
	respond := func(act node.WarningAct, text string) {
		t.Helper()
		if _, err := g.node.Respond(t.Context(), "", node.WarningResponse{Act: act, Text: text, By: "Officer", Warning: w}); err != nil {
			t.Fatal(err)
		}
	}
	respond(node.Acknowledge, "")
	answer(items, 200, `"numberMatched":0`)
	respond(node.Confirm, "")
	answer(items, 200, `"numberMatched":1`)
	answer(items+"/"+id, 200, `"certainty":"Observed"`)
	answer("/v1/warnings/"+id+"/cap.xml", 200, "<status>Exercise</status>")
	answer("/v1/warnings/"+id+"/cot.xml", 200, `version="2.0"`)
	ogrinfo(t, g, id)
	respond(node.Dismiss, "it was an exercise")
	answer(items, 200, `"numberMatched":0`)
}

// ogrinfo opens the collection with GDAL, where that is installed.
func ogrinfo(t *testing.T, h http.Handler, want string) {
	t.Helper()
	if _, err := exec.LookPath("ogrinfo"); err != nil {
		t.Log("without ogrinfo")
		return
	}
	s := httptest.NewServer(h)
	defer s.Close()
	out, err := exec.Command("ogrinfo", "-al", "OAPIF:"+s.URL+"/v1/warnings").CombinedOutput()
	if err != nil || !strings.Contains(string(out), want) {
		t.Errorf("ogrinfo: %v\n%s", err, out)
	}
}
