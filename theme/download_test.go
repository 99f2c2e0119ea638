package theme

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"pillars/content/testfile"
	"pillars/rules"
	"pillars/rules/check"
)

// download gives a report on a failing cluster, whose name is what a
// spreadsheet would take for a formula, as the checker page offers it.
func download(t *testing.T, format string) (*check.Report, string) {
	t.Helper()
	w := startTwin(t)
	catalog, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	report, err := check.Run(catalog, []check.Document{{Name: "deploy/a cluster.json", Data: []byte(`{
		"name": " =cmd()", "type": "Microsoft.ContainerService/managedClusters", "sku": {"tier": "Free"}}`)}}, check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if report.Summary.Fail == 0 {
		t.Fatal("nothing fails")
	}
	return report, w.ask(t, map[string]any{"op": "download", "format": format, "catalog": catalog, "report": report})
}

// TestDownloadSARIF validates the page's SARIF against the schema that OASIS
// publishes, and counts what is in it.
func TestDownloadSARIF(t *testing.T) {
	s := testfile.Schema(t, "sarif-2.1.0.schema.json")
	report, text := download(t, "sarif")
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	for _, violation := range s.Validate(v) {
		t.Error(violation)
	}
	var log struct {
		Runs []struct {
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine int }
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatal(err)
	}
	findings := 0
	for _, r := range report.Results {
		if r.Verdict == check.Fail {
			findings += len(r.Findings)
		}
	}
	run := log.Runs[0]
	if len(run.Results) != findings {
		t.Errorf("%d results for %d findings", len(run.Results), findings)
	}
	for _, r := range run.Results {
		if id := run.Tool.Driver.Rules[r.RuleIndex].ID; id != r.RuleID {
			t.Errorf("a result of %s points at rule %s", r.RuleID, id)
		}
		if at := r.Locations[0].PhysicalLocation; at.ArtifactLocation.URI != "deploy/a%20cluster.json" || at.Region.StartLine < 1 {
			t.Errorf("a result of %s is at %+v", r.RuleID, at)
		}
	}
}

// TestDownloadCSV reads the page's CSV with another reader.
func TestDownloadCSV(t *testing.T) {
	report, text := download(t, "csv")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) <= len(report.Results) {
		t.Errorf("%d rows for %d results", len(rows), len(report.Results))
	}
	for _, row := range rows[1:] {
		if row[7] != "' =cmd()" {
			t.Fatalf("the resource is %q: a spreadsheet takes it for a formula", row[7])
		}
	}
}

// TestDownloadMarkdown sees that names stay text.
func TestDownloadMarkdown(t *testing.T) {
	report, text := download(t, "md")
	if got := strings.Count(text, "\n- **"); got != report.Summary.Fail+report.Summary.Unknown {
		t.Errorf("%d entries for %d failures and %d unknown", got, report.Summary.Fail, report.Summary.Unknown)
	}
}
