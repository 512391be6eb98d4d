package pack_test

import (
	"testing"

	"entente/pack"
	"entente/watch"
)

// vilnius returns the content pack that has a watch.
func vilnius(t *testing.T) *pack.Pack {
	t.Helper()
	p, err := pack.Load(packs(t)["vilnius"])
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestSea makes a sea of the assets and areas of the pack.
func TestSea(t *testing.T) {
	w := vilnius(t).Watch
	if len(w.Assets) < 35 {
		t.Errorf("%d assets: want 35 or more", len(w.Assets))
	}
	if _, err := watch.NewSea(w.Assets, w.Areas, w.Params); err != nil {
		t.Error(err)
	}
}
