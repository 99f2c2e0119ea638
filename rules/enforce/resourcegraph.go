package enforce

import (
	"fmt"
	"slices"
	"strings"

	"pillars/rules"
)

// resourceGraphAssumes is what all queries take for granted.
var resourceGraphAssumes = []string{
	"The kind of each value is the one that the resource provider's API fixes: a boolean is never a text, an array never an object.",
	"Properties are spelled as the API spells them; Resource Graph compares their names with regard to case.",
	"The table resources lists all resources of a type that the one who asks may read.",
}

// What Resource Graph allows in one query.
const (
	graphArrays = 2   // mv-expand operators
	graphItems  = 400 // rows that one of them makes of a row
)

// ResourceGraph writes a query for each check of Azure resources, which finds
// the resources that fail it.
func ResourceGraph(c *rules.Catalog) (*Bundle, error) {
	m := Manifest{
		Engine:   "resource-graph",
		Verified: "Syntax verified: every query is parsed and analysed by Kusto's language service against a model of the table. Verdicts are not compared, as nothing evaluates the language without Azure.",
		Assumes:  resourceGraphAssumes,
	}
	return assemble(c, m, func(c *fullCheck) (output, error) {
		var out output
		losses, err := c.eachVariant(func(v rules.Check) error {
			variant, err := azureVariantOf(v)
			if err != nil {
				return err
			}
			for _, typ := range variant.types {
				query, lost, err := graphQuery(c, typ, variant.fails)
				if err != nil {
					return err
				}
				path := "queries/" + objectName(c)
				if n := len(out.files); n > 0 {
					path += fmt.Sprintf("-%d", n+1)
				}
				out.files = append(out.files, File{path + ".kql", []byte(query)})
				out.losses = append(out.losses, lost...)
			}
			return nil
		})
		out.losses = append(out.losses, losses...)
		return out, err
	}, nil)
}

// graphColumns are the columns of the table that checks look at: those that
// hold a text, and those that hold any value.
var (
	graphTexts  = []string{"id", "name", "type", "kind", "location", "managedBy", "resourceGroup", "subscriptionId", "tenantId"}
	graphValues = []string{"properties", "sku", "identity", "tags", "zones", "plan", "extendedLocation"}
)

// graphOther are types of one step that are not in the table resources.
var graphOther = []string{"microsoft.insights/diagnosticsettings", "microsoft.authorization/roleassignments", "microsoft.authorization/policyassignments"}

// graphWriter writes one query.
type graphWriter struct {
	items   map[int]string // the columns of items, by number
	columns []string       // the columns that the condition on a resource speaks of
	arrays  []graphArray
	losses  []string
	err     error
}

// graphArray is an array whose items are looked at, and how many of them
// satisfy each of several conditions.
type graphArray struct {
	at, column string
	counts     []string // the conditions
}

// graphQuery writes the query for the resources of a type for which a formula
// holds.
func graphQuery(c *fullCheck, typ string, fails formula) (query string, losses []string, err error) {
	if strings.Count(typ, "/") != 1 || slices.Contains(graphOther, strings.ToLower(typ)) {
		return "", nil, refuse("Resource Graph does not list resources of the type %s in the table resources", typ)
	}
	w := graphWriter{items: map[int]string{0: ""}}
	fails = fails.withAbsent(graphWhenAbsent)
	conditions := []formula{fails} // each on a line of its own
	if fails.op == and {
		conditions = fails.subs
	}
	var where []string
	for _, f := range conditions {
		where = append(where, w.formula(f, 0))
	}
	if w.err != nil {
		return "", nil, w.err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "// %s\n", c.message())
	if link := c.link(); link != "" {
		fmt.Fprintf(&b, "// %s\n", link)
	}
	fmt.Fprintf(&b, "resources\n| where type =~ %s\n", graphText(typ))
	var made []string // columns of counts
	for i, a := range w.arrays {
		item := graphItem(i)
		fmt.Fprintf(&b, "| extend %[1]ss = iff(array_length(%[2]s) > 0, %[2]s, dynamic([null]))\n| mv-expand %[1]s = %[1]ss limit %[3]d\n| summarize\n", item, a.at, graphItems)
		kept := slices.Concat([]string{"name", "type", "location", "resourceGroup", "subscriptionId"}, w.columns, made)
		for _, later := range w.arrays[i+1:] {
			kept = append(kept, later.column)
		}
		for j, condition := range a.counts {
			made = append(made, graphCount(i, j))
			fmt.Fprintf(&b, "    %s = countif(isnotnull(%s)%s),\n", graphCount(i, j), item, condition)
		}
		var columns []string
		for _, column := range kept {
			if column = fmt.Sprintf("%[1]s = take_any(%[1]s)", column); !slices.Contains(columns, column) {
				columns = append(columns, column)
			}
		}
		fmt.Fprintf(&b, "    %s\n    by id\n", strings.Join(columns, ",\n    "))
		w.loss("only the first %d items of %s are looked at", graphItems, a.at)
	}
	for _, condition := range where {
		fmt.Fprintf(&b, "| where %s\n", condition)
	}
	fmt.Fprintf(&b, "| project id, name, type, location, resourceGroup, subscriptionId, check = %s, severity = %s, rules = %s\n| order by id asc\n",
		graphText(c.ID), graphText(string(c.Severity)), graphText(strings.Join(c.ruleIDs(), ",")))
	return b.String(), w.losses, nil
}

