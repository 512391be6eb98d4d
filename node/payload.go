package node

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"entente"
	"entente/measure/score"
)

// The kinds of facts whose payloads a node checks. Those of other kinds it keeps as they are.
const (
	KindEvidence = "evidence"
	KindNote     = "note"
)

// Evidence is the payload of a fact of [KindEvidence]: what shows how an undertaking stands.
type Evidence struct {
	Summary string `json:"summary"`       // what it shows
	URL     string `json:"url,omitempty"` // where it can be read
}

// Note is the payload of a fact of [KindNote].
type Note struct {
	Text string `json:"text"`
}

func (e Evidence) check() error {
	if strings.TrimSpace(e.Summary) == "" {
		return errors.New(`want {"summary": "…"}`)
	}
	if e.URL == "" {
		return nil
	}
	u, err := url.Parse(e.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("url %q: want https://…", e.URL)
	}
	return nil
}

func (n Note) check() error {
	if strings.TrimSpace(n.Text) == "" {
		return errors.New(`want {"text": "…"}`)
	}
	return nil
}

// checkPayload reports whether a payload fits the kind of its fact.
func checkPayload(kind string, payload json.RawMessage) error {
	var err error
	switch kind {
	case KindEvidence:
		err = decode[Evidence](payload)
	case KindNote:
		err = decode[Note](payload)
	case KindScore:
		_, err = score.Decode[score.Score](payload)
	case KindResolution:
		_, err = score.Decode[score.Resolution](payload)
	case KindPublication:
		_, err = score.Decode[score.Publication](payload)
	case KindFigures:
		err = decode[Figures](payload)
	case KindOffer:
		err = decode[Offer](payload)
	case KindAudit:
		err = decode[Audit](payload)
	case KindDefinition:
		err = decode[definitionPayload](payload)
	case KindCase:
		err = decode[openingPayload](payload)
	case KindAct:
		err = decode[ActPayload](payload)
	case KindWarningResponse:
		err = decode[WarningResponse](payload)
	}
	if err != nil {
		return fmt.Errorf("fact: payload of %s: %w: %w", kind, err, entente.ErrInvalid)
	}
	return nil
}

// decode decodes a payload strictly and checks it.
func decode[T interface{ check() error }](payload json.RawMessage) error {
	d := json.NewDecoder(bytes.NewReader(payload))
	d.DisallowUnknownFields()
	var v T
	if err := d.Decode(&v); err != nil {
		return errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("want one JSON object")
	}
	return v.check()
}
