// twq fields: the data dictionary.

package main

import (
	"context"
	"strings"

	"twq/query"
)

type fieldsCmd struct {
	Name string `arg:"" optional:"" help:"A field (retweet_count), a path (user.screen_name), an object (tweet), or a column of -c tweet."`
	answerFlags
}

// Help is the long help.
func (fieldsCmd) Help() string {
	return `Every field of the v1.1 API: what it means, its kind, when it is null or absent, an example; and the columns
that -c tweet and -c user give.

Examples:

  twq fields retweet_count
  twq fields retweeted_status.user.screen_name
  twq fields media
  twq fields tweet -f csv -o tweet-fields.csv`
}

// Run shows all fields, or those that have a name.
func (c fieldsCmd) Run(ctx context.Context, w *world) error {
	fields := query.Fields()
	if c.Name != "" {
		var near []string
		if fields, near = query.FindFields(c.Name); len(fields) == 0 {
			return &unknownFieldError{Name: c.Name, Near: near}
		}
	}
	out, err := c.openSink(w)
	if err != nil {
		return err
	}
	defer out.close()
	if out.brief() && c.Columns == "" && len(fields) > 1 {
		if err := c.showIn(ctx, w, out, briefFields(fields)); err != nil {
			return err
		}
		w.say("when a field is null or absent, and examples: twq fields %s, or -f csv for all", fields[0].Name)
		return nil
	}
	rows := fieldRows(fields)
	if out.brief() && c.Columns == "" && len(rows) == 1 {
		return c.showIn(ctx, w, out, rows[0])
	}
	return c.showIn(ctx, w, out, rows)
}

// fieldRow is a field with all that is known of it.
type fieldRow struct {
	Field   string `json:"field"`
	Object  string `json:"object"`
	Kinds   string `json:"kinds"`
	Meaning string `json:"meaning"`
	Absent  string `json:"null or absent"`
	Example string `json:"example"`
}

func fieldRows(fields []query.Field) []fieldRow {
	rows := make([]fieldRow, len(fields))
	for i, f := range fields {
		rows[i] = fieldRow{f.Name, f.Object, f.Kinds, f.Meaning, f.Absent, f.Example}
	}
	return rows
}

// briefField is a field in a list for people.
type briefField struct {
	Object  string `json:"object"`
	Field   string `json:"field"`
	Kinds   string `json:"kinds"`
	Meaning string `json:"meaning"`
}

func briefFields(fields []query.Field) []briefField {
	rows := make([]briefField, len(fields))
	for i, f := range fields {
		rows[i] = briefField{f.Object, f.Name, f.Kinds, f.Meaning}
	}
	return rows
}

// unknownFieldError is a name that the dictionary does not have.
type unknownFieldError struct {
	Name string
	Near []string
}

func (e *unknownFieldError) Error() string { return "no field " + e.Name }

// fieldOffers are the names of objects, and of fields with what they mean.
func fieldOffers() []offer {
	var offers []offer
	seen := map[string]bool{}
	for _, f := range query.Fields() {
		for _, o := range []offer{{f.Object, "an object"}, {f.Name, f.Meaning}} {
			if !seen[o.word] && !strings.Contains(f.Object, " ") {
				seen[o.word] = true
				offers = append(offers, o)
			}
		}
	}
	return offers
}
