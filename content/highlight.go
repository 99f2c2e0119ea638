package content

import (
	"html"
	"slices"
	"strings"
)

// grammar is what highlighting needs to know of a language. It is little on
// purpose: one pass over the text, no regular expressions, so that a hostile
// guide cannot make it slow, and no table to load when the program starts.
type grammar struct {
	names     []string // as written behind the three backticks, lower case, without "-interactive"
	comment   string   // to the end of the line
	block     [2]string
	quotes    string // characters that open and close a string
	backslash bool   // escapes a quote
	keys      bool   // a word before a colon or equals sign is a key
	flags     bool   // -words are options
	keywords  string // separated by blanks
}

// grammars lists the languages that code in guides is written in.
var grammars = []grammar{
	{names: []string{"azurecli", "bash", "sh", "shell", "console", "cli"}, comment: "#", quotes: `"'`, backslash: true, flags: true,
		keywords: "if then else elif fi for in do done while case esac function export echo az kubectl helm terraform"},
	{names: []string{"azurepowershell", "powershell", "ps", "ps1", "pwsh"}, comment: "#", block: [2]string{"<#", "#>"}, quotes: `"'`, flags: true,
		keywords: "if else elseif foreach for while function param return try catch finally throw switch"},
	{names: []string{"yaml", "yml"}, comment: "#", quotes: `"'`, backslash: true, keys: true, keywords: "true false null"},
	{names: []string{"json", "jsonc"}, comment: "//", quotes: `"`, backslash: true, keys: true, keywords: "true false null"},
	{names: []string{"bicep"}, comment: "//", block: [2]string{"/*", "*/"}, quotes: `'`, backslash: true, keys: true,
		keywords: "param var resource module output existing targetScope type import using for if in true false null string int bool object array"},
	{names: []string{"terraform", "hcl", "tf"}, comment: "#", block: [2]string{"/*", "*/"}, quotes: `"`, backslash: true, keys: true,
		keywords: "resource data variable output locals module provider terraform for in if true false null"},
	{names: []string{"kusto", "kql"}, comment: "//", quotes: `"'`, backslash: true,
		keywords: "where summarize project extend join on by let order sort asc desc take top limit count distinct union parse render and or not in has contains"},
	{names: []string{"sql", "tsql"}, comment: "--", block: [2]string{"/*", "*/"}, quotes: `'`,
		keywords: "select from where and or not in insert into values update set delete create alter drop table index view join left right inner outer on group by order having as with begin end declare"},
	{names: []string{"csharp", "cs", "java", "javascript", "js", "typescript", "ts", "go", "rust", "cpp", "c"}, comment: "//", block: [2]string{"/*", "*/"}, quotes: "\"'`", backslash: true,
		keywords: "if else for foreach while do switch case default break continue return func function class struct interface enum public private protected internal static readonly const let var new this base try catch finally throw async await using import export package namespace void string int bool long double true false null nil"},
	{names: []string{"python", "py"}, comment: "#", quotes: `"'`, backslash: true,
		keywords: "if elif else for while in not and or is def class return import from as with try except finally raise lambda pass break continue yield async await None True False"},
	{names: []string{"dockerfile", "docker"}, comment: "#", quotes: `"`, backslash: true,
		keywords: "FROM RUN CMD COPY ADD ENV ARG WORKDIR ENTRYPOINT EXPOSE USER LABEL VOLUME AS HEALTHCHECK"},
	{names: []string{"rego"}, comment: "#", quotes: "\"`", backslash: true,
		keywords: "package import default not with as some in if contains every true false null"},
	{names: []string{"xml", "html"}, block: [2]string{"<!--", "-->"}, quotes: `"`},
}

// words are the keywords of each grammar, by language.
var words = func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for _, g := range grammars {
		set := map[string]bool{}
		for w := range strings.FieldsSeq(g.keywords) {
			set[w] = true
		}
		for _, name := range g.names {
			all[name] = set
		}
	}
	return all
}()

func grammarOf(language string) *grammar {
	for i := range grammars {
		if slices.Contains(grammars[i].names, language) {
			return &grammars[i]
		}
	}
	return nil
}

