package site

import (
	"cmp"
	"html/template"
	"strings"

	"pillars/content"
)

// snippet is code on the catalog page that uses the API. Each is a whole
// program, which a test runs.
type snippet struct {
	name, language string // its title and what it is about stand in strings.json under snippet and the name
	code           string // with exampleOrigin for the address of the site
}

// exampleOrigin stands for the address of the site where it is not known.
const exampleOrigin = "https://your-site.example/"

// embedSnippets say how to use the catalog and the checker.
var embedSnippets = []snippet{
	{"shell", "sh", `site=https://your-site.example/api/v1
curl -sSfO $site/catalog.json
curl -sSf $site/SHA256SUMS | sha256sum --check --ignore-missing
`},
	{"python", "python", `import json, urllib.request
from jsonschema import Draft202012Validator

catalog = json.load(urllib.request.urlopen("https://your-site.example/api/v1/catalog.json"))
cluster = json.load(open("cluster.json"))
for rule in catalog["rules"]:
    for check in rule["checks"]:
        if cluster["type"] in check["target"]["types"] and "relate" not in check and "derive" not in check:
            applies = Draft202012Validator(check["target"].get("match", True)).is_valid(cluster)
            if applies and not Draft202012Validator(check["assert"]).is_valid(cluster):
                print(rule["id"], check["message"])
`},
	{"javascript", "js", `import { check } from "https://your-site.example/api/v1/checker.js";

const catalog = await (await fetch("https://your-site.example/api/v1/catalog.json")).json();
const text = JSON.stringify({ type: "Microsoft.ContainerService/managedClusters", name: "shop", properties: {} });
const report = await check(catalog, [{ name: "cluster.json", text }]);
console.log(report.summary);
`},
	{"html", "html", `<script type="module" src="https://your-site.example/api/v1/element.js"></script>
<pillars-check catalog="https://your-site.example/api/v1/catalog.json" rules="https://your-site.example/rules/">
</pillars-check>
`},
	{"go", "go", `package main

import (
	"fmt"
	"log"
	"os"

	"pillars/rules"
	"pillars/rules/check"
)

func main() {
	file, err := os.Open("catalog.json")
	if err != nil {
		log.Fatal(err)
	}
	catalog, err := rules.Read(file)
	if err != nil {
		log.Fatal(err)
	}
	text, err := os.ReadFile("cluster.json")
	if err != nil {
		log.Fatal(err)
	}
	report, err := check.Run(catalog, []check.Document{{Name: "cluster.json", Data: text}}, check.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report.Summary.Fail, "failed")
}
`},
	{"any", "sh", `site=https://your-site.example/api/v1
curl -sSfO $site/catalog.json -O $site/runner.py
python3 runner.py catalog.json cluster.json
`},
}

// syncSnippets say how to keep a copy of the rules up to date.
var syncSnippets = []snippet{
	{"python", "python", `import json, pathlib, urllib.request

site, copy = "https://your-site.example/api/v1/", pathlib.Path("rules")
seen = copy / "index.json"
known = {r["id"]: r["digest"] for r in json.loads(seen.read_text())["rules"]} if seen.exists() else {}

def get(name):
    return urllib.request.urlopen(site + name).read()

copy.mkdir(exist_ok=True)
index = get("index.json")
for rule in json.loads(index)["rules"]:
    if known.get(rule["id"]) != rule["digest"]:
        (copy / f"{rule['id']}.json").write_bytes(get(f"rules/{rule['id']}.json"))
seen.write_bytes(index)
`},
}

// snippets makes code ready for a page, with the site's own address in it.
func (b *builder) snippets(list []snippet) []Snippet {
	var out []Snippet
	for _, s := range list {
		code := strings.ReplaceAll(s.code, exampleOrigin, cmp.Or(b.BaseURL, exampleOrigin))
		out = append(out, Snippet{b.text("snippet." + s.name + ".title"), b.text("snippet." + s.name + ".about"), template.HTML(content.Highlight(s.language, code))}) //nolint:gosec // escaped
	}
	return out
}
