// Tables as CSV (RFC 4180), twin of rules/export/csv.go.

/** Rows as CSV. A cell that a spreadsheet would take for a formula gets an apostrophe in front: it would run one that a stranger wrote. */
export function csvOf(rows: readonly string[][]): string {
  return rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
}

function cell(text: string): string {
  const safe = /^[\s\p{Cc}\uFEFF]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
