// What is wrong with a result, without telling the right one.

package learn

import (
	"slices"

	"twq/query"
)

// DifferenceKind says in which way a result is not what was asked for.
type DifferenceKind int

// The differences.
const (
	NoDifference     DifferenceKind = iota
	NoAnswer                        // nothing was typed
	NothingFound                    // the result is missing
	OtherKind                       // GotKind instead of WantKind
	OtherCount                      // a list of Got instead of Want
	OtherOrder                      // the same elements in another order
	OtherKeys                       // an object, or objects, with other keys
	OtherValues                     // Got of Want elements are others; First is the place of the first
	OtherValue                      // one value, and another one
	OtherRows                       // a table of Got rows instead of Want
	OtherColumns                    // a table of Got columns instead of Want
	OtherColumnOrder                // the same columns in another order
	OtherNames                      // Got of Want columns have other names
	OtherCells                      // Got of Want cells are others
	OtherOutput                     // a command line printed something else
	OtherSource                     // a line that names its source so that it cannot be asked on other data
	LineFailed                      // a command line ended with exit code Got
	NotChosen                       // none of the options
	OtherChoice                     // another option, or another result than predicted
	NotPairs                        // no pairs, or not all
	OtherPairs                      // Got of Want pairs are right
	NotOrder                        // numbers of pieces, and not each of Want once
)

// Difference says it in numbers and kinds.
type Difference struct {
	Kind              DifferenceKind
	Got, Want, First  int
	GotKind, WantKind string
}

// differ says how two results that are not the same differ.
func differ(got, want query.Value) Difference {
	gotKind, gotSize := query.Describe(got)
	wantKind, wantSize := query.Describe(want)
	d := Difference{Got: gotSize, Want: wantSize, GotKind: gotKind, WantKind: wantKind}
	switch {
	case !got.Exists():
		d.Kind = NothingFound
	case gotKind != wantKind:
		d.Kind = OtherKind
	case got.IsArray():
		return differLists(got, want, d)
	case got.IsObject():
		if d.Kind = OtherValue; !slices.Equal(keysOf(got), keysOf(want)) {
			d.Kind = OtherKeys
		}
	default:
		d.Kind = OtherValue
	}
	return d
}

func differLists(got, want query.Value, d Difference) Difference {
	if d.Kind = OtherCount; d.Got != d.Want {
		return d
	}
	if d.Kind = OtherOrder; same(got, want, true) {
		return d
	}
	a, b := got.Array(), want.Array()
	d.Kind, d.Got, d.First = OtherValues, 0, -1
	for i := range a {
		if same(a[i], b[i], false) {
			continue
		}
		if d.Got++; d.First < 0 {
			d.First = i
			if a[i].IsObject() && b[i].IsObject() && !slices.Equal(keysOf(a[i]), keysOf(b[i])) {
				d.Kind = OtherKeys
			}
		}
	}
	return d
}

func keysOf(v query.Value) []string {
	var keys []string
	v.ForEach(func(key, _ query.Value) bool {
		keys = append(keys, key.String())
		return true
	})
	slices.Sort(keys)
	return keys
}
