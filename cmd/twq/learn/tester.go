// Tests a pack: whether its exercises are what they say.

package learn

import (
	"context"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"twq/fixtures/lesson"
	"twq/query"
)

// What can be wrong with the exercises of a pack whose form is right.
const (
	Unreadable       lesson.Fault = "unreadable data"     // Detail is the data; Err says why
	NoResult         lesson.Fault = "no result"           // the solution gives nothing on the data that Detail names
	SolutionFails    lesson.Fault = "solution fails"      // Err says why
	AlternativeFails lesson.Fault = "alternative fails"   // Answer is not the same as the solution
	MistakePasses    lesson.Fault = "mistake passes"      // Answer is listed as a mistake and is right
	BrokenPasses     lesson.Fault = "broken passes"       // the path to mend is right
	EmptyPasses      lesson.Fault = "empty passes"        // no answer is right
	ThisPasses       lesson.Fault = "@this passes"        // the whole document is right
	ConstantPasses   lesson.Fault = "constant passes"     // Answer, which does not look at the data, is right
	ResultShown      lesson.Fault = "result in the task"  // Detail is the result
	SolutionShown    lesson.Fault = "solution in task"    // the task holds the solution
	NotTaught        lesson.Fault = "not taught"          // Detail is a feature that the solution needs
	NeedsLater       lesson.Fault = "needs what is later" // Detail is a need that no earlier exercise teaches
	OtherPrediction  lesson.Fault = "other prediction"    // ask gives something else than the solution
	FocusNothing     lesson.Fault = "focus finds nothing" // Detail is the focus
	ShownNothing     lesson.Fault = "shown line broken"   // Detail is the path of shown
	OtherResult      lesson.Fault = "other result"        // the solution gives something else than the result that was kept; Detail is it
	UntoldFeature    lesson.Fault = "teaches nothing"     // a name in teaches that is empty
)

// Tested is what became of one exercise under the test.
type Tested struct {
	Exercise *lesson.Exercise
	// Answers counts the answers that were judged.
	Answers int
	Defects []*lesson.Defect
}

// Test tests the exercises of a pack, one after the other, but those in which the form was found wrong. The error is of the context.
func (b *Bench) Test(ctx context.Context, form []*lesson.Defect, told func(Tested)) error {
	taught := map[string]bool{}
	for _, e := range b.Pack.Exercises {
		t := &trial{b: b, e: e, out: Tested{Exercise: e}}
		t.teaching(taught)
		if slices.ContainsFunc(form, func(d *lesson.Defect) bool { return d.File == e.File }) {
			continue
		}
		if err := t.run(ctx); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		told(t.out)
	}
	return nil
}

// trial is the test of one exercise under way.
type trial struct {
	b   *Bench
	e   *lesson.Exercise
	out Tested
}

func (t *trial) say(d lesson.Defect) {
	d.File, d.Exercise = t.e.File, t.e.Name
	t.out.Defects = append(t.out.Defects, &d)
}

// teaching looks whether only what was taught before is needed.
func (t *trial) teaching(taught map[string]bool) {
	for _, need := range t.e.Needs {
		if !taught[need] {
			t.say(lesson.Defect{Fault: NeedsLater, Detail: need})
		}
	}
	for _, f := range t.e.Teaches {
		if strings.TrimSpace(f) == "" {
			t.say(lesson.Defect{Fault: UntoldFeature})
		}
		taught[f] = true
	}
	for _, f := range FeaturesOf(t.e) {
		if !taught[f] {
			t.say(lesson.Defect{Fault: NotTaught, Detail: f})
			taught[f] = true // it is told once
		}
	}
}

// answer judges an answer; ok is false when that cannot be done at all.
func (t *trial) answer(ctx context.Context, answer string) (v Verdict, ok bool) {
	t.out.Answers++
	v, err := t.b.Check(ctx, t.e, answer)
	if err != nil {
		t.say(lesson.Defect{Fault: SolutionFails, Answer: answer, Err: err})
		return v, false
	}
	return v, true
}

