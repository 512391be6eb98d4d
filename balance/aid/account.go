package aid

import (
	"fmt"

	"entente"
	"entente/cal"
	"entente/unit"
)

// An Account is a fund as of a day: computed from its entries, never stored as truth. The lists are in a fixed order and never null.
// [Account.Verify] states what always holds between its figures.
type Account struct {
	Fund       string          `json:"fund"`
	Title      entente.Wording `json:"title,omitempty"`
	Exercise   bool            `json:"exercise,omitempty"`
	On         cal.Date        `json:"on"`
	Currency   unit.Unit       `json:"currency,omitempty"` // of all amounts; "": each line has its own
	Rates      []Rate          `json:"rates"`              // that were used
	Later      int             `json:"later"`              // entries made after the day, which are not in the account
	Totals     []Line          `json:"totals"`             // by currency
	Donors     []Line          `json:"donors"`             // by donor; what draws on a pledge counts with the one who pledged
	Kinds      []Line          `json:"kinds"`
	Years      []Line          `json:"years"`          // by the year that it is for, else that in which it was made; several years at once are not spread
	DonorYears []Line          `json:"donor_years"`    // by donor and year
	Once       []Once          `json:"once"`           // by currency and stage: what a naive sum counts, and what there is
	Ahead      []Coverage      `json:"ahead"`          // by period of the needs that have not passed
	ByYear     []Coverage      `json:"by_year"`        // of all needs
	Horizons   []Horizon       `json:"horizons"`       // by currency of the needs
	Lead       *Lead           `json:"lead,omitempty"` // nil: no commitment states a period that it is for
	Late       []Late          `json:"late"`
	Alike      []Alike         `json:"alike"`
	Through    []Through       `json:"through"`
	Beyond     []Beyond        `json:"beyond"`
	Gaps       []Gap           `json:"gaps"`
	Issues     []Issue         `json:"issues"`
}

// A Line is the steps of what has something in common. The fields that do not tell are empty.
type Line struct {
	Donor    entente.ActorID `json:"donor,omitempty"`
	Kind     string          `json:"kind,omitempty"`
	Period   cal.Period      `json:"period,omitzero"`
	Currency unit.Unit       `json:"currency"`
	Steps    []Step          `json:"steps"`             // in the order of the stages, all five
	Reached  []Reach         `json:"reached,omitempty"` // of totals and donors: in the order of the stages, all five
}

// A Step is what became of the amounts stated at a stage. Always
//
//	stated = drawn + done + open + conditional + lapsed + withdrawn − over
type Step struct {
	Stage       Stage        `json:"stage"`
	Stated      unit.Decimal `json:"stated"`
	Drawn       unit.Decimal `json:"drawn"`       // came to a later stage
	Done        unit.Decimal `json:"done"`        // stands at the last stage of its kind
	Open        unit.Decimal `json:"open"`        // not drawn, and without a condition that is not met
	Conditional unit.Decimal `json:"conditional"` // not drawn, and its condition is not met
	Lapsed      unit.Decimal `json:"lapsed"`
	Withdrawn   unit.Decimal `json:"withdrawn"`
	Over        unit.Decimal `json:"over"` // drawn beyond what was stated
}

// A Reach is what came to a stage or beyond it, each amount once. Always, from a stage to the next,
//
//	amount = next amount + done + open + conditional + lapsed + withdrawn − over
type Reach struct {
	Stage    Stage        `json:"stage"`
	Stated   unit.Decimal `json:"stated"`
	Straight unit.Decimal `json:"straight"` // stated at later stages only, drawing on nothing or on what came before this stage
	Amount   unit.Decimal `json:"amount"`   // stated + straight
}

// Once is what the sum of all entries of a stage counts, and what there is. Always
//
//	naive = counted + repeated + given,  net = counted + unreported
type Once struct {
	Currency   unit.Unit    `json:"currency"`
	Stage      Stage        `json:"stage"`
	Naive      unit.Decimal `json:"naive"`
	Counted    unit.Decimal `json:"counted"`    // in the lines of the account
	Repeated   unit.Decimal `json:"repeated"`   // named as the same as another entry
	Given      unit.Decimal `json:"given"`      // through a body that reports it itself
	Unreported unit.Decimal `json:"unreported"` // of given, what is more than the body reports; it is in no line
	Net        unit.Decimal `json:"net"`
}

// Through is what donors say that they gave through a body which reports of its own, of one kind and at one stage. The periods of both
// overlap, directly or by way of others, and Period is all of them. The lines of the account have the body's figure. Always
//
//	given = twice + unreported,  own = twice + remainder
type Through struct {
	Body       entente.ActorID `json:"body"`
	Kind       string          `json:"kind,omitempty"`
	Period     cal.Period      `json:"period"`
	Currency   unit.Unit       `json:"currency"`
	Stage      Stage           `json:"stage"`
	Own        unit.Decimal    `json:"own"`        // what the body reports
	Given      unit.Decimal    `json:"given"`      // what donors report as given through it
	Twice      unit.Decimal    `json:"twice"`      // what adding the two would count twice
	Remainder  unit.Decimal    `json:"remainder"`  // of the body's figure, what is attributed to no donor
	Unreported unit.Decimal    `json:"unreported"` // given beyond the body's figure
	Donors     []Part          `json:"donors"`
}

