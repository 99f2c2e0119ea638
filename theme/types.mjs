// Makes the TypeScript types of ts/types from the JSON Schemas: one module for
// each schema below. Takes the folder to write to. The test TestTypes runs it
// and holds the folder in the repository to what comes out; "make golden"
// renews it.
import { compile } from "json-schema-to-typescript";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

// The schemas, and the names of their types where these are not the
// definitions' own.
const schemas = {
  catalog: { root: "Catalog" },
  report: { root: "Report", Document: "DocumentReport" },
  review: { root: "Review" },
};

const dir = fileURLToPath(new URL("../schema/", import.meta.url));
const out = process.argv[2];
if (out === undefined) throw new Error("usage: node types.mjs FOLDER");

for (const [name, names] of Object.entries(schemas)) {
  const file = `${name}.schema.json`;
  const text = await compile(JSON.parse(await readFile(dir + file, "utf8")), name, {
    ignoreMinAndMaxItems: true, // no tuples: an array is an array
    bannerComment: `// Code generated from schema/${file} by types.mjs. DO NOT EDIT.`,
    customName: (schema) => names[schema.title === undefined ? schema.$id : "root"],
  });
  await writeFile(`${out}/${name}.ts`, text);
}