func graphItem(i int) string     { return fmt.Sprintf("item%d", i+1) }
func graphCount(i, j int) string { return fmt.Sprintf("count%d_%d", i+1, j+1) }

// graphWhenAbsent says what Resource Graph makes of an atom without a value.
// A conversion of nothing is null, and what is compared with null is not
// selected; of negated atoms nothing is said, so that queries say it.
func graphWhenAbsent(f formula) (truth, ok bool) {
	switch f.op {
	case isOneOf, isOneOfFolded, matches, some:
		return false, !slices.ContainsFunc(f.values, func(v any) bool { return v == nil || v == "" }) && !slices.Contains(f.texts, "")
	case compare:
		return false, true
	case every:
		return true, true
	case count:
		return compares(0, f.cmp, f.number), true
	}
	return false, false
}

func (w *graphWriter) refuse(format string, args ...any) string {
	if w.err == nil {
		w.err = refuse(format, args...)
	}
	return "false"
}

// formula writes a formula in brackets where it stands beside an operator
// that binds more strongly: 1 for or, 2 for and.
func (w *graphWriter) formula(f formula, beside int) string {
	join := func(op string, binds int) string {
		var parts []string
		for _, sub := range f.subs {
			parts = append(parts, w.formula(sub, binds))
		}
		text := strings.Join(parts, op)
		if beside > binds {
			text = "(" + text + ")"
		}
		return text
	}
	switch f.op {
	case always, never:
		return w.refuse("it holds for all resources or for none")
	case and:
		return join(" and ", 2)
	case or:
		return join(" or ", 1)
	case not:
		return w.atom(f.subs[0], true)
	}
	return w.atom(f, false)
}

// graphOperators are the operators for one value and for several, with regard
// to case and without, and their negations.
var graphOperators = map[[2]bool][2]string{
	{false, false}: {"==", "in"}, {false, true}: {"!=", "!in"},
	{true, false}: {"=~", "in~"}, {true, true}: {"!~", "!in~"},
}

func (w *graphWriter) atom(f formula, negated bool) string {
	switch f.op {
	case some, every, count:
		return w.quantifier(f)
	}
	at, column := w.place(f.at)
	if column != "" && !slices.Contains(w.columns, column) {
		w.columns = append(w.columns, column)
	}
	switch f.op {
	case has:
		empty := "null"
		if f.at.item == 0 && len(f.at.names) == 1 && slices.Contains(graphTexts, at) {
			empty = "empty"
		}
		if negated {
			return "is" + empty + "(" + at + ")"
		}
		return "isnot" + empty + "(" + at + ")"
	case isOneOf:
		return w.oneOf(f, at, negated)
	case isOneOfFolded:
		return graphOneOf("tostring("+at+")", f.texts, true, negated)
	case matches:
		text := "tostring(" + at + ") matches regex " + graphText(f.pattern)
		if negated {
			return "not(" + text + ")"
		}
		return text
	case compare:
		if f.measure == theNumber {
			return fmt.Sprintf("toreal(%s) %s %s", at, f.cmp, celNumber(f.number))
		}
		return fmt.Sprintf("array_length(%s) %s %s", at, f.cmp, celNumber(f.number))
	case distinct:
		return w.refuse("it wants the items of %s to be different from each other", f.at)
	}
	return w.refuse("it looks at members of %s by the form of their names", f.at)
}

