package check

import (
	"fmt"
	"strings"
	"testing"

	"pillars/rules"
)

// benchDeployment is one of the objects that the benchmarks check: what
// teams write, with a container that is looked after and one that is not.
const benchDeployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-%[1]d
  namespace: team-%[2]d
  labels: {app: app-%[1]d, tier: web}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: app-%[1]d
  template:
    metadata:
      labels:
        app: app-%[1]d
        tier: web
    spec:
      securityContext: {runAsNonRoot: true}
      containers:
        - name: main
          image: "registry.example/app:1.%[1]d"
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
          resources:
            requests: {cpu: 100m, memory: 64Mi}
            limits: {memory: 128Mi}
          livenessProbe: {httpGet: {path: /healthz, port: 8080}}
          readinessProbe:
            httpGet:
              path: /ready
              port: 8080
          env:
            - name: LOG_LEVEL
              value: info
        - name: sidecar
          image: registry.example/mesh/proxy:latest
---
`

// benchOthers are the objects that deployments are joined with.
const benchOthers = `apiVersion: v1
kind: Service
metadata: {name: app-%[1]d, namespace: team-%[2]d}
spec:
  selector: {app: app-%[1]d}
  ports:
    - port: 80
      targetPort: 8080
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: app-%[1]d, namespace: team-%[2]d}
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app: app-%[1]d
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: app-%[1]d, namespace: team-%[2]d}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
---
`

// benchDocuments makes 500 documents of 20 objects, and says how many bytes
// they have.
func benchDocuments() (docs []Document, size int64) {
	for d := range 500 {
		var text strings.Builder
		for o := range 17 {
			fmt.Fprintf(&text, benchDeployment, d*20+o, d%100)
		}
		fmt.Fprintf(&text, benchOthers, d*20, d%100)
		docs = append(docs, Document{fmt.Sprintf("%d.yaml", d), []byte(text.String())})
		size += int64(text.Len())
	}
	return docs, size
}

// benchProgram compiles the catalog that comes with Pillars.
func benchProgram(b *testing.B) *program {
	b.Helper()
	cat, err := rules.Default()
	if err != nil {
		b.Fatal(err)
	}
	p, err := compile(cat)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// BenchmarkCompile compiles the catalog that comes with Pillars.
func BenchmarkCompile(b *testing.B) {
	cat, err := rules.Default()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := compile(cat); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCheck10000 reads and checks 10,000 Kubernetes objects.
func BenchmarkCheck10000(b *testing.B) {
	p := benchProgram(b)
	docs, size := benchDocuments()
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		p.run(docs, Options{})
	}
}

// BenchmarkRead reads the same objects, one document after the other.
func BenchmarkRead(b *testing.B) {
	p := benchProgram(b)
	docs, size := benchDocuments()
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range docs {
			p.read(d, nil)
		}
	}
}

// BenchmarkEvaluate gives the verdicts on the 20 objects of one document,
// among all the others.
func BenchmarkEvaluate(b *testing.B) {
	p := benchProgram(b)
	docs, _ := benchDocuments()
	reads := make([]*read, len(docs))
	for i, d := range docs {
		reads[i] = p.read(d, nil)
	}
	indexes := p.indexes(b.Context(), reads)
	b.ReportAllocs()
	for b.Loop() {
		for _, res := range reads[0].resources {
			for _, c := range p.checks[fold(res.typ)] {
				c.run(res, indexes)
			}
		}
	}
}
