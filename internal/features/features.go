// Package features serves points in time as a collection of OGC API – Features, Part 1: Core (OGC 17-069r4), so that maps and tools
// such as GDAL open them.
package features

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Collection is what is served. All fields are required.
type Collection struct {
	ID          string
	Title       string
	Description string
	// Items returns all features, in an order that stays.
	Items func(context.Context) ([]Item, error)
}

// An Item is one feature: a point at a time.
type Item struct {
	ID       string
	Time     time.Time
	Lon, Lat float64         // degrees of WGS 84
	Feature  json.RawMessage // as GeoJSON
}

// A server serves one collection below a path.
type server struct {
	base string
	c    Collection
	warn func(error)
}

// New returns a handler for base and all paths below it. base is the landing page. warn is told what went wrong on the server's side.
func New(base string, c Collection, warn func(error)) http.Handler {
	s := &server{base, c, warn}
	mux := http.NewServeMux()
	items := base + "/collections/" + c.ID + "/items"
	for path, answer := range map[string]func(*http.Request) (any, error){
		base:                       s.landing,
		base + "/conformance":      s.conformance,
		base + "/api":              s.description,
		base + "/collections":      s.collections,
		base + "/collections/{id}": s.collection,
		items:                      s.items,
		items + "/{item}":          s.item,
	} {
		mux.HandleFunc("GET "+path, s.answer(answer))
	}
	mux.HandleFunc(base+"/", func(w http.ResponseWriter, r *http.Request) {
		s.write(w, r, http.StatusNotFound, failure{"NotFound", "nothing here; the collection is at " + items})
	})
	return mux
}

// A failure is an answer that says what is wrong.
type failure struct {
	Code        string `json:"code"`
	Description string `json:"description"`
}

func (f failure) Error() string { return f.Description }

var notFound = failure{"NotFound", "no such thing"}

func (s *server) answer(f func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := f(r)
		var bad failure
		switch {
		case err == nil:
			s.write(w, r, http.StatusOK, v)
		case errors.As(err, &bad) && bad.Code == notFound.Code:
			s.write(w, r, http.StatusNotFound, bad)
		case errors.As(err, &bad):
			s.write(w, r, http.StatusBadRequest, bad)
		default:
			s.warn(err)
			s.write(w, r, http.StatusInternalServerError, failure{"ServerError", "the server failed; its log says why"})
		}
	}
}

