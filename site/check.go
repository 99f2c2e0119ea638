package site

import (
	"slices"

	"pillars/rules"
	"pillars/theme"
)

func (b *builder) checkPages() []page {
	return []page{{
		url: checkURL, template: "check.html", section: checkURL, title: b.text("pages.check"), scripts: []string{"check.js"},
		summary: b.text("pages.checkAbout"),
		view:    func(p Page) any { return b.checkerView(p) },
	}}
}

func (b *builder) checkerView(p Page) CheckerView {
	v := CheckerView{Page: p, Worker: b.asset("check-worker.js"), Catalog: b.checkCatalog.Path, Examples: slices.Clone(examples), Sources: slices.Clone(sources)}
	for i := range v.Examples {
		v.Examples[i].Title = b.text("check.examples." + v.Examples[i].Title)
	}
	for i := range v.Sources {
		v.Sources[i].What = b.text("check.source." + v.Sources[i].What)
	}
	ids := map[string]bool{}
	for _, r := range b.active {
		for _, c := range r.Checks {
			ids[c.ID] = true
		}
	}
	v.Checks = len(ids)
	return v
}

// checkCatalogAsset makes the script that holds the part of the catalog that
// checking needs. It is a script and no JSON file, so that a page opened from
// disk can load it too.
func (b *builder) checkCatalogAsset() (theme.Asset, error) {
	return b.dataScript("check-catalog.js", "pillarsCatalog", checkingPart(b.Catalog))
}

// checkingPart gives a catalog with only what checking and showing its
// results needs.
func checkingPart(c *rules.Catalog) *rules.Catalog {
	part := *c
	part.Rules = make([]rules.Rule, len(c.Rules))
	for i, r := range c.Rules {
		slim := rules.Rule{
			ID: r.ID, Status: r.Status, Kind: r.Kind, Pillar: r.Pillar, Service: r.Service, Title: r.Title, Severity: r.Severity, Checks: r.Checks,
			Scope: []string{}, Section: []string{}, Links: []rules.Link{}, Related: []string{}, References: []rules.Reference{}, Remediation: []rules.Remediation{},
		}
		if len(r.Checks) > 0 {
			slim.Remediation = r.Remediation
		}
		part.Rules[i] = slim
	}
	return &part
}

// sources says how to get what the checker reads. What that is stands in
// strings.json under check.source and the first of the words here.
var sources = []Source{
	{"cluster", "az aks show --resource-group <group> --name <cluster> > cluster.json"},
	{"clusters", "az aks list > clusters.json"},
	{"registry", "az acr show --name <registry> > registry.json"},
	{"terraform", "terraform plan -out plan.tfplan\nterraform show -json plan.tfplan > plan.json"},
	{"bicep", "az bicep build --file main.bicep --outfile main.json"},
	{"kubernetes", "kubectl get all,ingress,networkpolicy,pdb,hpa --all-namespaces -o yaml > objects.yaml"},
}

// examples are documents to try the checker with, written for it. Their titles
// stand in strings.json under check.examples and the second of the words here.
var examples = []Example{
	{"az-default.json", "azDefault", `{
  "id": "/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups/shop/providers/Microsoft.ContainerService/managedClusters/shop-dev",
  "name": "shop-dev",
  "type": "Microsoft.ContainerService/ManagedClusters",
  "location": "westeurope",
  "sku": { "name": "Base", "tier": "Free" },
  "disableLocalAccounts": false,
  "enableRbac": true,
  "networkProfile": {
    "networkPlugin": "azure",
    "networkPolicy": "none",
    "loadBalancerSku": "standard"
  },
  "agentPoolProfiles": [
    { "name": "system", "mode": "System", "count": 1, "availabilityZones": null }
  ]
}
`},
	{"arm-production.json", "armProduction", `{
  "id": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shop/providers/Microsoft.ContainerService/managedClusters/shop",
  "name": "shop",
  "type": "Microsoft.ContainerService/ManagedClusters",
  "location": "westeurope",
  "sku": { "name": "Base", "tier": "Standard" },
  "identity": { "type": "SystemAssigned" },
  "properties": {
    "disableLocalAccounts": true,
    "networkProfile": { "networkPlugin": "azure", "networkPolicy": "cilium", "networkDataplane": "cilium" },
    "agentPoolProfiles": [
      { "name": "system", "mode": "System", "count": 3, "availabilityZones": ["1", "2", "3"] }
    ]
  }
}
`},
}
