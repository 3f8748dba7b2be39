// What Tab completes at the prompt of twq learn: keys and values of the data of the exercise.

package main

import (
	"strings"

	"twq/cmd/twq/learn"
	"twq/fixtures/lesson"
	"twq/query"
	"twq/render"
)

// completions are what a line may go on as: keys and values that are there in this data.
func (s *learning) completions(text string) []string {
	if s.doc == nil {
		return nil
	}
	e := s.current()
	head, complete := "", s.doc.Complete
	if e.ByLine() {
		at := strings.LastIndexByte(text, ' ') + 1
		head, text = text[:at], text[at:]
		if strings.HasSuffix(head, "-c ") || strings.HasSuffix(head, "--columns ") {
			complete = func(list string) []query.Completion { return s.doc.CompleteColumns(linePath(head), list) }
		}
		if text != "" && (text[0] == '\'' || text[0] == '"') {
			head, text = head+text[:1], text[1:]
		}
		if at == 0 {
			return matchingWords(readers, text)
		}
	} else if e.Kind == lesson.Blank {
		if before, _, _ := strings.Cut(e.Template, lesson.Gap); !strings.HasPrefix(text, before) {
			var all []string
			for _, o := range complete(before + text) {
				if rest, ok := strings.CutPrefix(o.Path, before); ok && render.Clean(rest) == rest {
					all = append(all, rest)
				}
			}
			return all
		}
	}
	var all []string
	for _, o := range complete(text) {
		if render.Clean(o.Path) == o.Path {
			all = append(all, head+o.Path)
		}
	}
	return all
}

func matchingWords(words []string, begin string) []string {
	var all []string
	for _, word := range words {
		if strings.HasPrefix(word, begin) {
			all = append(all, word+" ")
		}
	}
	return all
}

// linePath is the path on a line that is being typed; nil where there is none that can be read.
func linePath(line string) *query.Path {
	words, err := learn.Words(line)
	if err != nil || len(words) < 2 {
		return nil
	}
	p, err := query.ParsePath(words[1])
	if err != nil {
		return nil
	}
	return p
}
