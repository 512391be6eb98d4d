package asset

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"entente/geo"
)

// A placemark is one of KML 2.2 (OGC 07-147r2, 9.11).
type placemark struct {
	ID          string `xml:"id,attr"`
	Name        string `xml:"name"`
	Description string `xml:"description"`
	Data        []struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value"`
	} `xml:"ExtendedData>Data"`
	Simple []struct {
		Name  string `xml:"name,attr"`
		Value string `xml:",chardata"`
	} `xml:"ExtendedData>SchemaData>SimpleData"`
	shapes
}

// shapes are the geometries of a placemark or of a MultiGeometry.
type shapes struct {
	Lines    []string  `xml:"LineString>coordinates"`
	Points   []string  `xml:"Point>coordinates"`
	Polygons []polygon `xml:"Polygon"`
	Multi    []shapes  `xml:"MultiGeometry"`
}

type polygon struct {
	Outer string   `xml:"outerBoundaryIs>LinearRing>coordinates"`
	Inner []string `xml:"innerBoundaryIs>LinearRing>coordinates"`
}

// readKML reads the placemarks of a document, in whatever folder they are. Nothing that it links to is fetched.
func readKML(b []byte) ([]feature, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	var all []feature
	kml, depth := false, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("KML: %w", err)
		}
		switch t := token.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			if depth++; depth > 64 {
				return nil, errors.New("KML: elements more than 64 deep")
			}
			switch t.Name.Local {
			case "kml":
				kml = true
			case "Placemark":
				var p placemark
				if err := d.DecodeElement(&p, &t); err != nil {
					return nil, fmt.Errorf("KML: %w", err)
				}
				depth--
				all = append(all, p.feature())
			}
		}
	}
	if !kml && len(all) == 0 {
		return nil, errors.New("XML, but not KML")
	}
	return all, nil
}

func (p *placemark) feature() feature {
	f := feature{props: map[string]string{"name": p.Name, "description": p.Description}}
	if p.ID != "" {
		f.props["id"] = p.ID
	}
	for _, d := range p.Data {
		f.props[d.Name] = d.Value
	}
	for _, d := range p.Simple {
		f.props[d.Name] = d.Value
	}
	f.props = lower(f.props)
	f.err = p.shapes.add(&f, 0)
	return f
}

func (s *shapes) add(f *feature, depth int) error {
	if depth > 8 {
		return errors.New("MultiGeometry more than 8 deep")
	}
	for _, text := range s.Lines {
		all, err := tuples(text)
		if err == nil {
			err = f.add(geo.Line(all))
		}
		if err != nil {
			return err
		}
	}
	for _, text := range s.Points {
		all, err := tuples(text)
		if err == nil && len(all) != 1 {
			err = fmt.Errorf("point of %d positions", len(all))
		}
		if err == nil {
			err = f.add(all[0])
		}
		if err != nil {
			return err
		}
	}
	for _, one := range s.Polygons {
		var g geo.Polygon
		for _, text := range append([]string{one.Outer}, one.Inner...) {
			all, err := tuples(text)
			if err != nil {
				return err
			}
			g = append(g, all)
		}
		if err := f.add(g); err != nil {
			return err
		}
	}
	for i := range s.Multi {
		if err := s.Multi[i].add(f, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// tuples reads positions: longitude, latitude and perhaps a height, with commas in and white space between them.
func tuples(text string) ([]geo.Point, error) {
	var all []geo.Point
	for tuple := range strings.FieldsSeq(text) {
		parts := strings.Split(tuple, ",")
		if len(parts) < 2 {
			return nil, fmt.Errorf("coordinates %.40q: want longitude,latitude", tuple)
		}
		lon, err := strconv.ParseFloat(parts[0], 64)
		lat, err2 := strconv.ParseFloat(parts[1], 64)
		if err = errors.Join(err, err2); err != nil {
			return nil, fmt.Errorf("coordinates %.40q: want longitude,latitude", tuple)
		}
		all = append(all, geo.Point{Lon: lon, Lat: lat})
	}
	return all, nil
}
