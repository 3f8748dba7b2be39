// A fact about a table, for formats that tell where it comes from.

package render

// Fact is a line of the page that tells where a table comes from.
type Fact struct{ Name, Value string }
