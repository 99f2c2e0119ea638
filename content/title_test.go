package content

import "testing"

// TestTitle holds what becomes the title of an item without bold words.
func TestTitle(t *testing.T) {
	const id = "`0fdf0491-d080-4575-b627-ad0e843cba0f`"
	for _, tt := range []struct{ item, want string }{
		{"Clusters must be private: " + id, "Clusters must be private"},
		{"Clusters must be private: " + id + ", corrected by " + id, "Clusters must be private"},
		{"Containers must be neither privileged (" + id + ") nor able to escalate (preview, " + id + ").", "Containers must be neither privileged nor able to escalate"},
		{"Assign " + id + " to the scope", "Assign 0fdf0491-d080-4575-b627-ad0e843cba0f to the scope"},
		{"A: " + id, "A: 0fdf0491-d080-4575-b627-ad0e843cba0f"},
		{"**Bold words** come first: " + id, "Bold words"},
		{"Say one thing. Then another.", "Say one thing"},
	} {
		doc := Parse("guide.md", []byte("# Guide\n\n## Reliability\n\n### Policy definitions\n\n- "+tt.item+"\n"), Options{})
		if len(doc.Items) != 1 {
			t.Fatalf("%q: %d items", tt.item, len(doc.Items))
		}
		if got := doc.Items[0].Title; got != tt.want {
			t.Errorf("%q: title %q, want %q", tt.item, got, tt.want)
		}
	}
}
