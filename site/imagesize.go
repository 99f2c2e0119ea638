package site

import (
	"encoding/xml"
	"image"
	_ "image/gif"  // their sizes are read
	_ "image/jpeg" //
	_ "image/png"  //
	"io"
	"math"
	"strconv"
	"strings"

	_ "golang.org/x/image/webp" //
)

// pixels is the size of an image; zero where it is not known.
type pixels struct{ width, height int }

// headLimit is as much of an image as is read to find its size: JPEG files may
// begin with a preview and a profile.
const headLimit = 1 << 20

// imageSize reads the size of an image from its beginning. One that cannot be
// read, or says something absurd, has none.
func imageSize(ext string, r io.Reader) pixels {
	r = io.LimitReader(r, headLimit)
	var size pixels
	if strings.EqualFold(ext, ".svg") {
		size = svgSize(r)
	} else if config, _, err := image.DecodeConfig(r); err == nil {
		size = pixels{config.Width, config.Height}
	}
	if size.width < 1 || size.height < 1 || size.width > 100_000 || size.height > 100_000 {
		return pixels{}
	}
	return size
}

// svgSize reads width and height of an SVG image's root, or those of its view
// box where it has no others.
func svgSize(r io.Reader) pixels {
	d := xml.NewDecoder(r)
	for {
		token, err := d.Token()
		if err != nil {
			return pixels{}
		}
		root, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		var width, height float64
		var box []string
		for _, a := range root.Attr {
			switch a.Name.Local {
			case "width":
				width = svgLength(a.Value)
			case "height":
				height = svgLength(a.Value)
			case "viewBox":
				box = strings.FieldsFunc(a.Value, func(c rune) bool { return c == ' ' || c == ',' })
			}
		}
		if (width <= 0 || height <= 0) && len(box) == 4 {
			width, height = svgLength(box[2]), svgLength(box[3])
		}
		return pixels{int(math.Round(width)), int(math.Round(height))}
	}
}

// svgLength reads a length in pixels; 0 for one in another unit.
func svgLength(s string) float64 {
	n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || math.IsNaN(n) || n < 0 || n > 1e6 {
		return 0
	}
	return n
}
