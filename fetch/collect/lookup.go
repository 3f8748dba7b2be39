// Asks for things by their ids, 100 at a time, and notes those that are not there.

package collect

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"twq/fetch"
)

// lookUp asks for things by their ids, and notes those that are not there.
func (r *run) lookUp(ctx context.Context, part *Part, p *place) error {
	const most = 100
	for p.At < len(part.IDs) {
		ids := part.IDs[p.At:min(p.At+most, len(part.IDs))]
		req, err := part.Lookup(ids)
		if err != nil {
			return err
		}
		rows, err := r.found(ctx, req)
		if err != nil {
			return err
		}
		there := map[string]bool{}
		for _, row := range rows {
			id := memberID(row, part.Name)
			if there[id] && id != "" {
				r.result.Repeats++
				continue
			}
			there[id] = true
			r.out.add(OneLine(row.Text))
			r.look(row.Text)
			r.state.Rows++
		}
		for _, id := range ids {
			if !there[strings.ToLower(id)] {
				r.missing.add(id)
				r.state.Lost++
			}
		}
		p.At += len(ids)
		p.Done = p.At == len(part.IDs)
		if err := r.commit(); err != nil {
			return err
		}
		r.tell()
	}
	p.Done = true
	return r.commit()
}

// found asks for some ids; that there is none of them is no error (code 17).
func (r *run) found(ctx context.Context, req fetch.Request) ([]fetch.Row, error) {
	page, err := r.Source.Fetch(ctx, req)
	r.result.Pages++
	if e, ok := errors.AsType[*fetch.HTTPError](err); ok && e.HasCode(17) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r.result.Blanked += page.Blanked
	rows, beside, err := fetch.ReadRows(page, r.result.Pages)
	r.tellBeside(slices.DeleteFunc(beside, func(key string) bool { return key == "errors" })) // of those that are missing
	return rows, err
}

// memberID is what a row was asked for by.
func memberID(row fetch.Row, name string) string {
	if name == "" || name == "id_str" {
		return row.ID
	}
	return strings.ToLower(gjson.Get(row.Text, name).String())
}
