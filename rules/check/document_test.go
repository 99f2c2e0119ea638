package check

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"testing/iotest"

	"pillars/rules"
)

// endless is a reader that never ends and counts what was taken.
type endless struct{ taken int }

func (e *endless) Read(p []byte) (int, error) {
	e.taken += len(p)
	return len(p), nil
}

func TestReadDocument(t *testing.T) {
	file, err := fstest.MapFS{"a.json": {Data: []byte("{}")}}.Open("a.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]io.Reader{
		"text":         strings.NewReader("{}"),
		"byte by byte": iotest.OneByteReader(strings.NewReader("{}")),
		"file":         file,
	} {
		d, err := ReadDocument(name, r)
		if err != nil || d.Name != name || string(d.Data) != "{}" {
			t.Errorf("%s: got %q %q, %v", name, d.Name, d.Data, err)
		}
	}
	broken := errors.New("connection reset")
	if _, err := ReadDocument("body", iotest.ErrReader(broken)); !errors.Is(err, broken) || !strings.Contains(err.Error(), "body") {
		t.Errorf("a broken reader gives %v", err)
	}
}

// TestReadEndless reads of an endless reader what shows that it is too large,
// and no more.
func TestReadEndless(t *testing.T) {
	var r endless
	d, err := ReadDocument("endless", &r)
	if err != nil {
		t.Fatal(err)
	}
	if r.taken != maxBytes+1 {
		t.Errorf("read %d bytes, want %d", r.taken, maxBytes+1)
	}
	report, err := Run(&rules.Catalog{}, []Document{d}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if p := report.Documents[0].Problems; len(p) != 1 || p[0].Code != "too-large" {
		t.Errorf("problems: %v", p)
	}
}

// ending is a context that ends when it has been asked a number of times.
type ending struct {
	context.Context
	left atomic.Int64
}

func (c *ending) Err() error {
	if c.left.Add(-1) < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// TestRunContext ends a run at every moment at which it asks its context.
func TestRunContext(t *testing.T) {
	catalog, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	checker, err := Compile(catalog)
	if err != nil {
		t.Fatal(err)
	}
	cluster := []byte(`{"name": "shop", "type": "Microsoft.ContainerService/ManagedClusters", "sku": {"tier": "Free"}}`)
	pod := "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: i}]}\n"
	pods := []byte(pod + "---\n" + pod + "---\n" + pod)
	docs := []Document{{"a.json", cluster}, {"b.yaml", pods}, {"c.json", cluster}}
	want, err := json.Marshal(checker.Run(docs, Options{}))
	if err != nil {
		t.Fatal(err)
	}
	ended := 0
	for moment := int64(0); ; moment++ {
		ctx := &ending{Context: t.Context()}
		ctx.left.Store(moment)
		report, err := checker.RunContext(ctx, docs, Options{})
		if err == nil {
			if got, err := json.Marshal(report); err != nil || !bytes.Equal(got, want) {
				t.Errorf("the report of a run that did not end early is another than that of Run (%v)", err)
			}
			break
		}
		if !errors.Is(err, context.DeadlineExceeded) || report != nil {
			t.Fatalf("moment %d: report %v, error %v", moment, report, err)
		}
		ended++
	}
	if parts := 2 + 3 + 2 + 3; ended < parts { // documents and parts of a stream to read, resources to check
		t.Errorf("the run ended at %d moments only", ended)
	}
}

func TestFailed(t *testing.T) {
	high, medium := Result{Verdict: Fail, Severity: rules.High}, Result{Verdict: Fail, Severity: rules.Medium}
	accepted := Result{Verdict: Accepted, Severity: rules.High}
	unknown := Result{Verdict: Unknown, Severity: rules.High}
	for _, test := range []struct {
		name   string
		report Report
		from   rules.Severity
		want   bool
	}{
		{"nothing", Report{}, rules.Low, false},
		{"high at low", Report{Results: []Result{high}}, rules.Low, true},
		{"high at high", Report{Results: []Result{high}}, rules.High, true},
		{"medium at medium", Report{Results: []Result{medium}}, rules.Medium, true},
		{"medium at high", Report{Results: []Result{medium}}, rules.High, false},
		{"accepted, unknown", Report{Results: []Result{accepted, unknown}}, rules.Low, false},
		{"unread", Report{Documents: []DocumentReport{{Problems: []Problem{{Code: "empty"}}}}}, rules.High, true},
	} {
		if got := test.report.Failed(test.from); got != test.want {
			t.Errorf("%s: got %t", test.name, got)
		}
	}
}

// TestSharedChecker runs one checker in several goroutines; the race detector
// sees what they share.
func TestSharedChecker(t *testing.T) {
	catalog, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	checker, err := Compile(catalog)
	if err != nil {
		t.Fatal(err)
	}
	docs := []Document{{"a.json", []byte(`{"name": "shop", "type": "Microsoft.ContainerService/ManagedClusters", "sku": {"tier": "Free"}}`)}}
	opt := Options{Review: &Review{Answers: []Answer{{Rule: "AKS-017", Status: AnswerAccepted}}}}
	want := checker.Run(docs, opt)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got := checker.Run(docs, opt); !reflect.DeepEqual(got, want) {
				t.Error("a run beside others gives another report")
			}
		})
	}
	wg.Wait()
}