// oneOf compares a value with scalars, by kind.
func (w *graphWriter) oneOf(f formula, at string, negated bool) string {
	var texts, parts []string
	operator := graphOperators[[2]bool{false, negated}][0]
	for _, v := range f.values {
		switch v := v.(type) {
		case nil:
			return w.refuse("it asks whether %s is null", f.at)
		case bool:
			parts = append(parts, fmt.Sprintf("tobool(%s) %s %v", at, operator, v))
		case float64:
			parts = append(parts, fmt.Sprintf("toreal(%s) %s %s", at, operator, celNumber(v)))
		case string:
			texts = append(texts, v)
		}
	}
	if len(texts) > 0 && len(parts) > 0 || len(parts) > 1 {
		return w.refuse("what it asks of %s depends on the kind of the value", f.at)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return graphOneOf("tostring("+at+")", texts, false, negated)
}

func graphOneOf(at string, texts []string, folded, negated bool) string {
	operators := graphOperators[[2]bool{folded, negated}]
	var list []string
	for _, t := range texts {
		list = append(list, graphText(t))
	}
	if len(list) == 1 {
		return at + " " + operators[0] + " " + list[0]
	}
	return at + " " + operators[1] + " (" + strings.Join(list, ", ") + ")"
}

// quantifier counts the items that satisfy a condition, in a column that is
// made before the resources are selected.
func (w *graphWriter) quantifier(f formula) string {
	if f.at.item != 0 {
		return w.refuse("it looks at the items of arrays in arrays (%s)", f.at)
	}
	at, root := w.place(f.at)
	i := slices.IndexFunc(w.arrays, func(a graphArray) bool { return a.at == at })
	if i < 0 {
		if i = len(w.arrays); i == graphArrays {
			return w.refuse("it looks at the items of more than %d arrays", graphArrays)
		}
		w.arrays = append(w.arrays, graphArray{at: at, column: root})
	}
	w.items[f.item] = graphItem(i)
	body := f.subs[0]
	if f.op == every {
		var err error
		if body, err = normal(body, true); err != nil {
			return w.refuse("%s", err)
		}
		body = body.withAbsent(graphWhenAbsent)
	}
	condition := ""
	if body.op != always {
		condition = " and " + w.formula(body, 2)
	}
	w.arrays[i].counts = append(w.arrays[i].counts, condition)
	column := graphCount(i, len(w.arrays[i].counts)-1)
	switch f.op {
	case every:
		return column + " == 0"
	case some:
		return column + " > 0"
	}
	return fmt.Sprintf("%s %s %s", column, f.cmp, celNumber(f.number))
}

// place writes a place, and gives the column of the table that it is in, ""
// where it is in an item.
func (w *graphWriter) place(p place) (at, column string) {
	at, names := w.items[p.item], p.names
	if p.item == 0 {
		columns := slices.Concat(graphTexts, graphValues)
		i := -1
		if len(names) > 0 {
			i = slices.IndexFunc(columns, func(c string) bool { return strings.EqualFold(c, names[0]) })
		}
		if i < 0 {
			return w.refuse("Resource Graph has no column for %s", p), ""
		}
		column, names = columns[i], names[1:]
		at = column
		if len(names) > 1 && strings.EqualFold(names[0], "addonProfiles") {
			w.loss("the key %s is compared with regard to case, and some tools write it otherwise", names[1])
		}
	}
	for _, name := range names {
		if isGraphName(name) {
			at += "." + name
		} else {
			at += "[" + graphText(name) + "]"
		}
	}
	return at, column
}

// graphPlain are names that stand behind a dot although they are in lower
// case, as the keywords of the language are.
var graphPlain = strings.Fields("azurepolicy category config count days defender enabled id keda managed metrics mode name omsagent policies status tier type")

// isGraphName reports whether a name can stand behind a dot.
func isGraphName(name string) bool {
	return isCELName(name) && name[0] != '_' && (name != strings.ToLower(name) || slices.Contains(graphPlain, name))
}

func (w *graphWriter) loss(format string, args ...any) {
	if l := fmt.Sprintf(format, args...); !slices.Contains(w.losses, l) {
		w.losses = append(w.losses, l)
	}
}

// graphText writes a text as a literal.
func graphText(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, c := range s {
		switch {
		case c == '\'' || c == '\\':
			b.WriteString(`\` + string(c))
		case c < ' ' || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029:
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