// A Part is what one of several has in an amount.
type Part struct {
	Party   entente.ActorID `json:"party"`
	Amount  unit.Decimal    `json:"amount"`
	Entries []string        `json:"entries,omitempty"`
}

// Coverage is how far needs of a period are met. Always needed = firm + conditional + promised + missing. Shares are of needed, to four
// places, and are left out where nothing is needed.
type Coverage struct {
	Period      cal.Period    `json:"period"`
	Currency    unit.Unit     `json:"currency"`
	Needed      unit.Decimal  `json:"needed"`
	Firm        unit.Decimal  `json:"firm"`        // secured, without a condition that is not met
	Conditional unit.Decimal  `json:"conditional"` // secured, if its condition is met
	Promised    unit.Decimal  `json:"promised"`    // at a stage before that from which on money counts as secured
	Missing     unit.Decimal  `json:"missing"`
	Shares      *CoverageRate `json:"shares,omitempty"`
}

// A CoverageRate is a coverage in shares of what is needed, 1 being all.
type CoverageRate struct {
	Firm        unit.Decimal `json:"firm"`
	Conditional unit.Decimal `json:"conditional"`
	Promised    unit.Decimal `json:"promised"`
	Missing     unit.Decimal `json:"missing"`
}

// A Horizon says how far ahead needs are secured by firm money.
type Horizon struct {
	Currency unit.Unit `json:"currency"`
	Until    *cal.Date `json:"until,omitempty"` // the last day up to which needs are secured in full, by whole periods; nil: not even today
	Lasts    *cal.Date `json:"lasts,omitempty"` // the same if within a period an even part is used each day; nil: not even the first day
	Days     int       `json:"days"`            // from the day of the account to until; 0 where there is none
	All      bool      `json:"all,omitempty"`   // all needs that are stated: nobody stated any for later
	First    string    `json:"first,omitempty"` // the need that is not secured
}

// A Lead is how long before the period that it is for money was committed, in days, over entries that are committed. It is below zero where
// the commitment came after the period began.
type Lead struct {
	Entries int          `json:"entries"`
	Median  unit.Decimal `json:"median"`
	Least   int          `json:"least"`
	Most    int          `json:"most"`
}

// Late is an entry past the day on which all of it was expected at its last stage. Its commitments and allocations are listed besides it
// where they have such a day of their own, so the amounts are not to be added.
type Late struct {
	Entry     string          `json:"entry"`
	Donor     entente.ActorID `json:"donor"`
	Stage     Stage           `json:"stage"`
	Text      string          `json:"text,omitempty"`
	Currency  unit.Unit       `json:"currency"`
	Amount    unit.Decimal    `json:"amount"`
	Missing   unit.Decimal    `json:"missing"` // neither there nor lapsed nor withdrawn
	Undrawn   unit.Decimal    `json:"undrawn"` // of that, what has not even left its stage
	Expected  cal.Date        `json:"expected"`
	Days      int             `json:"days"`
	Condition string          `json:"condition,omitempty"` // not met
}

// Alike are entries that look like one: same donor, stage, kind, amount, period and text. Each is counted unless one names the other in
// same.
type Alike struct {
	Donor    entente.ActorID `json:"donor"`
	Stage    Stage           `json:"stage"`
	Text     string          `json:"text"`
	Period   cal.Period      `json:"period,omitzero"`
	Currency unit.Unit       `json:"currency"`
	Amount   unit.Decimal    `json:"amount"`
	Entries  []string        `json:"entries"`
	Twice    unit.Decimal    `json:"twice"` // that the account has too much if they are one
}

// Beyond is an entry on which more is drawn than it has.
type Beyond struct {
	Entry    string          `json:"entry"`
	Donor    entente.ActorID `json:"donor"`
	Stage    Stage           `json:"stage"`
	Currency unit.Unit       `json:"currency"`
	Amount   unit.Decimal    `json:"amount"`
	Drawn    unit.Decimal    `json:"drawn"`
	Over     unit.Decimal    `json:"over"`
	By       []string        `json:"by"`
}

// A Gap is a need, of whatever time, that is not secured.
type Gap struct {
	Need      string       `json:"need"`
	Title     string       `json:"title,omitempty"`
	Kind      string       `json:"kind,omitempty"`
	Period    cal.Period   `json:"period"`
	Currency  unit.Unit    `json:"currency"`
	Needed    unit.Decimal `json:"needed"`
	Unsecured unit.Decimal `json:"unsecured"` // needed beyond what is firm
	Missing   unit.Decimal `json:"missing"`   // needed beyond all that is firm, conditional or promised
	Passed    bool         `json:"passed,omitempty"`
}

