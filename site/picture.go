package site

import (
	"fmt"
	"slices"
	"strings"
)

const (
	pictureRows    = 6   // services in the picture, the largest
	pictureColumns = 9   // squares in a row of a field
	pictureMost    = 108 // squares in a field
	squareSize     = 7   // of a square, in units of the drawing …
	squareStep     = 9   // … and with the gap behind it
)

// picture draws the largest services of a matrix: a field for each pillar,
// with a square for each rule, those that are checked automatically first.
// Where a field would have too many squares, one stands for several rules.
func picture(matrix []MatrixRow) Picture {
	rows := slices.Clone(matrix)
	slices.SortStableFunc(rows, func(a, b MatrixRow) int { return b.Total - a.Total })
	rows = rows[:min(len(rows), pictureRows)]
	p := Picture{Unit: 1, Left: len(matrix) - len(rows)}
	for _, r := range rows {
		for _, c := range r.Cells {
			p.Unit = max(p.Unit, (c.Count+pictureMost-1)/pictureMost)
		}
	}
	for _, r := range rows {
		row := PictureRow{MatrixRow: r}
		for _, c := range r.Cells {
			all, solid := inUnits(c.Count, p.Unit), inUnits(c.Automated, p.Unit)
			lines := max(1, (all+pictureColumns-1)/pictureColumns)
			row.Fields = append(row.Fields, PictureField{
				MatrixCell: c, Automated: squares(0, solid), Manual: squares(solid, all),
				Width: pictureColumns*squareStep - squareStep + squareSize, Height: lines*squareStep - squareStep + squareSize,
			})
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// inUnits rounds up, so that something is never shown as nothing.
func inUnits(n, unit int) int { return (n + unit - 1) / unit }

// squares gives the path of the squares with these numbers.
func squares(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "M%d %dh%dv%dh-%dz", i%pictureColumns*squareStep, i/pictureColumns*squareStep, squareSize, squareSize, squareSize)
	}
	return b.String()
}
