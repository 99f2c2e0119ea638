package check

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"pillars/content/testfile"
)

// k8sFacts names the check of another tool that asks the same as ours.
var k8sFacts = map[string]string{
	"no-liveness-probe":    "k8s-liveness-probe",
	"privileged-container": "k8s-privileged",
	"run-as-non-root":      "k8s-run-as-non-root",
	"latest-tag":           "k8s-image-tag",
	"non-isolated-pod":     "k8s-network-policy",
	"kube-score:deployment-has-poddisruptionbudget": "k8s-disruption-budget",
}

// TestKubernetesTruth compares verdicts on real manifests with those of
// kube-linter and kube-score. It differs on purpose, and is right, where
//
//   - nothing of a related type is among the documents: unknown here; those
//     tools fail what they cannot see;
//   - an object has no containers: not applicable here; those tools pass it,
//     or ask for a disruption budget all the same;
//   - a Job or CronJob has no liveness probe: it runs to its end, and the
//     check is not for it;
//   - a document has a member twice: unreadable here; those tools take one of
//     the two.
func TestKubernetesTruth(t *testing.T) {
	dir := testfile.Shared(t, "inputs")
	p, err := compile(catalogOf(t))
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "truth", "truth-k8s.json"))
	if err != nil {
		t.Fatal(err)
	}
	var table map[string]map[string]any
	if err := json.Unmarshal(data, &table); err != nil {
		t.Fatal(err)
	}
	compared, unseen, other := 0, 0, 0
	var differences []string
	for file, objects := range table {
		if strings.HasPrefix(file, "_") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		r := p.run([]Document{{file, data}}, Options{})
		verdicts := map[string][]Result{}
		for _, result := range r.Results {
			kind := result.Resource.Type[strings.LastIndexByte(result.Resource.Type, '/')+1:]
			namespace, name, ok := strings.Cut(result.Resource.Name, "/")
			if !ok {
				namespace, name = "", namespace
			}
			key := kind + "/" + namespace + "/" + name + " " + result.Check
			verdicts[key] = append(verdicts[key], result)
		}
		for object, facts := range objects {
			for fact, want := range facts.(map[string]any) {
				id := k8sFacts[fact]
				if id == "" || want != "pass" && want != "fail" {
					continue
				}
				got := verdicts[object+" "+id]
				if len(got) != 1 {
					job := strings.HasPrefix(object, "Job/") || strings.HasPrefix(object, "CronJob/")
					if len(got) == 0 && (job && id == "k8s-liveness-probe" || len(r.Documents[0].Problems) > 0) {
						other++
					} else if len(got) == 0 {
						differences = append(differences, file+" "+object+" "+id+": no result, "+fact+" says "+want.(string))
					}
					continue
				}
				compared++
				switch v := got[0]; {
				case v.Verdict == Unknown && strings.Contains(v.Reason, "among the documents"):
					unseen++
				case v.Verdict == NotApplicable:
					other++
				case string(v.Verdict) != want:
					line := file + " " + object + " " + id + ": " + string(v.Verdict) + ", " + fact + " says " + want.(string) + " " + v.Reason
					for _, f := range v.Findings {
						line += "; " + f.Message
					}
					differences = append(differences, line)
				}
			}
		}
	}
	sort.Strings(differences)
	for _, d := range differences {
		t.Error(d)
	}
	t.Logf("%d verdicts compared, %d about resources that are not given, %d other on purpose", compared, unseen, other)
}