func (t *trial) run(ctx context.Context) error {
	e := t.e
	for _, data := range append([]string{e.Data}, variantsOf(e)...) {
		if data == "" {
			continue
		}
		doc, err := t.b.Open(ctx, data)
		if err == nil {
			_, err = doc.JSON(ctx)
		}
		if err != nil {
			t.say(lesson.Defect{Fault: Unreadable, Detail: data, Err: err})
			return ctx.Err()
		}
	}
	solution, ok := t.answer(ctx, Key(e))
	if !ok {
		return ctx.Err()
	}
	if !solution.Right {
		t.say(lesson.Defect{Fault: SolutionFails, Answer: Key(e), Err: cmpErr(solution)})
		return ctx.Err()
	}
	t.shown(ctx)
	t.results(ctx, solution)
	for _, a := range e.Alternatives {
		if v, ok := t.answer(ctx, a); ok && !v.Right {
			t.say(lesson.Defect{Fault: AlternativeFails, Answer: a, Err: cmpErr(v)})
		}
	}
	for _, m := range e.Mistakes {
		if v, ok := t.answer(ctx, m.Answer); ok && v.Right {
			t.say(lesson.Defect{Fault: MistakePasses, Answer: m.Answer})
		}
	}
	t.easy(ctx, solution)
	return ctx.Err()
}

func cmpErr(v Verdict) error {
	if v.Err != nil {
		return v.Err
	}
	return &WrongError{Verdict: v}
}

// WrongError says that an answer that has to be right is wrong.
type WrongError struct{ Verdict Verdict }

func (e *WrongError) Error() string { return "its result is another" }

// easy tries what would be right without a thought.
func (t *trial) easy(ctx context.Context, solution Verdict) {
	e := t.e
	if v, ok := t.answer(ctx, ""); ok && v.Right {
		t.say(lesson.Defect{Fault: EmptyPasses})
	}
	if e.Kind == lesson.Fix {
		if v, ok := t.answer(ctx, e.Broken); ok && v.Right {
			t.say(lesson.Defect{Fault: BrokenPasses, Answer: e.Broken})
		}
	}
	this, constants := "@this", []string{}
	switch {
	case e.ByPath():
		constants = append(constants, "!"+strings.TrimSpace(solution.Result.Raw))
	case e.ByLine():
		this = "query @this"
		if e.Kind == lesson.Command && gjson.Valid(solution.Out) {
			constants = append(constants, "query '!"+strings.ReplaceAll(compact(solution.Out), "'", `'\''`)+"' -f json")
		} else if value, ok := soleCell(e, solution.Out); ok {
			constants = append(constants, "query '!"+strings.ReplaceAll(value, "'", `'\''`)+"'")
		}
	}
	if v, ok := t.answer(ctx, this); ok && v.Right {
		t.say(lesson.Defect{Fault: ThisPasses})
	}
	for _, c := range constants {
		if v, ok := t.answer(ctx, c); ok && v.Right {
			t.say(lesson.Defect{Fault: ConstantPasses, Answer: c})
		}
	}
	if e.ByLine() && len(e.Variants) > 0 { // a table that is the same everywhere could be written down
		alike := true
		words, _ := Words(e.Solution)
		for _, data := range variantsOf(e) {
			ran, err := t.b.runOn(ctx, e, words, data)
			alike = alike && err == nil && differOutputs(e, ran.Out, solution.Out).Kind == NoDifference
		}
		if alike && len(constants) == 0 {
			t.say(lesson.Defect{Fault: ConstantPasses, Answer: e.Solution})
		}
	}
}

func compact(text string) string { return gjson.Get(text, "@ugly").Raw }

// soleCell is the only cell that a line printed as CSV.
func soleCell(e *lesson.Exercise, out string) (string, bool) {
	rows, ok := cells(out)
	if !ok || e.Kind == lesson.Command || len(rows) != 2 || len(rows[1]) != 1 {
		return "", false
	}
	if isNumber(rows[1][0]) {
		return rows[1][0], true
	}
	return quoted(rows[1][0]), true
}

