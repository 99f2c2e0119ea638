package check_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"pillars/rules"
	"pillars/rules/check"
	"pillars/rules/report"
)

// What az aks show prints, as far as the examples need it.
const cluster = `{
  "name": "shop",
  "type": "Microsoft.ContainerService/ManagedClusters",
  "sku": {"name": "Base", "tier": "Free"}
}`

// A document comes from any reader: a file, a request, standard input.
func ExampleReadDocument() {
	catalog, err := rules.Default()
	if err != nil {
		log.Fatal(err)
	}
	doc, err := check.ReadDocument("cluster.json", strings.NewReader(cluster))
	if err != nil {
		log.Fatal(err)
	}
	r, err := check.Run(catalog, []check.Document{doc}, check.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, res := range r.Results {
		if res.Check == "aks-uptime-sla" {
			fmt.Println(res.Verdict, res.Check, res.Rules, res.Severity)
			for _, f := range res.Findings {
				fmt.Printf("%s:%d:%d: %s\n", res.Resource.Document, f.Line, f.Column, f.Message)
			}
		}
	}
	// Output:
	// fail aks-uptime-sla [AKS-017] high
	// cluster.json:4:27: sku.tier must be one of "Standard", "Premium", "Paid", but is "Free".
}

// A risk that people have taken is told, but is no failure until the day
// after it expires.
func ExampleReview() {
	catalog, err := rules.Default()
	if err != nil {
		log.Fatal(err)
	}
	review, err := check.ReadReview([]byte(`{
	  "schemaVersion": "1.0", "workload": "shop",
	  "answers": [{
	    "rule": "AKS-017", "status": "accepted", "by": "Ada", "date": "2026-03-01", "expires": "2026-12-31",
	    "reason": "a test cluster"
	  }]
	}`))
	if err != nil {
		log.Fatal(err)
	}
	docs := []check.Document{{Name: "cluster.json", Data: []byte(cluster)}}
	for _, today := range []string{"2026-12-31", "2027-01-01"} {
		r, err := check.Run(catalog, docs, check.Options{Review: review, Today: today})
		if err != nil {
			log.Fatal(err)
		}
		for _, res := range r.Results {
			if res.Check == "aks-uptime-sla" {
				fmt.Printf("%s: %s %q\n", today, res.Verdict, res.Reason)
			}
		}
		for _, note := range review.Notes(catalog, r, today) {
			fmt.Println(note)
		}
	}
	// Output:
	// 2026-12-31: accepted "accepted risk, by Ada, on 2026-03-01, until 2026-12-31 (AKS-017): a test cluster"
	// 2027-01-01: fail ""
	// AKS-017: the risk was accepted until 2026-12-31; it counts as open again
}

// A server compiles the catalog once and checks what it is sent, within the
// time that it gives a request.
func ExampleChecker_RunContext() {
	catalog, err := rules.Default()
	if err != nil {
		log.Fatal(err)
	}
	checker, err := check.Compile(catalog)
	if err != nil {
		log.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx, cancel := context.WithTimeout(req.Context(), time.Minute)
		defer cancel()
		doc, err := check.ReadDocument("body", req.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r, err := checker.RunContext(ctx, []check.Document{doc}, check.Options{})
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		if r.Failed(rules.High) {
			w.WriteHeader(http.StatusUnprocessableEntity)
		}
		if err := report.JSON(w, r); err != nil {
			log.Print(err)
		}
	}))
	defer server.Close()

	answer, err := http.Post(server.URL, "application/json", strings.NewReader(cluster))
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	fmt.Println(answer.Status)
	// Output:
	// 422 Unprocessable Entity
}
