package api

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"

	"go.yaml.in/yaml/v4"
)

//go:embed openapi.yaml
var openAPISource []byte

// description returns the description of the API as JSON.
func description() ([]byte, error) {
	var doc any
	if err := yaml.Load(openAPISource, &doc); err != nil {
		return nil, fmt.Errorf("api: openapi.yaml: %w", err)
	}
	b, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("api: openapi.yaml: %w", err)
	}
	return b, nil
}

func (s *server) openAPI(w http.ResponseWriter, r *http.Request) {
	s.send(w, r, http.StatusOK, "application/json", json.RawMessage(s.described))
}
