// An explanation as data: the whole as one JSON document, the steps as rows.

package main

import (
	"encoding/json"
	"strings"

	"twq/query"
)

// explainedDocument is an explanation in JSON.
type explainedDocument struct {
	Path   string          `json:"path"`
	Steps  []explainedStep `json:"steps"`
	Answer *explainedValue `json:"answer,omitempty"`
	Notes  []explainedNote `json:"notes"`
	Same   []explainedSame `json:"same"`
	Words  string          `json:"words,omitempty"`
}

// explainedStep is a step in JSON. The numbers are there when there was data for it.
type explainedStep struct {
	Number  int             `json:"number"`
	Step    string          `json:"step"`
	Kind    string          `json:"kind"`
	Depth   int             `json:"depth"`
	Path    string          `json:"path"`
	Does    string          `json:"does"`
	Left    string          `json:"left,omitempty"`
	Sample  string          `json:"sample,omitempty"`
	Lost    string          `json:"lost,omitempty"`
	In      *int            `json:"in,omitempty"`
	Out     *int            `json:"out,omitempty"`
	Missed  *int            `json:"missed,omitempty"`
	Tested  *int            `json:"tested,omitempty"`
	Matched *int            `json:"matched,omitempty"`
	Kinds   map[string]int  `json:"kinds,omitempty"`
	Answer  *explainedValue `json:"answer,omitempty"` // of the path up to here
}

// explainedValue says what a value is; the value itself is there when it is small.
type explainedValue struct {
	Kind  string          `json:"kind"`
	Count *int            `json:"count,omitempty"`
	Value json.RawMessage `json:"value,omitempty"`
}

// explainedNote is a note in JSON.
type explainedNote struct {
	Code    string `json:"code"`
	Refused bool   `json:"refused"`
	Message string `json:"message"`
	Try     string `json:"try,omitempty"`
	Hint    string `json:"hint,omitempty"`
}

// explainedSame is a translation in JSON, or why there is none.
type explainedSame struct {
	Language string `json:"language"`
	Text     string `json:"text,omitempty"`
	Remark   string `json:"remark,omitempty"`
	None     string `json:"none,omitempty"`
}

func (e explained) document() explainedDocument {
	d := explainedDocument{Path: e.Path, Steps: e.steps(), Notes: []explainedNote{}, Same: []explainedSame{}, Words: e.Words}
	if e.Data {
		d.Answer = valueOf(e.Answer)
	}
	for _, n := range e.told() {
		d.Notes = append(d.Notes, explainedNote{Code: n.Code, Refused: n.Severity == query.Wrong, Message: n.Message, Try: n.Try, Hint: n.Hint})
	}
	for _, s := range e.Same {
		row := explainedSame{Language: string(s.Language), Text: s.Text, Remark: s.Remark}
		if s.Err != nil {
			row.None = unsaid(s.Err)
		}
		d.Same = append(d.Same, row)
	}
	return d
}

func (e explained) steps() []explainedStep {
	steps := []explainedStep{}
	for _, s := range e.shown() {
		step := explainedStep{Number: s.Number, Step: strings.TrimLeft(stepText(s), " "), Kind: s.Kind.String(), Depth: s.Depth, Path: s.Path,
			Does: s.Does, Left: s.Left, Sample: s.Sample, Lost: s.Lost}
		if s.Number == 0 {
			step.Kind = "start"
		}
		if s.Walked {
			step.In, step.Out, step.Missed, step.Kinds = &s.In, &s.Out, &s.Missed, kindsOf(s.Kinds)
			if s.Kind == query.First || s.Kind == query.All {
				step.Tested, step.Matched = &s.Tested, &s.Matched
			}
		}
		if e.Data && s.Depth == 0 && s.Number > 0 && s.Kind != query.Each && s.Kind != query.Lines { // alone these two mean something else
			step.Answer = valueOf(s.Value)
		}
		steps = append(steps, step)
	}
	return steps
}

func kindsOf(t query.Tally) map[string]int {
	kinds := map[string]int{"object": t.Object, "list": t.Array, "text": t.String, "number": t.Number, "boolean": t.True + t.False, "null": t.Null}
	for kind, n := range kinds {
		if n == 0 {
			delete(kinds, kind)
		}
	}
	return kinds
}

// smallValue is how many bytes of a value are repeated in an explanation.
const smallValue = 500

func valueOf(v query.Value) *explainedValue {
	kind, size := query.Describe(v)
	out := &explainedValue{Kind: kind}
	if size >= 0 {
		out.Count = &size
	}
	if len(v.Raw) <= smallValue && json.Valid([]byte(v.Raw)) {
		out.Value = json.RawMessage(v.Raw)
	}
	return out
}