// shown looks at what the learner sees with the task.
func (t *trial) shown(ctx context.Context) {
	e := t.e
	if e.Focus != "" {
		if v, err := t.b.Shown(ctx, e, e.Focus); err != nil || !v.Exists() {
			t.say(lesson.Defect{Fault: FocusNothing, Detail: e.Focus, Err: err})
		}
	}
	if e.Shown != "" {
		if _, err := t.b.Shown(ctx, e, e.Shown); err != nil {
			t.say(lesson.Defect{Fault: ShownNothing, Detail: e.Shown, Err: err})
		}
	}
	if e.Kind == lesson.Predict && e.Data != "" {
		v, err := t.b.Shown(ctx, e, e.Ask)
		// Options may describe the result in words; where one of them is the result, it is the solution.
		told := len(e.Options) == 0 || slices.ContainsFunc(e.Options, func(o string) bool { return SameResult(v.Raw, o) })
		if err == nil && v.Exists() && told && !SameResult(v.Raw, e.Solution) {
			t.say(lesson.Defect{Fault: OtherPrediction, Detail: v.Raw})
		}
	}
}

// results looks whether the solution gives something, and whether the task tells it.
func (t *trial) results(ctx context.Context, solution Verdict) {
	e := t.e
	var told []string
	switch {
	case e.ByPath():
		docs, err := t.b.places(ctx, e)
		if err != nil {
			return
		}
		for _, doc := range docs {
			if found, err := evaluate(ctx, doc, solution.Path); err == nil && !found.value.Exists() {
				t.say(lesson.Defect{Fault: NoResult, Detail: doc.Name})
			}
		}
		told = resultTexts(solution.Result)
		if e.Result != "" && !SameResult(e.Result, solution.Result.Raw) {
			t.say(lesson.Defect{Fault: OtherResult, Detail: solution.Result.Raw})
		}
	case e.ByLine():
		if rows, ok := cells(solution.Out); ok && len(rows) == 2 && len(rows[1]) == 1 {
			told = append(told, rows[1][0])
		} else if gjson.Valid(solution.Out) {
			told = resultTexts(gjson.Parse(solution.Out))
		}
	case e.Kind == lesson.Predict && len(e.Options) == 0:
		told = append(told, e.Solution)
	}
	for _, text := range told {
		if holdsWord(e.Task, text) {
			t.say(lesson.Defect{Fault: ResultShown, Detail: text})
		}
	}
	if e.Kind != lesson.Predict && e.Kind != lesson.Match && e.Kind != lesson.Blank && e.To == "" && len(e.Solved()) > 1 && holdsWord(e.Task, e.Solved()) {
		t.say(lesson.Defect{Fault: SolutionShown, Answer: e.Solved()})
	}
}

// resultTexts are the forms in which a result would give itself away.
func resultTexts(v query.Value) []string {
	switch {
	case !v.Exists() || v.Type == gjson.Null || v.IsBool():
		return nil
	case v.IsArray() || v.IsObject():
		text := v.Get("@ugly").Raw
		return slices.Compact([]string{text, strings.ReplaceAll(strings.ReplaceAll(text, ",", ", "), ":", ": ")})
	}
	return []string{v.String()}
}

// holdsWord says that a text holds a word, or several, with nothing around it that would make it part of another.
func holdsWord(text, word string) bool {
	if word = strings.TrimSpace(word); word == "" {
		return false
	}
	part := func(c byte) bool {
		return c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
	}
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(word)
		before := start > 0 && part(text[start-1]) && part(word[0])
		after := end < len(text) && part(text[end]) && part(word[len(word)-1])
		joined := isNumber(word) && (start > 0 && strings.IndexByte(".-#", text[start-1]) >= 0 || end+1 < len(text) && text[end] == '.' && part(text[end+1]))
		if !before && !after && !joined {
			return true
		}
		from = start + 1
	}
}
