package content

import (
	"embed"
	"fmt"
	"strings"

	"golang.org/x/tools/txtar"
)

// One archive for each code: its comment is the explanation, bad/… and good/…
// are examples, and want/… is what lint says of them, which a test holds.
//
//go:embed codes/*.txtar
var explanations embed.FS

// Explanation is what there is to say of a code at length.
type Explanation struct {
	Text string    // Markdown
	Bad  []Example // where it is reported
	Good []Example // where it is not
}

// Example is a file of an example.
type Example struct{ Name, Text string }

// Explain gives the long explanation of a code.
func (c Code) Explain() (Explanation, error) {
	src, err := explanations.ReadFile("codes/" + c.ID + ".txtar")
	if err != nil {
		return Explanation{}, fmt.Errorf("there is no explanation of %s: %w", c.ID, err)
	}
	a := txtar.Parse(src)
	e := Explanation{Text: string(a.Comment)}
	for _, f := range a.Files {
		if name, ok := strings.CutPrefix(f.Name, "bad/"); ok {
			e.Bad = append(e.Bad, Example{name, string(f.Data)})
		} else if name, ok := strings.CutPrefix(f.Name, "good/"); ok {
			e.Good = append(e.Good, Example{name, string(f.Data)})
		}
	}
	return e, nil
}
