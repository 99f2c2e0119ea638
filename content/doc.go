// Package content reads Well-Architected guides: Markdown in the dialect of
// Microsoft Learn. From a guide it takes its items (the things to do, which
// become rules), its text as safe HTML, its links and images, and what is
// wrong with it, each with file, line and column.
//
// # The dialect
//
// A guide is UTF-8 text: CommonMark 0.31 with GFM's tables, strikethrough and
// bare addresses, YAML front matter between two lines of three dashes (blanks
// behind the dashes are allowed), and Learn's additions, which the end of
// this comment lists. Limits: 8 MiB, 40 quotes or lists opened on one line.
//
// # Items
//
// There are three kinds.
//
// A checklist item is each top-level list item of a block quote whose first
// paragraph starts with [!div class="checklist"]. What stands inside the item
// (lists, paragraphs, tables, alerts) belongs to it. Each body row of a table
// with the columns Code and Recommendation is a checklist item too; its code
// has the form SE:01.
//
// A recommendation is each body row of a table with a header cell
// "Recommendation" or "Recommendations", ignoring case and emphasis. The text
// is that cell, wherever it stands; the benefit is the other cells, joined by
// " | ". Tables inside a checklist item hold no items.
//
// A policy is each top-level list item, outside quotes and tables, in a
// policy section: one whose whole heading reads [pillar] [Azure] [built-in]
// Policy or Policies [definition(s)], or "Azure Policy and Azure Advisor" in
// either order; its sub-sections; and the sections "Cluster architecture",
// "Cluster and workload architecture" and "Cluster & workload architecture"
// that directly follow it on its level.
//
// # Pillar, section, ordinal, scope
//
// The pillar of an item is that of the nearest heading, from level 2 down,
// that is a pillar's name, today's or an older one (resiliency; cost; devops,
// operations; performance, scalability). Else it is that of the nearest
// heading that reads "… for NAME", "… and NAME", "NAME and …", "NAME [design]
// checklist" or "NAME [design] recommendations"; else that of the code's two
// letters; else the one pillar that the level 1 heading or the title names in
// full; else there is none.
//
// The section is the path of open headings from level 2 down. A tab's label
// is no heading. The ordinal counts the items of one kind in one section of
// a guide from 1; placeholders count.
//
// "(Cluster)", "(Workload)", "(Cluster and workload)", "(Cluster & workload)"
// in front of an item, or "Cluster architecture:" and so on, is its scope:
// the words in lower case, sorted. [Item.Title] is the bold words an item
// starts with, else its first sentence, without the scope and closing
// punctuation, at most 120 characters.
//
// # Text
//
// The text of a node is its text and inline code. <br>, the start and end of
// block elements and line breaks become a space; other HTML, images, image
// directives and the markers of alerts are dropped; entities and backslash
// escapes are resolved. White space, no-break spaces too, is folded to one
// space, and trimmed.
//
// # Placeholders
//
// Template text is no rule. An item is a placeholder when its source, code
// apart, holds \<words>, when its text reads "[… here.]", or when it is "What
// problem this recommendation will mitigate." The same outside items is
// [Residue]; it is a problem in service guides, and elsewhere only where it
// is one of the template's own phrases, because \<name> may be meant.
//
// # Anchors and links
//
// A heading's anchor is Learn's: its text in lower case, blanks to hyphens,
// all but letters, digits, "-" and "_" dropped. Headings that stand more than
// once have the anchor of the heading above in front ("security-recommendations");
// Learn's numbered form ("recommendations-1") leads there too. Anchors set by
// <a name="…"> are "anchor.…" on the page.
//
// [Library.Resolve] follows a link. A relative address starts from the file
// it was written in, "~/" from the folder; with or without ".md", a folder
// means its index.md or the hub page in its index.yml. An address below the
// public address of the folder ([Settings.LinkBase], without the host) means
// the page in the build. Where there is no such page, or no such heading in
// it, the redirects of the settings and of Learn's file are followed, at most
// 20 in a row; query and fragment are kept, until a redirect has a fragment of
// its own. Other addresses that start with "/" lead to Learn. Only http, https
// and mailto are allowed.
//
// # Tables of contents and hub pages
//
// TOC.yml or toc.yml of the folder is the table of contents. An entry takes in
// another one by "href: part/toc.yml", or by leading to the index of a folder
// that has its own, as "href: part/index.yml" does. An index.yml of any of
// Learn's page types is a hub page: each mapping in it with a text and an
// address is an entry, each with a text and entries below it a group.
//
// # Recovery
//
// What was clearly meant is read, and reported. A quote with a list behind a
// checklist, with only blank lines, comments or indented code between,
// continues it. Lines of a quote without ">" belong to it as CommonMark has
// it. Rows without text are dropped; missing cells are empty. Invalid bytes
// become U+FFFD. Front matter that is not YAML is dropped, the text read.
//
// # Learn's additions
//
//   - "> [!NOTE]", TIP, IMPORTANT, WARNING, CAUTION: alerts, ignoring case.
//   - "> [!div class="x"]": a box of that class; checklist and nextstepaction
//     are the ones in use.
//   - "# [Label](#tab/id)": a tab, of any heading level. A group ends at "---"
//     or "***", or at a heading of level 1 or 2 that is no tab.
//   - ":::image type="content" source="…" alt-text="…" lightbox="…" border="false":::"
//     in a line; type="icon" needs no text; type="complex" has a long
//     description up to ":::image-end:::".
//   - ":::row:::", ":::column span="2":::" and their "-end" forms: columns.
//     The indentation of the first line inside is taken off each line.
//   - "::: zone pivot="x"", "::: moniker range="x"": their content is kept,
//     for all pivots and versions.
//   - "[!INCLUDE [name](path)]": the file's lines take the place of the mark
//     where it has the line to itself, with the quote marks and indentation
//     in front; else its text does. Not in fenced code. At most five deep,
//     never in a circle, never out of the folder. Positions name the included
//     file.
//   - ":::code language="…" source="…" range="1-4,9,12-" id="…"
//     highlight="1,3":::": lines of a file in the content folder; an id means
//     those between the comments "// <id>" and "// </id>", or a region. What
//     range and id choose loses the indentation that all its lines have.
//   - "[!VIDEO address]": a link; a bare number is a film on Learn's host.
//
// # HTML
//
// [Body] is HTML without scripts, styles, event attributes, forms and frames,
// balanced, with slots where only the site knows what belongs: rule IDs, and
// every address of a link or image. Code has a span with a class for each
// token; the languages are in highlight.go.
//
// # Lint
//
// [Codes] lists what is reported; each code has a file in codes/ that
// explains it and shows both sides. A comment <!-- pillars-lint off: CODE -->
// silences it for the block behind, or, in front of everything else, for the
// guide; [Settings.Lint] for the folder.
package content
