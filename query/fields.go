// The data dictionary of the v1.1 API: fields.tsv, read when somebody asks.

package query

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/agnivade/levenshtein"
)

//go:embed fields.tsv
var fieldsText string

// Field is a member of an object of the API, or a column of a preset.
type Field struct {
	Name   string // the key; of a preset's column the label
	Object string // what it is a member of: "tweet", "user", "media"; "preset tweet" of a preset's column
	// Kinds are what the value may be, with " or " between: string, number, boolean, null, "object X", "list of X", "map of X", where X is
	// an object of the dictionary or a kind.
	Kinds   string
	Meaning string // a sentence
	Absent  string // when it is null, empty, absent or missing; "" where it never is
	Example string
}

// dictionary is the fields in the order of the file, and those of each object.
type dictionary struct {
	fields []Field
	of     map[string][]Field
}

var theDictionary = sync.OnceValue(func() dictionary {
	d := dictionary{of: map[string][]Field{}}
	for line := range strings.Lines(fieldsText) {
		p := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		f := Field{Object: p[0], Name: p[1], Kinds: p[2], Meaning: p[3], Absent: p[4], Example: p[5]}
		d.fields = append(d.fields, f)
		d.of[f.Object] = append(d.of[f.Object], f)
	}
	return d
})

// Fields returns the dictionary, object by object; the columns of the presets come last. The caller may change the slice.
func Fields() []Field { return slices.Clone(theDictionary().fields) }

// FieldOf finds what a path leads to, from a tweet or from whichever other object has its first key: "user.screen_name",
// "statuses.#.entities.hashtags.#.text". Indexes, # and queries stand for the elements of lists.
func FieldOf(path string) (Field, bool) {
	found := fieldsAt(path)
	if len(found) == 0 {
		return Field{}, false
	}
	return found[0], true
}

// MeaningOf is what a column means in a row such as this one; "" where that is not known: the dictionary is that of the API's tweets and
// users, and says nothing of keys that are called the same elsewhere.
func MeaningOf(c Column, row Value) string {
	if c.Meaning != "" {
		return c.Meaning
	}
	object := noun(row)
	if object != "tweet" && object != "user" {
		return ""
	}
	keys, ok := keysWalked(c.Path)
	if !ok {
		return ""
	}
	f, _ := theDictionary().follow(object, keys)
	return f.Meaning
}

// fieldsAt are the fields that a path leads to from each of the objects, tweets first, those of the presets left out.
func fieldsAt(path string) (found []Field) {
	keys, ok := keysWalked(path)
	if !ok {
		return nil
	}
	d := theDictionary()
	seen := ""
	for _, f := range d.fields {
		if f.Object == seen || strings.HasPrefix(f.Object, "preset ") {
			continue
		}
		seen = f.Object
		if f, ok := d.follow(f.Object, keys); ok && !slices.Contains(found, f) {
			found = append(found, f)
		}
	}
	return found
}

// keysWalked are the keys of a path that indexes, # and queries stand between.
func keysWalked(path string) (keys []string, ok bool) {
	p, err := ParsePath(path)
	if err != nil {
		return nil, false
	}
	for _, s := range p.Steps() {
		switch s.Kind {
		case Key:
			keys = append(keys, s.Key)
		case Index, Each, All, First, Lines:
		default:
			return nil, false
		}
	}
	return keys, len(keys) > 0
}

// follow walks keys from an object.
func (d dictionary) follow(object string, keys []string) (Field, bool) {
	i := slices.IndexFunc(d.of[object], func(f Field) bool { return f.Name == keys[0] })
	if i < 0 {
		return Field{}, false
	}
	f := d.of[object][i]
	if len(keys) == 1 {
		return f, true
	}
	return d.follow(f.Holds(), keys[1:])
}

// Holds is the object that the field is, or that its elements are; "" where it is none.
func (f Field) Holds() string {
	for kind := range strings.SplitSeq(f.Kinds, " or ") {
		object := strings.HasPrefix(kind, "object ") || strings.HasPrefix(kind, "list of ") || strings.HasPrefix(kind, "map of ")
		kind = kind[strings.LastIndexByte(kind, ' ')+1:]
		if object && len(theDictionary().of[kind]) > 0 {
			return kind
		}
	}
	return ""
}

// FindFields finds fields as people name them: an object ("tweet"), a key ("retweet_count"), a dotted path ("user.screen_name"), a column
// of a preset ("original.id_str"). Where there is none, near are names that are spelt like it.
func FindFields(name string) (found []Field, near []string) {
	d := theDictionary()
	if of := d.of[name]; of != nil {
		found = slices.Clone(of)
		for _, f := range d.fields {
			if f.Object == "preset "+name {
				found = append(found, f)
			}
		}
		return found, nil
	}
	for _, f := range d.fields {
		if f.Name == name {
			found = append(found, f)
		}
	}
	for _, f := range fieldsAt(name) {
		if !slices.Contains(found, f) {
			found = append(found, f)
		}
	}
	if found == nil {
		near = nearFields(d.fields, name)
	}
	return found, near
}

// nearFields are at most four names of fields and objects that differ from name in a few letters, or that have it in them.
func nearFields(fields []Field, name string) []string {
	type candidate struct {
		name string
		away int
	}
	last := name[strings.LastIndexByte(name, '.')+1:]
	var all []candidate
	for _, f := range fields {
		for _, known := range []string{f.Name, f.Object} {
			away := levenshtein.ComputeDistance(strings.ToLower(last), known)
			if len(last) > 3 && strings.Contains(known, strings.ToLower(last)) {
				away = min(away, 2)
			}
			c := candidate{known, away}
			if away <= 1+len(last)/4 && !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return a.away - b.away })
	var near []string
	for _, c := range all[:min(len(all), 4)] {
		near = append(near, c.name)
	}
	return near
}

// presetMeaning is what a column of a preset means.
func presetMeaning(p preset, name string) string {
	for _, f := range theDictionary().of["preset "+p.String()] {
		if f.Name == name {
			return f.Meaning
		}
	}
	return ""
}
