package site

import (
	"io"
	"slices"

	"github.com/spf13/afero"

	"pillars/rules/enforce"
	"pillars/rules/export"
)

// policies gives the fill of the file with an engine's policies: its bundle as
// a zip file. What the engine cannot say is what is lost, by its reasons.
func (b *builder) policies(e enforce.Engine) fill {
	return func(w io.Writer) ([]export.Loss, error) {
		bundle, err := e.Compile(b.Catalog)
		if err != nil {
			return nil, err
		}
		fsys := afero.NewMemMapFs()
		for _, f := range bundle.Files {
			if err := afero.WriteFile(fsys, f.Path, f.Data, 0o644); err != nil {
				return nil, err
			}
		}
		return refusals(bundle.Manifest), pack(w, afero.NewIOFS(fsys), e.Name+"/")
	}
}

// refusals says of which rules an engine cannot say a check, or not all of it,
// by the reason, in the order in which the manifest has them.
func refusals(m enforce.Manifest) []export.Loss {
	var lost []export.Loss
	at := map[string]int{}
	for _, c := range m.Checks {
		reasons := c.Losses
		if c.Status == enforce.Refused {
			reasons = []string{"refused: " + c.Reason}
		}
		for _, reason := range reasons {
			i, ok := at[reason]
			if !ok {
				i = len(lost)
				at[reason] = i
				lost = append(lost, export.Loss{What: reason})
			}
			for _, id := range c.Rules {
				if !slices.Contains(lost[i].Rules, id) {
					lost[i].Rules = append(lost[i].Rules, id)
				}
			}
		}
	}
	return lost
}