// An Issue is something about an entry that a reader has to know.
type Issue struct {
	What     string          `json:"what"` // one of the issues below
	Entry    string          `json:"entry"`
	Other    string          `json:"other,omitempty"` // entry
	Donor    entente.ActorID `json:"donor"`
	Currency unit.Unit       `json:"currency"`
	Amount   unit.Decimal    `json:"amount"`
	Words    string          `json:"words"`
}

// What an issue is about.
const (
	Negative     = "negative"      // an amount below zero
	BeforeSource = "before-source" // it draws on what was made after it
	OtherDonor   = "other-donor"   // it draws on a pledge of somebody else, with whom it counts
	Unmet        = "unmet"         // it draws on something, or is done, under a condition that is not met
	AfterEnd     = "after-end"     // it draws on something after that had lapsed or was withdrawn
	OtherKind    = "other-kind"    // it is given through a body that reports in these years too, though of another kind: each is counted
	NotCounted   = "not-counted"   // it draws on something that is made after the day of the account, and counts by itself
)

// Verify recomputes what always holds between the figures of an account, and returns the first identity that does not: those of [Step],
// [Reach], [Once], [Through] and [Coverage], and that donors, kinds and years add up to the totals at each stage and in each field.
func (a Account) Verify() error {
	for _, lines := range [][]Line{a.Totals, a.Donors, a.Kinds, a.Years, a.DonorYears} {
		for _, l := range lines {
			if err := l.verify(); err != nil {
				return fmt.Errorf("aid: account of %s on %v: %s%s%v %s: %w", a.Fund, a.On, l.Donor, l.Kind, l.Period, l.Currency, err)
			}
		}
	}
	for name, lines := range map[string][]Line{"donors": a.Donors, "kinds": a.Kinds, "years": a.Years, "donors and years": a.DonorYears} {
		if err := addUp(a.Totals, lines); err != nil {
			return fmt.Errorf("aid: account of %s on %v: %s: %w", a.Fund, a.On, name, err)
		}
	}
	if err := a.verifyRest(); err != nil {
		return fmt.Errorf("aid: account of %s on %v: %w", a.Fund, a.On, err)
	}
	return nil
}

func (l Line) verify() error {
	for i, s := range l.Steps {
		if err := equal(string(s.Stage)+": stated", s.Stated, s.Drawn.Add(s.remains())); err != nil {
			return err
		}
		if l.Reached == nil {
			continue
		}
		r, next := l.Reached[i], unit.Decimal{}
		if i+1 < len(l.Reached) {
			next = l.Reached[i+1].Amount
		}
		if err := equal(string(s.Stage)+": reached", r.Amount, next.Add(s.remains())); err != nil {
			return err
		}
		if err := equal(string(s.Stage)+": reached", r.Amount, s.Stated.Add(r.Straight)); err != nil {
			return err
		}
	}
	return nil
}

// remains returns what of a step does not go on: done + open + conditional + lapsed + withdrawn − over.
func (s Step) remains() unit.Decimal {
	return sum(s.Done, s.Open, s.Conditional, s.Lapsed, s.Withdrawn).Sub(s.Over)
}

func (s Step) fields() []unit.Decimal {
	return []unit.Decimal{s.Stated, s.Drawn, s.Done, s.Open, s.Conditional, s.Lapsed, s.Withdrawn, s.Over}
}

func addUp(totals, parts []Line) error {
	for _, t := range totals {
		for i := range t.Steps {
			sums := make([]unit.Decimal, len(t.Steps[i].fields()))
			for _, p := range parts {
				for j, v := range p.Steps[i].fields() {
					if p.Currency == t.Currency {
						sums[j] = sums[j].Add(v)
					}
				}
			}
			for j, v := range t.Steps[i].fields() {
				if err := equal(fmt.Sprintf("%s, field %d", t.Steps[i].Stage, j), v, sums[j]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (a Account) verifyRest() error {
	type identity struct {
		name string
		a, b unit.Decimal
	}
	var all []identity
	for _, o := range a.Once {
		all = append(all, identity{"naive", o.Naive, sum(o.Counted, o.Repeated, o.Given)}, identity{"net", o.Net, sum(o.Counted, o.Unreported)})
	}
	for _, t := range a.Through {
		all = append(all, identity{"given", t.Given, sum(t.Twice, t.Unreported)}, identity{"own", t.Own, sum(t.Twice, t.Remainder)})
	}
	for _, c := range append(append([]Coverage{}, a.Ahead...), a.ByYear...) {
		all = append(all, identity{"needed", c.Needed, sum(c.Firm, c.Conditional, c.Promised, c.Missing)})
	}
	for _, x := range all {
		if err := equal(x.name, x.a, x.b); err != nil {
			return err
		}
	}
	return nil
}

func equal(name string, a, b unit.Decimal) error {
	if a.Cmp(b) != 0 {
		return fmt.Errorf("%s is %v, and its parts are %v", name, a, b)
	}
	return nil
}

func sum(all ...unit.Decimal) unit.Decimal {
	var s unit.Decimal
	for _, v := range all {
		s = s.Add(v)
	}
	return s
}
