package score

// An Agreement is how far analysts agree on a scale. It counts items that two of them have scored, and names none.
type Agreement struct {
	Scale string          `json:"scale"`
	Alpha *Alpha          `json:"alpha"`         // null where it is undefined
	Why   string          `json:"why,omitempty"` // it is
	Pairs []PairAgreement `json:"pairs"`         // of each two analysts, in alphabetical order
}

// A PairAgreement is how two analysts agree.
type PairAgreement struct {
	Comparison
	Kappa    *Kappa `json:"kappa"`          // null where it is undefined
	Weighted *Kappa `json:"quadraticKappa"` // likewise
	Why      string `json:"why,omitempty"`  // it is
}

// Agreement returns how far the analysts of the sheet agree.
func (s *Sheet) Agreement() (Agreement, error) {
	a := Agreement{Scale: s.scale.ID, Pairs: []PairAgreement{}}
	if alpha, err := s.Alpha(); err == nil {
		a.Alpha = &alpha
	} else {
		a.Why = err.Error()
	}
	all, err := s.Comparisons()
	for _, c := range all {
		a.Pairs = append(a.Pairs, newPairAgreement(c))
	}
	return a, err
}

func newPairAgreement(c Comparison) PairAgreement {
	p := PairAgreement{Comparison: c}
	k, err := c.Matrix.Kappa()
	if err != nil {
		p.Why = err.Error()
		return p
	}
	p.Kappa = &k
	if q, err := c.Matrix.QuadraticKappa(); err == nil {
		p.Weighted = &q
	}
	return p
}
