package model

import "fmt"

// Provider is who runs a placement: the return's PLACE_PROVIDER.
type Provider uint8

const (
	ProviderParents   Provider = iota // PR0, parents; with_parents only
	ProviderOwn                       // PR1, the council itself
	ProviderOtherLA                   // PR2, another local authority
	ProviderPublic                    // PR3, another public body, such as health
	ProviderPrivate                   // PR4
	ProviderVoluntary                 // PR5
	Providers         int      = iota
)

var providerNames = [Providers]string{"PR0", "PR1", "PR2", "PR3", "PR4", "PR5"}

func (p Provider) String() string               { return nameOf(providerNames[:], int(p)) }
func (p Provider) MarshalText() ([]byte, error) { return []byte(p.String()), nil }
func (p *Provider) UnmarshalText(b []byte) error {
	return parseName(p, providerNames[:], "provider", b)
}

// ProviderOf is the provider of a code; false where it is empty or none.
func ProviderOf(code string) (Provider, bool) {
	for i, n := range providerNames {
		if n == code {
			return Provider(i), true
		}
	}
	return 0, false
}

// ProviderShares is a Dirichlet over who runs a placement of one setting and
// location, with parameters Weight·Mean. The zero value says that nothing is
// known: children placed there then count under no provider.
type ProviderShares struct {
	Seen   float64            // placements that began in the window, ≥ 0
	Mean   [Providers]float64 // sums to 1
	Weight float64            // > 0, Seen and what the prior counts for
}

// Known tells whether anything is known.
func (s *ProviderShares) Known() bool { return s.Weight > 0 }

// UsualProvider is who runs most placements of a setting in England: what
// stands in where nothing was seen.
func UsualProvider(s Setting) Provider {
	switch s {
	case WithParents:
		return ProviderParents
	case Kinship, FosterOwn, Adoptive:
		return ProviderOwn
	}
	return ProviderPrivate
}

// Run is a place and who runs it, "residential/out/PR4" in files.
type Run struct {
	Place    Place
	Provider Provider
}

// String is "residential/out/PR4".
func (r Run) String() string { return r.Place.String() + "/" + r.Provider.String() }

// UnmarshalText reads "residential/out/PR4".
func (r *Run) UnmarshalText(b []byte) error {
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] == '/' {
			if err := r.Place.UnmarshalText(b[:i]); err != nil {
				return err
			}
			return r.Provider.UnmarshalText(b[i+1:])
		}
	}
	return fmt.Errorf("no provider in %q", b)
}
