package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"pillars/content/testfile"
	"pillars/rules"
)

// TestGolden writes small catalogs in every format of text, with what is
// lost. CRLF stands as a newline in the golden files.
func TestGolden(t *testing.T) {
	testfile.Golden(t, "testdata", func(t *testing.T, in *txtar.Archive) map[string]string {
		c, err := rules.Read(bytes.NewReader(in.Files[0].Data))
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, f := range Formats {
			text, lost := write(t, f, c)
			if f.Extension != ".xlsx" {
				got[f.Name+f.Extension] = strings.ReplaceAll(text, "\r\n", "\n")
			}
			got["lost/"+f.Name+".txt"] = lines(lost)
		}
		return got
	})
}

func write(t *testing.T, f Format, c *rules.Catalog) (text string, lost []string) {
	t.Helper()
	var b bytes.Buffer
	losses, err := f.Write(&b, c)
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	for _, l := range losses {
		lost = append(lost, l.String())
	}
	return b.String(), lost
}

func small(t *testing.T) *rules.Catalog {
	t.Helper()
	a, err := txtar.ParseFile("testdata/small.txtar")
	if err != nil {
		t.Fatal(err)
	}
	c, err := rules.Read(bytes.NewReader(a.Files[0].Data))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// catalogs are those that every format must be able to write.
func catalogs(t *testing.T) map[string]*rules.Catalog {
	t.Helper()
	ours, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*rules.Catalog{"small": small(t), "ours": ours, "empty": {SchemaVersion: "1.0", Digest: ours.Digest, Pillars: ours.Pillars}}
}

// TestFormats holds what is true of every format: it says what it is, is the
// same twice, leaves no rule out without saying so, and reports failing
// writes.
func TestFormats(t *testing.T) {
	for name, c := range catalogs(t) {
		for _, f := range Formats {
			text, lost := write(t, f, c)
			again, lostAgain := write(t, f, c)
			if text != again || !slices.Equal(lost, lostAgain) {
				t.Errorf("%s of %s: another output the second time", f.Name, name)
			}
			if f.Extension == ".xlsx" {
				continue // zipped; see TestXLSX
			}
			for _, r := range c.Rules {
				if !strings.Contains(text, r.ID) && !strings.Contains(text, GUID(r.ID)) && !strings.Contains(text, lensName(r.ID)) && active(&r) {
					t.Errorf("%s of %s: rule %s is not in it", f.Name, name, r.ID)
				}
			}
		}
	}
	for _, f := range Formats {
		if f.About == "" || !strings.HasPrefix(f.Extension, ".") {
			t.Errorf("%s: no about or no extension", f.Name)
		}
		if got, ok := Find(f.Name); !ok || got.About != f.About {
			t.Errorf("Find does not find %s", f.Name)
		}
		if _, err := f.Write(failing{}, small(t)); err == nil {
			t.Errorf("%s: a failing write is not reported", f.Name)
		}
	}
	if _, ok := Find("nope"); ok {
		t.Error("Find finds what is not there")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestGUID(t *testing.T) {
	v5 := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	if g := GUID("AKS-001"); !v5.MatchString(g) || g == GUID("AKS-002") {
		t.Errorf("GUID of AKS-001: %s", g)
	}
	if g := GUID("AKS-001"); g != aks001 {
		t.Errorf("the GUID of AKS-001 is %s: it was %s, and reviews are keyed by it", g, aks001)
	}
}

func TestCSV(t *testing.T) {
	c := small(t)
	text, _ := write(t, Format{Write: CSV}, c)
	if n := strings.Count(text, "\r\n"); n != len(c.Rules)+1 || !strings.HasSuffix(text, "\r\n") {
		t.Errorf("%d of the rows end with CRLF, or a line within a cell does", n)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) != len(c.Rules)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(strings.TrimSpace(cell)[:1], "=+-@") {
				t.Errorf("a spreadsheet takes this for a formula: %q", cell)
			}
		}
	}
}

func TestHarmless(t *testing.T) {
	for _, s := range []string{"=1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "\u00a0=1", "\ufeff=1", "＝1", "－1", "\nx"} {
		if got, changed := harmless(s); !changed || got != "'"+s {
			t.Errorf("%q: %q", s, got)
		}
	}
	for _, s := range []string{"", "a=1", "1-2", " a", "é"} {
		if got, changed := harmless(s); changed || got != s {
			t.Errorf("%q: %q", s, got)
		}
	}
}

// TestJSONL holds that the digest of a catalog is the hash of its JSON Lines.
func TestJSONL(t *testing.T) {
	c, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	text, _ := write(t, Format{Write: JSONL}, c)
	sum := sha256.Sum256([]byte(text))
	if got := "sha256-" + base64.StdEncoding.EncodeToString(sum[:]); got != c.Digest {
		t.Errorf("the hash is %s, the digest %s", got, c.Digest)
	}
}

func TestCut(t *testing.T) {
	for _, x := range []struct {
		in   string
		most int
		want string
	}{
		{"short", 5, "short"},
		{"äöüßé", 5, "äöüßé"},
		{"one two three", 10, "one two…"},
		{"abcdefghijkl", 6, "abcde…"},
	} {
		if got, was := cut(x.in, x.most); got != x.want || was != (x.in != x.want) {
			t.Errorf("cut(%q, %d) = %q, %v", x.in, x.most, got, was)
		}
	}
}

func FuzzCut(f *testing.F) {
	f.Add("one two three", 10)
	f.Fuzz(func(t *testing.T, s string, most int) {
		if most < 1 || most > 1000 {
			return
		}
		if got, _ := cut(s, most); len([]rune(got)) > most {
			t.Errorf("cut(%q, %d) is %q", s, most, got)
		}
	})
}

// aks001 was made by Python's uuid.uuid5.
const aks001 = "53b63b01-88e8-53ec-8e3d-f26067243f3f"
