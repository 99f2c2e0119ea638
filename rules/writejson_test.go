package rules_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pillars/rules"
)

// TestWriteJSON holds a catalog that is written in parts against the same as
// one value, for numbers of rules around the size of a part.
func TestWriteJSON(t *testing.T) {
	c, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 1023, 1024, 1025, 2100} {
		large := *c
		large.Rules = make([]rules.Rule, n)
		for i := range large.Rules {
			large.Rules[i] = c.Rules[i%len(c.Rules)]
			large.Rules[i].ID = fmt.Sprintf("BIG-%04d", i)
		}
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(large); err != nil {
			t.Fatal(err)
		}
		got, err := large.JSON()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want.Bytes()) {
			t.Errorf("%d rules: %d bytes, want %d, or others", n, len(got), want.Len())
		}
	}

	wrong := *c
	wrong.Rules = append(make([]rules.Rule, 0, 2), c.Rules[0], c.Rules[1])
	wrong.Rules[1].Title = ""
	if err := wrong.WriteJSON(new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), c.Rules[1].ID) {
		t.Errorf("a rule without a title: %v", err)
	}
	full := errors.New("full")
	if err := c.WriteJSON(failing{full}); !errors.Is(err, full) {
		t.Errorf("a full disk: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
