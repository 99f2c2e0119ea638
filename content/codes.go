package content

// Code is a kind of problem: what authors switch off, raise, and look up. Its
// longer explanation, with an example of each side, is [Code.Explain].
type Code struct {
	ID       string
	Name     string
	Severity Severity
	Fixable  bool   // [Fix] corrects it
	Why      string // one line: what is lost
}

// Codes lists every code that reading or linting a folder of guides can give.
var Codes = []Code{
	// The file as a whole.
	{"front-matter-missing", "No front matter", SeverityWarning, false, "Title, description and service are read from the front matter."},
	{"front-matter-invalid", "Front matter that is not YAML", SeverityError, false, "Front matter that is not YAML is lost as a whole."},
	{"front-matter-key", "Front matter without a title or description", SeverityWarning, false, "A page needs a title and a description to be found."},
	{"duplicate-key", "Key twice in the front matter", SeverityError, false, "Only one of the two values counts, and strict readers refuse the file."},
	{"not-utf8", "Not UTF-8", SeverityError, false, "Text in another encoding cannot be read without loss."},
	{"too-complex", "Guide beyond what is read", SeverityError, false, "What goes beyond the limits of size and nesting is left out of the page."},
	{"conflict-marker", "Leftover of a merge conflict", SeverityError, false, "Both sides of the conflict are published, one below the other."},
	{"long-title", "Title too long", SeverityInfo, false, "Search results and rule lists cut long titles."},

	// What the article template asks for.
	{"placeholder-item", "Item of the template, not filled in", SeverityWarning, false, "Unfilled template items are no rules and are left out of the catalog."},
	{"placeholder-text", "Text of the template, not filled in", SeverityWarning, false, "Unfilled template text tells the reader nothing."},
	{"missing-introduction", "Pillar without an introduction", SeverityWarning, false, "A pillar's section begins with what it contributes to the framework."},
	{"missing-section", "Pillar without one of its sections", SeverityWarning, false, "Each pillar has a design checklist, recommendations and policies."},
	{"section-order", "Sections out of order", SeverityWarning, false, "Readers find the checklist first, recommendations second, policies third."},
	{"empty-section", "Heading without text", SeverityWarning, false, "A heading without anything below it promises what is not there."},
	{"short-checklist", "Checklist too short for its pillar", SeverityInfo, false, "A checklist covers at least three of the pillar's design principles."},
	{"heading-level", "Heading level left out", SeverityInfo, false, "Screen readers and tables of contents follow the levels one by one."},
	{"foreign-product", "Another product's name in a standard sentence", SeverityWarning, false, "A sentence copied from another guide sends the reader to the wrong product."},

	// Items.
	{"empty-item", "List item without text", SeverityWarning, false, "A list item without text is no rule."},
	{"empty-row", "Table row without text", SeverityWarning, false, "A table row without text is no rule."},
	{"row-cells", "Row with too many or too few cells", SeverityWarning, false, "Cells too many are lost; a line without cells was hardly meant as a row."},
	{"missing-recommendation", "Row without a recommendation", SeverityWarning, false, "A row needs something to do."},
	{"missing-benefit", "Recommendation without a benefit", SeverityWarning, false, "A recommendation without a reason convinces nobody."},
	{"duplicate-rule", "The same rule twice", SeverityWarning, false, "A rule that stands twice is answered twice, and one copy goes stale."},
	{"empty-checklist", "Checklist marker without items", SeverityWarning, false, "A checklist marker must stand in the same quote as its items."},
	{"split-checklist", "Checklist broken in two", SeverityWarning, false, "Where a checklist is broken, other readers lose the items behind the break."},
	{"lost-quote-mark", "Line of a quote without its \">\"", SeverityWarning, true, "The line belongs to the quote only as long as no blank line comes between."},
	{"lazy-quote", "Line that a quote takes in", SeverityWarning, false, "A line directly below a quote belongs to it, which is hardly ever meant."},

	// Links and images.
	{"broken-link", "Link that leads nowhere", SeverityWarning, false, "A reader who follows the link finds nothing."},
	{"link-spaces", "Link with blanks in its target", SeverityWarning, false, "Markdown does not take it for a link: readers see brackets."},
	{"empty-link-text", "Link without text", SeverityWarning, false, "There is nothing to click, and nothing for a screen reader to say."},
	{"vague-link-text", "Link text that does not say where it leads", SeverityInfo, false, "Whoever goes from link to link hears \"here\", \"here\", \"here\"."},
	{"http-link", "Link without encryption", SeverityInfo, false, "What is read over http can be changed on the way."},
	{"locale-link", "Link to one language of Learn", SeverityInfo, true, "Readers of other languages are sent to this one."},
	{"missing-image", "Image that is not there", SeverityWarning, false, "Readers see the image's text instead, or nothing."},
	{"missing-alt-text", "Image without text", SeverityWarning, false, "Whoever cannot see the image learns nothing of it."},

	// Markdown that does not do what it looks like.
	{"odd-space", "No-break space where a blank belongs", SeverityWarning, true, "Behind a bullet or a hash it is no blank: the line is no item or heading."},
	{"indented-code", "Text shown as code because it is indented", SeverityWarning, false, "Four blanks make a block of code: its links and emphasis are lost."},
	{"unknown-alert", "Alert of an unknown kind", SeverityWarning, false, "It is shown as a plain quote with its marker in the text."},
	{"unclosed-directive", "Triple-colon block not closed, or closed twice", SeverityWarning, false, "The page cannot tell what belongs to the block."},
	{"broken-include", "Included file that cannot be read", SeverityError, false, "The text is missing from the page, its rules from the catalog."},
	{"code-lines", "Lines of a code file that are not there", SeverityWarning, false, "Readers see less of the code than the author meant, or nothing."},
	{"trailing-blank", "Blanks at the end of a heading", SeverityInfo, true, "Tools that compare headings take it for another one."},
	{"blank-lines", "Several blank lines in a row", SeverityInfo, true, "They mean no more than one, and make differences hard to read."},

	// The files beside the guides.
	{"settings", "Fault in pillars.yaml", SeverityError, false, "A setting that is not understood does nothing."},
	{"redirects", "Redirects that lead nowhere", SeverityWarning, false, "Whoever follows an old link to a page that has moved finds nothing."},
	{"toc", "Fault in a table of contents", SeverityWarning, false, "Pages are missing from the navigation."},
	{"same-address", "Two pages with one address", SeverityError, false, "Only one of them can be read."},
	{"lint-comment", "Comment for lint that names no code", SeverityWarning, false, "It switches nothing off."},

	{"internal", "Fault of Pillars", SeverityError, false, "A fault of Pillars, not of the guide."},
}

// byID finds codes by ID.
var byID = func() map[string]*Code {
	m := make(map[string]*Code, len(Codes))
	for i := range Codes {
		m[Codes[i].ID] = &Codes[i]
	}
	return m
}()

// CodeByID gives the code with that ID.
func CodeByID(id string) (Code, bool) {
	c := byID[id]
	if c == nil {
		return Code{}, false
	}
	return *c, true
}

// newProblem makes a problem whose severity is that of its code.
func newProblem(at Pos, code, message string) Problem {
	c := byID[code]
	if c == nil {
		panic("content: no code " + code)
	}
	return Problem{at, code, c.Severity, message}
}