// highlighter writes code as HTML with a span for each token that has a
// class: c comment, s string, k keyword, n number, a key or option.
type highlighter struct {
	*grammar
	words map[string]bool
	out   strings.Builder
	code  string
	at    int // written up to here
}

// Highlight gives code as HTML for inside a code element, as code blocks in
// guides have it. language is as behind the three backticks; the code of one
// that is not known is only escaped.
func Highlight(language, code string) string { return highlight(learnLanguage(language), code) }

// highlight gives code as escaped HTML; plain where the language is unknown.
func highlight(language, code string) string {
	g := grammarOf(language)
	if g == nil {
		return html.EscapeString(code)
	}
	h := &highlighter{grammar: g, words: words[language], code: code}
	h.out.Grow(len(code) * 2)
	for i := 0; i < len(code); {
		class, end := h.token(i)
		if class != "" {
			h.plain(i)
			h.out.WriteString(`<span class="` + class + `">` + html.EscapeString(code[i:end]) + `</span>`)
			h.at = end
		}
		i = end
	}
	h.plain(len(code))
	return h.out.String()
}

// plain writes what stands between the last token and end.
func (h *highlighter) plain(end int) { h.out.WriteString(html.EscapeString(h.code[h.at:end])) }

// token gives the class of what starts at i, "" for none, and where it ends.
func (h *highlighter) token(i int) (class string, end int) {
	rest := h.code[i:]
	c := rest[0]
	boundary := i == 0 || !isWord(h.code[i-1])
	switch {
	case h.block[0] != "" && strings.HasPrefix(rest, h.block[0]):
		if n := strings.Index(rest[len(h.block[0]):], h.block[1]); n >= 0 {
			return "c", i + len(h.block[0]) + n + len(h.block[1])
		}
		return "c", len(h.code)
	case h.comment != "" && strings.HasPrefix(rest, h.comment) && (i == 0 || isBlank(h.code[i-1])):
		return "c", i + lineLength(rest)
	case strings.IndexByte(h.quotes, c) >= 0 && (c != '\'' || boundary):
		end = h.stringEnd(i)
		if h.keys && h.keyFollows(end) {
			return "a", end
		}
		return "s", end
	case h.flags && c == '-' && len(rest) > 2 && (i == 0 || isBlank(h.code[i-1])) && (isLetterByte(rest[1]) || rest[1] == '-'):
		return "a", i + wordLength(rest)
	case c >= '0' && c <= '9' && boundary:
		return "n", i + wordLength(rest)
	case isLetterByte(c) && boundary:
		end = i + wordLength(rest)
		switch {
		case h.keys && h.keyFollows(end):
			return "a", end
		case h.words[h.code[i:end]]:
			return "k", end
		}
		return "", end
	}
	return "", i + 1
}

// stringEnd gives the end of the string that opens at i: its closing quote,
// or the end of the line.
func (h *highlighter) stringEnd(i int) int {
	for j := i + 1; j < len(h.code); j++ {
		switch {
		case h.code[j] == '\\' && h.backslash:
			j++
		case h.code[j] == h.code[i]:
			return j + 1
		case h.code[j] == '\n':
			return j
		}
	}
	return len(h.code)
}

// keyFollows tells whether a colon or an equals sign comes next.
func (h *highlighter) keyFollows(end int) bool {
	for end < len(h.code) && h.code[end] == ' ' {
		end++
	}
	return end < len(h.code) && (h.code[end] == ':' || h.code[end] == '=' && !strings.HasPrefix(h.code[end:], "=="))
}

func lineLength(s string) int {
	if n := strings.IndexByte(s, '\n'); n >= 0 {
		return n
	}
	return len(s)
}

func wordLength(s string) int {
	for i := range len(s) {
		if !isWord(s[i]) {
			return max(i, 1)
		}
	}
	return len(s)
}

func isBlank(c byte) bool      { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
func isLetterByte(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '$' }
func isWord(c byte) bool {
	return isLetterByte(c) || c >= '0' && c <= '9' || c == '-' || c == '.' || c >= 0x80
}
