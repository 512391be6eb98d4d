// Package webhook delivers signed messages by HTTP, as the Standard Webhooks specification has it
// (https://www.standardwebhooks.com, spec/standard-webhooks.md of its repository), with symmetric signatures.
package webhook

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A Message is what is delivered.
type Message struct {
	ID   string    // the same in each attempt, so that the receiver can tell that it has it already; without spaces and full stops
	Time time.Time // of this attempt, not of what it tells of: receivers refuse what is old; required
	Body []byte    // JSON
}

// The headers of a message.
const (
	headerID        = "webhook-id"
	headerTime      = "webhook-timestamp"
	headerSignature = "webhook-signature"
)

const (
	secretPrefix    = "whsec_"
	signaturePrefix = "v1,"

	// How many bytes a secret has.
	leastSecret, mostSecret = 24, 64

	// tolerance is how far the time of a message may be from that of its receiver, as in the specification's own libraries.
	tolerance = 5 * time.Minute
)

// NewSecret returns a random secret. Each endpoint has its own.
func NewSecret() string {
	key := make([]byte, 32)
	rand.Read(key) // never fails
	return secretPrefix + base64.StdEncoding.EncodeToString(key)
}

// Sign returns the headers that a message is sent with. It carries a signature for each secret: while a secret is being replaced,
// the new and the old one.
func Sign(m Message, secrets ...string) (http.Header, error) {
	if err := checkID(m.ID); err != nil {
		return nil, err
	}
	if m.Time.IsZero() {
		return nil, fmt.Errorf("webhook: message %s: no time", m.ID)
	}
	keys, err := parseSecrets(secrets)
	if err != nil {
		return nil, err
	}
	stamp := strconv.FormatInt(m.Time.Unix(), 10)
	signatures := make([]string, len(keys))
	for i, key := range keys {
		signatures[i] = signaturePrefix + base64.StdEncoding.EncodeToString(sum(key, m.ID, stamp, m.Body))
	}
	h := make(http.Header)
	h.Set(headerID, m.ID)
	h.Set(headerTime, stamp)
	h.Set(headerSignature, strings.Join(signatures, " "))
	return h, nil
}

// Verify returns the message that came with headers, or an error: one of its signatures has to be of the secret, and its time at
// most five minutes from now.
func Verify(h http.Header, body []byte, secret string, now time.Time) (Message, error) {
	keys, err := parseSecrets([]string{secret})
	if err != nil {
		return Message{}, err
	}
	id, stamp := h.Get(headerID), h.Get(headerTime)
	if err := checkID(id); err != nil {
		return Message{}, err
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return Message{}, fmt.Errorf("webhook: message %q: %s %q: want seconds since 1970", id, headerTime, stamp)
	}
	if !isSigned(h.Get(headerSignature), sum(keys[0], id, stamp, body)) {
		return Message{}, fmt.Errorf("webhook: message %q: no signature of this secret", id)
	}
	at := time.Unix(seconds, 0).UTC()
	if now.Sub(at).Abs() > tolerance {
		return Message{}, fmt.Errorf("webhook: message %q: sent at %v, received at %v: want them at most %v apart", id, at, now.UTC(), tolerance)
	}
	return Message{ID: id, Time: at, Body: body}, nil
}

// isSigned reports whether one of the signatures is sum. How long that takes does not tell how close they are.
func isSigned(signatures string, sum []byte) bool {
	for s := range strings.FieldsSeq(signatures) {
		s, ok := strings.CutPrefix(s, signaturePrefix)
		if !ok {
			continue // of another kind
		}
		if got, err := base64.StdEncoding.DecodeString(s); err == nil && hmac.Equal(got, sum) {
			return true
		}
	}
	return false
}

// sum is the signature of a message. As neither ID nor time has a full stop in it, no other message is signed the same.
func sum(key []byte, id, stamp string, body []byte) []byte {
	h := hmac.New(sha256.New, key)
	fmt.Fprintf(h, "%s.%s.%s", id, stamp, body)
	return h.Sum(nil)
}

func checkID(id string) error {
	if id == "" || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' || r == '.' }) {
		return fmt.Errorf("webhook: message ID %q: want printable ASCII without spaces and full stops", id)
	}
	return nil
}

// parseSecrets returns the keys of secrets. Its errors do not tell the secrets.
func parseSecrets(secrets []string) (keys [][]byte, err error) {
	if len(secrets) == 0 {
		return nil, errors.New("webhook: no secret")
	}
	for i, secret := range secrets {
		text, ok := strings.CutPrefix(secret, secretPrefix)
		key, err := base64.StdEncoding.DecodeString(text)
		if !ok || err != nil || len(key) < leastSecret || len(key) > mostSecret {
			return nil, fmt.Errorf("webhook: secret %d: want %s and %d to %d bytes in base64", i+1, secretPrefix, leastSecret, mostSecret)
		}
		keys = append(keys, key)
	}
	return keys, nil
}
