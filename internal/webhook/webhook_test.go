package webhook

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"
)

// The example of the specification's libraries.
const (
	secret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
)

var message = Message{ID: "msg_p5jXN8AQM9LWM0D4loKWxJek", Time: time.Unix(1614265330, 0).UTC(), Body: []byte(`{"test": 2432232314}`)}

var another = "whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("another", 5)))

func TestSign(t *testing.T) {
	h, err := Sign(message, secret)
	if err != nil || h.Get("webhook-id") != message.ID || h.Get("webhook-timestamp") != "1614265330" || h.Get("webhook-signature") != signature {
		t.Errorf("got %v, %v", h, err)
	}
	h, err = Sign(message, another, secret)
	if got := h.Get("webhook-signature"); err != nil || !strings.HasSuffix(got, "= "+signature) || strings.Count(got, "v1,") != 2 {
		t.Errorf("two secrets: got %s, %v", got, err)
	}
}

func TestSignRefuses(t *testing.T) {
	check := func(want string, m Message, secrets ...string) {
		t.Helper()
		_, err := Sign(m, secrets...)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "MfKQ") {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	id := func(s string) Message { return Message{ID: s, Time: message.Time} }
	check("no secret", message)
	check("no time", Message{ID: "m"}, secret)
	check(`ID "": want`, id(""), secret)
	check(`ID "a.b": want`, id("a.b"), secret)
	check(`ID "a\nb": want`, id("a\nb"), secret)
	check(`ID "é": want`, id("é"), secret)
	check("secret 1: want whsec_", message, "")
	check("secret 2: want whsec_", message, secret, strings.TrimPrefix(secret, "whsec_"))
	check("secret 1: want", message, secret+"?")
	check("24 to 64 bytes", message, "whsec_"+base64.StdEncoding.EncodeToString(make([]byte, 23)))
	check("24 to 64 bytes", message, "whsec_"+base64.StdEncoding.EncodeToString(make([]byte, 65)))
}

func TestVerify(t *testing.T) {
	check := func(name, want string, change func(h http.Header, m *Message, secret *string, now *time.Time)) {
		t.Helper()
		h := http.Header{"Webhook-Id": {message.ID}, "Webhook-Timestamp": {"1614265330"}, "Webhook-Signature": {signature}}
		m, secret, now := message, secret, message.Time
		change(h, &m, &secret, &now)
		got, err := Verify(h, m.Body, secret, now)
		if want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
		if want == "" && (err != nil || got.ID != message.ID || got.Time != message.Time || string(got.Body) != string(message.Body)) {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
	check("as it is", "", func(http.Header, *Message, *string, *time.Time) {})
	check("late, in time", "", func(_ http.Header, _ *Message, _ *string, now *time.Time) { *now = now.Add(5 * time.Minute) })
	check("too late", "want them at most 5m0s apart", func(_ http.Header, _ *Message, _ *string, now *time.Time) { *now = now.Add(5*time.Minute + 1) })
	check("early, in time", "", func(_ http.Header, _ *Message, _ *string, now *time.Time) { *now = now.Add(-5 * time.Minute) })
	check("too early", "apart", func(_ http.Header, _ *Message, _ *string, now *time.Time) { *now = now.Add(-5*time.Minute - 1) })
	check("another body", "no signature", func(_ http.Header, m *Message, _ *string, _ *time.Time) { m.Body = []byte("{}") })
	check("another ID", "no signature", func(h http.Header, _ *Message, _ *string, _ *time.Time) { h.Set("webhook-id", "msg_2") })
	check("another time", "no signature", func(h http.Header, _ *Message, _ *string, _ *time.Time) { h.Set("webhook-timestamp", "1614265331") })
	check("another secret", "no signature", func(_ http.Header, _ *Message, s *string, _ *time.Time) { *s = another })
	check("no secret", "want whsec_", func(_ http.Header, _ *Message, s *string, _ *time.Time) { *s = "" })
	check("no ID", "message ID \"\"", func(h http.Header, _ *Message, _ *string, _ *time.Time) { h.Del("webhook-id") })
	check("no time", "want seconds", func(h http.Header, _ *Message, _ *string, _ *time.Time) { h.Del("webhook-timestamp") })
	check("time with a point", "want seconds", func(h http.Header, _ *Message, _ *string, _ *time.Time) { h.Set("webhook-timestamp", "1614265330.5") })

	sign := func(name, want, value string) {
		t.Helper()
		check(name, want, func(h http.Header, _ *Message, _ *string, _ *time.Time) { h.Set("webhook-signature", value) })
	}
	sign("last of several", "", "v1,AAAA v1a,g0hM9SsE v2 "+signature)
	sign("none", "no signature", "")
	sign("of another version", "no signature", strings.Replace(signature, "v1", "v2", 1))
	sign("no base64", "no signature", "v1,?")
	sign("cut short", "no signature", "v1,g0hM9SsE")
	sign("without version", "no signature", strings.TrimPrefix(signature, "v1,"))
}

func TestNewSecret(t *testing.T) {
	a, b := NewSecret(), NewSecret()
	if a == b {
		t.Error("the same secret twice")
	}
	h, err := Sign(message, a, b)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{a, b} {
		if _, err := Verify(h, message.Body, secret, message.Time); err != nil {
			t.Error(err)
		}
	}
}
