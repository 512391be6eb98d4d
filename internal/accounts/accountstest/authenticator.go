// Package accountstest helps to test sign-in: it plays the device that keeps passkeys.
package accountstest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"slices"
)

// An Authenticator is a device with passkeys, and the browser before it.
type Authenticator struct {
	Origin string // of the page, such as "http://localhost:8642"
	Frozen bool   // it does not count its uses on, as a copy would not
	keys   []key
	count  uint32
}

type key struct {
	id, user []byte
	site     string
	secret   *ecdsa.PrivateKey
}

// Options are what a server asks of a browser.
type options struct {
	PublicKey struct {
		Challenge string `json:"challenge"`
		RPID      string `json:"rpId"`
		RP        struct {
			ID string `json:"id"`
		} `json:"rp"`
		User struct {
			ID string `json:"id"`
		} `json:"user"`
		Selection struct {
			ResidentKey      string `json:"residentKey"`
			UserVerification string `json:"userVerification"`
		} `json:"authenticatorSelection"`
		Exclude []struct {
			ID string `json:"id"`
		} `json:"excludeCredentials"`
	} `json:"publicKey"`
}

// Make makes a passkey and returns what the browser tells the server of it.
func (a *Authenticator) Make(asked []byte) ([]byte, error) {
	var o options
	if err := json.Unmarshal(asked, &o); err != nil {
		return nil, err
	}
	if o.PublicKey.Selection.ResidentKey != "required" || o.PublicKey.Selection.UserVerification != "preferred" {
		return nil, errors.New("want a passkey that is found without a name, and verification preferred")
	}
	for _, known := range o.PublicKey.Exclude {
		if slices.ContainsFunc(a.keys, func(k key) bool { return encode(k.id) == known.ID }) {
			return nil, errors.New("there is one already")
		}
	}
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	user, err := base64.RawURLEncoding.DecodeString(o.PublicKey.User.ID)
	if err != nil {
		return nil, err
	}
	k := key{[]byte(rand.Text()), user, o.PublicKey.RP.ID, secret}
	a.keys = append(a.keys, k)
	point, err := secret.PublicKey.Bytes() // 4, x, y
	if err != nil {
		return nil, err
	}
	x, y := point[1:33], point[33:]
	const coordinate = "\x58\x20" // a byte string of 32
	cose := "\xa5\x01\x02\x03\x26\x20\x01\x21" + coordinate + string(x) + "\x22" + coordinate + string(y)
	data := a.data(k.site, attested)
	data = append(data, make([]byte, 16)...) // the model, which nobody is to know
	data = binary.BigEndian.AppendUint16(data, uint16(len(k.id)))
	data = append(append(data, k.id...), cose...)
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"), byte(len(data)))
	return a.tell(k, map[string]any{
		"clientDataJSON":    encode(a.client("webauthn.create", o.PublicKey.Challenge)),
		"attestationObject": encode(append(object, data...)),
		"transports":        []string{"internal"},
	})
}

// Show shows the passkey that was made last for the site, and returns what the browser tells the server.
func (a *Authenticator) Show(asked []byte) ([]byte, error) {
	var o options
	if err := json.Unmarshal(asked, &o); err != nil {
		return nil, err
	}
	for _, k := range slices.Backward(a.keys) {
		if k.site != o.PublicKey.RPID {
			continue
		}
		if !a.Frozen {
			a.count++
		}
		data, said := a.data(k.site, 0), a.client("webauthn.get", o.PublicKey.Challenge)
		hash := sha256.Sum256(said)
		signed := sha256.Sum256(append(slices.Clone(data), hash[:]...))
		signature, err := ecdsa.SignASN1(rand.Reader, k.secret, signed[:])
		if err != nil {
			return nil, err
		}
		return a.tell(k, map[string]any{
			"clientDataJSON": encode(said), "authenticatorData": encode(data), "signature": encode(signature), "userHandle": encode(k.user),
		})
	}
	return nil, errors.New("no passkey for " + o.PublicKey.RPID)
}

// Flags of authenticator data.
const (
	present  = 1 << 0
	verified = 1 << 2
	attested = 1 << 6
)

func (a *Authenticator) data(site string, flags byte) []byte {
	hash := sha256.Sum256([]byte(site))
	return binary.BigEndian.AppendUint32(append(hash[:], present|verified|flags), a.count)
}

func (a *Authenticator) client(what, challenge string) []byte {
	said, err := json.Marshal(map[string]any{"type": what, "challenge": challenge, "origin": a.Origin, "crossOrigin": false})
	if err != nil {
		panic(err) // strings can be written
	}
	return said
}

func (a *Authenticator) tell(k key, response map[string]any) ([]byte, error) {
	return json.Marshal(map[string]any{"id": encode(k.id), "rawId": encode(k.id), "type": "public-key", "response": response})
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