func (s *server) write(w http.ResponseWriter, _ *http.Request, code int, v any) {
	kind := "application/json"
	switch v.(type) {
	case page, json.RawMessage:
		kind = "application/geo+json"
	case openAPI:
		kind = "application/vnd.oai.openapi+json;version=3.0"
	}
	b, err := json.Marshal(v)
	if err != nil {
		s.warn(err)
		code = http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(code)
	w.Write(append(b, '\n'))
}

// A link points to another answer.
type link struct {
	Href  string `json:"href"`
	Rel   string `json:"rel"`
	Type  string `json:"type,omitempty"`
	Title string `json:"title,omitempty"`
}

const (
	plainJSON = "application/json"
	geoJSON   = "application/geo+json"
)

// root is the address of the landing page, as the client has it.
func (s *server) root(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host + s.base
}

func (s *server) landing(r *http.Request) (any, error) {
	root := s.root(r)
	return map[string]any{"title": s.c.Title, "description": s.c.Description, "links": []link{
		{root, "self", plainJSON, "This document"},
		{root + "/api", "service-desc", "application/vnd.oai.openapi+json;version=3.0", "The API"},
		{root + "/conformance", "conformance", plainJSON, "What it conforms to"},
		{root + "/collections", "data", plainJSON, "The collection"},
	}}, nil
}

func (s *server) conformance(*http.Request) (any, error) {
	const at = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
	return map[string]any{"conformsTo": []string{at + "core", at + "geojson", at + "oas30"}}, nil
}

func (s *server) collections(r *http.Request) (any, error) {
	one, err := s.describe(r)
	if err != nil {
		return nil, err
	}
	return map[string]any{"links": []link{{s.root(r) + "/collections", "self", plainJSON, ""}}, "collections": []any{one}}, nil
}

func (s *server) collection(r *http.Request) (any, error) {
	if r.PathValue("id") != s.c.ID {
		return nil, notFound
	}
	return s.describe(r)
}

// describe says what the collection holds, and where it lies.
func (s *server) describe(r *http.Request) (any, error) {
	all, err := s.c.Items(r.Context())
	if err != nil {
		return nil, err
	}
	here := s.root(r) + "/collections/" + s.c.ID
	d := map[string]any{
		"id": s.c.ID, "title": s.c.Title, "description": s.c.Description, "itemType": "feature", "crs": []string{crs84},
		"links": []link{{here, "self", plainJSON, ""}, {here + "/items", "items", geoJSON, s.c.Title}},
	}
	if len(all) > 0 {
		d["extent"] = extent(all)
	}
	return d, nil
}

const crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

func extent(all []Item) any {
	west, south, east, north := all[0].Lon, all[0].Lat, all[0].Lon, all[0].Lat
	from, to := all[0].Time, all[0].Time
	for _, i := range all {
		west, south, east, north = min(west, i.Lon), min(south, i.Lat), max(east, i.Lon), max(north, i.Lat)
		if i.Time.Before(from) {
			from = i.Time
		}
		if i.Time.After(to) {
			to = i.Time
		}
	}
	return map[string]any{
		"spatial":  map[string]any{"bbox": [][]float64{{west, south, east, north}}, "crs": crs84},
		"temporal": map[string]any{"interval": [][]string{{from.UTC().Format(time.RFC3339), to.UTC().Format(time.RFC3339)}}},
	}
}

// A page is a part of the collection.
type page struct {
	Type     string            `json:"type"`
	Links    []link            `json:"links"`
	Stamp    string            `json:"timeStamp"`
	Matched  int               `json:"numberMatched"`
	Returned int               `json:"numberReturned"`
	Features []json.RawMessage `json:"features"`
}

func (s *server) items(r *http.Request) (any, error) {
	q, err := parse(r.URL.Query())
	if err != nil {
		return nil, err
	}
	all, err := s.c.Items(r.Context())
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(slices.Clone(all), func(i Item) bool { return !q.holds(&i) })
	p := page{Type: "FeatureCollection", Stamp: time.Now().UTC().Format(time.RFC3339), Matched: len(all), Features: []json.RawMessage{}}
	here := s.root(r) + "/collections/" + s.c.ID + "/items"
	p.Links = append(p.Links, link{here + query(r.URL.Query(), q.offset), "self", geoJSON, ""})
	for _, i := range all[min(q.offset, len(all)):min(q.offset+q.limit, len(all))] {
		p.Features = append(p.Features, i.Feature)
	}
	if p.Returned = len(p.Features); q.offset+q.limit < len(all) {
		p.Links = append(p.Links, link{here + query(r.URL.Query(), q.offset+q.limit), "next", geoJSON, ""})
	}
	return p, nil
}

// query returns the query of a page.
func query(v url.Values, offset int) string {
	if offset > 0 {
		v.Set("offset", strconv.Itoa(offset))
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

func (s *server) item(r *http.Request) (any, error) {
	all, err := s.c.Items(r.Context())
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(i Item) bool { return i.ID == r.PathValue("item") })
	if i < 0 {
		return nil, notFound
	}
	return all[i].Feature, nil
}

// A request is what is asked for.
type request struct {
	box           []float64 // west, south, east, north; nil for the world
	from, to      time.Time // zero: open
	limit, offset int
}

func (q *request) holds(i *Item) bool {
	if b := q.box; b != nil {
		inside := i.Lon >= b[0] && i.Lon <= b[2]
		if b[0] > b[2] { // over the antimeridian
			inside = i.Lon >= b[0] || i.Lon <= b[2]
		}
		if !inside || i.Lat < b[1] || i.Lat > b[3] {
			return false
		}
	}
	return (q.from.IsZero() || !i.Time.Before(q.from)) && (q.to.IsZero() || !i.Time.After(q.to))
}

// parse reads the parameters of Part 1, 7.15.2 to 7.15.4.
func parse(v url.Values) (q request, err error) {
	const standard, most = 100, 10_000
	bad := func(name, want string) error {
		return failure{"InvalidParameterValue", fmt.Sprintf("%s %.60q: want %s", name, v.Get(name), want)}
	}
	q.limit = standard
	for name := range v {
		text := v.Get(name)
		switch name {
		case "f":
		case "limit":
			if q.limit, err = strconv.Atoi(text); err != nil || q.limit < 1 {
				return q, bad(name, "1 or more")
			}
			q.limit = min(q.limit, most)
		case "offset":
			if q.offset, err = strconv.Atoi(text); err != nil || q.offset < 0 || q.offset > 1<<30 {
				return q, bad(name, "0 or more")
			}
		case "bbox":
			if q.box, err = box(text); err != nil {
				return q, bad(name, "four numbers: west,south,east,north")
			}
		case "datetime":
			if q.from, q.to, err = interval(text); err != nil {
				return q, bad(name, "a time such as 2030-01-01T00:00:00Z, or two with / between; .. for open")
			}
		default:
			return q, failure{"InvalidParameterValue", fmt.Sprintf("parameter %.60q unknown: want bbox, datetime, limit or offset", name)}
		}
	}
	return q, nil
}

func box(text string) ([]float64, error) {
	var all []float64
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	switch len(all) {
	case 4:
		return all, nil
	case 6: // with heights
		return []float64{all[0], all[1], all[3], all[4]}, nil
	}
	return nil, errors.New("want four numbers")
}

func interval(text string) (from, to time.Time, err error) {
	first, second, two := strings.Cut(text, "/")
	read := func(s string) (time.Time, error) {
		if s == "" || s == ".." {
			return time.Time{}, nil
		}
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t, err = time.Parse(time.DateOnly, s)
		}
		return t, err
	}
	if from, err = read(first); err != nil || !two {
		return from, from, err
	}
	to, err = read(second)
	return from, to, err
}

// An openAPI is the description of the API.
type openAPI map[string]any

func (s *server) description(r *http.Request) (any, error) {
	parameter := func(name, text, kind string) any {
		return map[string]any{"name": name, "in": "query", "description": text, "schema": map[string]any{"type": kind}}
	}
	get := func(summary, media string, parameters ...any) any {
		if parameters == nil {
			parameters = []any{}
		}
		return map[string]any{"get": map[string]any{"summary": summary, "parameters": parameters, "responses": map[string]any{
			"200": map[string]any{"description": "the answer", "content": map[string]any{media: map[string]any{}}},
			"400": map[string]any{"description": "what is wrong with the query"}, "404": map[string]any{"description": "no such thing"},
		}}}
	}
	items := "/collections/" + s.c.ID + "/items"
	return openAPI{
		"openapi": "3.0.3", "info": map[string]any{"title": s.c.Title, "version": "1"}, "servers": []any{map[string]any{"url": s.root(r)}},
		"paths": map[string]any{
			"/": get("landing page", plainJSON), "/conformance": get("conformance classes", plainJSON), "/collections": get("collections", plainJSON),
			"/collections/" + s.c.ID: get(s.c.Title, plainJSON),
			items: get("features", geoJSON, parameter("bbox", "west,south,east,north", "string"), parameter("datetime", "a time or an interval", "string"),
				parameter("limit", "features of a page", "integer"), parameter("offset", "features to leave out", "integer")),
			items + "/{item}": map[string]any{
				"parameters": []any{map[string]any{"name": "item", "in": "path", "required": true, "schema": map[string]any{"type": "string"}}},
				"get":        get("one feature", geoJSON).(map[string]any)["get"],
			},
		},
	}, nil
}
