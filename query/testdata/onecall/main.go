// Command onecall is what docs/performance.md compares twq with: it reads a file, calls gjson once and prints, and validates nothing.
// For JSON lines the path begins with "..".
//
//	go build -o onecall ./query/testdata/onecall
//	onecall '#.text' tweets.json
package main

import (
	"fmt"
	"os"

	"github.com/tidwall/gjson"
)

func main() {
	data, err := os.ReadFile(os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Stdout.WriteString(gjson.GetBytes(data, os.Args[1]).Raw + "\n")
}
