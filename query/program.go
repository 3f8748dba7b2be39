// Writes the question of a path as a small program in Python.

package query

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// Program writes a complete Python program that asks the question of a saved file and prints the answer as JSON. name is the file it reads
// when its command line names none; with "" one has to be named. On data of another form than that which was explained it says so. It reads one JSON document, several or JSON lines, as Run does. The error
// is an *[UntranslatableError]: the path has no form in Python.
func (e *Explanation) Program(name string) (string, error) {
	asList := "False"
	if _, ok := e.path.Lines(); ok {
		asList = "True"
	}
	python := e.Same[slices.IndexFunc(e.Same, func(s Equivalent) bool { return s.Language == Python })]
	if python.Err != nil {
		return "", python.Err
	}
	var b strings.Builder
	b.WriteString("#!/usr/bin/env python3\n# The question of the path " + comment(e.Path) + "\n")
	if e.Words != "" {
		b.WriteString("# in words: " + comment(e.Words) + "\n")
	}
	head, remarks := programHead, strings.Split(python.Remark, "; ")
	if strings.Contains(python.Text, "re.fullmatch(") {
		head = strings.Replace(head, "import sys\n", "import re\nimport sys\n", 1)
		remarks = slices.DeleteFunc(remarks, func(r string) bool { return r == "it needs import re" })
	}
	if remark := strings.Join(remarks, "; "); remark != "" {
		b.WriteString("# note: " + comment(remark) + "\n")
	}
	b.WriteString(head)
	if name == "" {
		b.WriteString("if len(sys.argv) < 2:\n    sys.exit(\"which file? python3 \" + sys.argv[0] + \" FILE\")\nname = sys.argv[1]\n")
	} else {
		b.WriteString("name = sys.argv[1] if len(sys.argv) > 1 else " + jsonText(name) + "\n")
	}
	b.WriteString("data = read(name, as_list=" + asList + ")\n")
	switch top := gjson.Parse(e.doc); {
	case asList == "True":
	case top.IsArray():
		b.WriteString("if not isinstance(data, list):\n    sys.exit(name + \" is no list, and this program was written for one\")\n")
	case top.IsObject():
		b.WriteString("if not isinstance(data, dict):\n    sys.exit(name + \" is no object, and this program was written for one\")\n")
	}
	b.WriteString("\ntry:\n    answer = " + strings.ReplaceAll(python.Text, "\n", "\n    ") + "\n" + programTail)
	return b.String(), nil
}

// comment keeps text on the line of its comment.
func comment(s string) string {
	text := jsonText(s)
	return text[1 : len(text)-1]
}

// jsonText writes a text as JSON does, which Python reads as the same text.
func jsonText(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a text can be written
	return strings.TrimSuffix(b.String(), "\n")
}

const programHead = `# use: python3 THIS_FILE [FILE]
import gzip
import json
import sys


def first_counts(pairs):
    """Of equal keys in one object the first counts."""
    members = {}
    for key, value in pairs:
        members.setdefault(key, value)
    return members


def read(name, as_list):
    """One JSON document is itself; several, or the lines of a .ndjson file, are a list."""
    opener = gzip.open if name.endswith(".gz") else open
    with opener(name, "rb") as file:
        raw = file.read()
    text = raw.decode(json.detect_encoding(raw)).strip()
    decoder = json.JSONDecoder(object_pairs_hook=first_counts)
    documents, at = [], 0
    while at < len(text):
        document, at = decoder.raw_decode(text, at)
        documents.append(document)
        while text[at:at + 1].isspace():
            at += 1
    lines = name.removesuffix(".gz").endswith((".ndjson", ".jsonl"))
    if as_list or lines or len(documents) > 1:
        return documents
    if not documents:
        sys.exit(name + " is empty")
    return documents[0]


`

const programTail = `except (KeyError, IndexError, StopIteration, TypeError) as error:
    sys.exit(f"no answer: {type(error).__name__} {error}")
print(json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False))
`
