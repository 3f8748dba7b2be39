// Says what the columns of counts and sums mean, for those who keep them.

package query

import "fmt"

// meant gives columns of counts or sums their meanings, in their order; "" is none.
func meant(columns []Column, meanings ...string) []Column {
	for i, m := range meanings {
		columns[i].Meaning = m
	}
	return columns
}

const (
	meaningCount = "How often the value occurs."
	meaningShare = "Its part of all that was counted."
)

func meaningValue(p *Path) string { return "What " + p.String() + " gives." }

// meaning is that of a column of periods.
func (c calendar) meaning(of string) string {
	zone := "UTC"
	if c.zone != nil {
		zone = c.zone.String()
	}
	return fmt.Sprintf("The %s of %s, in %s.", c.Period, of, zone)
}

// across are the meanings of the columns of a cross table, whose labels are those of the values of path.
func across(p *Path, path string, labels []string) []string {
	meanings := []string{meaningValue(p)}
	for _, l := range labels {
		meanings = append(meanings, fmt.Sprintf("How often the value occurs where %s is %s.", path, Clip(l, 60)))
	}
	return append(meanings, "How often the value occurs, in whatever column.")
}
