#!/usr/bin/env python3
"""Runs the checks of a Pillars catalog with a stock JSON Schema validator.

    python3 runner.py catalog.json cluster.json deployment.yaml ...

This is specification.md as a program, for Azure resources as Azure Resource
Manager or az give them and for Kubernetes objects (YAML where PyYAML is there).
It prints a verdict for each resource and check as JSON, and "unsupported" for
what is beyond it: other documents, resources with placeholders, derived values.
"""
import json, re, sys
from jsonschema import Draft202012Validator, validators

AZURE = re.compile("microsoft[.].*/")
ENVELOPE = """apiVersion condition dependsOn eTag etag extendedLocation id identity kind location managedBy name
    plan properties resourceGroup resources scope sku systemData tags tenantId type zones""".split()
PLACEHOLDER = re.compile(r'\{\{|\$\{|"\[[a-zA-Z]')  # in a text of a JSON document

def pattern(validator, form, text, schema):  # Python's $ matches before a last line break, too
    form = "(?a)" + re.sub(r"\\.|\[(?:\\.|[^\]])*\]|\$", lambda m: r"\Z" if m[0] == "$" else m[0], form)
    return Draft202012Validator.VALIDATORS["pattern"](validator, form, text, schema)

Validator = validators.extend(Draft202012Validator, {"pattern": pattern})

def valid(schema, value): return Validator(schema).is_valid(value)

def fold(text): return re.sub("[A-Z]", lambda m: m[0].lower(), str(text))  # ASCII letters only

def at(value, pointer):  # what a JSON Pointer leads to; None for nothing
    for name in pointer.split("/")[1:]:
        value = value.get(name.replace("~1", "/").replace("~0", "~")) if isinstance(value, dict) else None
    return value

# Documents: their resources as (type, name, canonical body).

def read(text):
    try: return json.loads(text)
    except ValueError: import yaml
    return [document for document in yaml.safe_load_all(text) if document is not None]

def canonical(value, names):  # without null members, with names as the catalog spells them
    if isinstance(value, list): return [canonical(v, names) for v in value]
    if not isinstance(value, dict): return value
    body = {}
    for name, v in value.items():
        spelled = names.get(fold(name), name)
        if v is not None: body.setdefault(name if spelled in body else spelled, canonical(v, names))
    return body

def resources(value, names):
    if isinstance(at(value, "/items"), list) and value["kind"].endswith("List"):
        kind = {"apiVersion": value["apiVersion"], "kind": value["kind"][:-4]}
        value = [{**kind, **item} for item in value["items"]]
    elif isinstance(at(value, "/value"), list): value = value["value"]
    if isinstance(value, list): return [resource for item in value for resource in resources(item, names)]
    azure, thing = canonical(value, names), canonical(value, {})
    if AZURE.match(fold(at(azure, "/type"))):
        if "properties" not in azure:  # az prints them beside the envelope
            flat = {k: azure.pop(k) for k in list(azure) if fold(k) not in map(fold, ENVELOPE)}
            azure["properties"] = {"type" if fold(k) == "typepropertiestype" else k: v for k, v in flat.items()}
        return [(azure["type"], azure.get("name", ""), azure)]
    if not at(thing, "/apiVersion") or not at(thing, "/kind"): raise ValueError("not a resource it knows")
    name = filter(None, (at(thing, "/metadata/namespace"), at(thing, "/metadata/name")))
    return [(thing["apiVersion"] + "/" + thing["kind"], "/".join(name), thing)]

# Relations.

def selects(labels, selector):
    asks = [(k, "In", [v]) for k, v in (at(selector, "/matchLabels") or {}).items()]
    asks += [(e["key"], e["operator"], e.get("values")) for e in at(selector, "/matchExpressions") or ()]
    tests = {"In": lambda label, values: label in values, "NotIn": lambda label, values: label not in values,
             "Exists": lambda label, _: label is not None, "DoesNotExist": lambda label, _: label is None}
    return selector is not None and all(tests[op]((labels or {}).get(key), values) for key, op, values in asks)

JOINS = {"selects": selects, "equal": lambda a, b: valid({"const": a}, b),
         "equalFold": lambda a, b: isinstance(a, str) and isinstance(b, str) and fold(a) == fold(b)}

def related(relation, body, others):
    return [o for o in others if o is not body and all(
        JOINS[join["op"]](at(body, join["self"]), at(o, join["other"])) for join in relation["where"])]

# Checks.

def members(schema):  # the names of members that a schema speaks of
    for key, value in schema.items() if isinstance(schema, dict) else ():
        if key in ("required", "properties"): yield from value
        if key in ("properties", "patternProperties"): value = list(value.values())
        if key not in ("const", "enum", "examples"):
            for inner in value if isinstance(value, list) else [value]: yield from members(inner)

def relaxed(schema):  # the same, but asking nothing of related resources
    if isinstance(schema, list): return [relaxed(s) for s in schema]
    return {k: k == "related" or relaxed(s) for k, s in schema.items()} if isinstance(schema, dict) else schema

def verdict(check, body, others):  # others: for each relation, the resources of its types
    if PLACEHOLDER.search(json.dumps([body, others], default=str)): return "unsupported"
    if not valid(check["target"].get("match", True), body): return "notApplicable"
    if "derive" in check: return "unsupported"
    if others:  # where none of the types is among the documents, null stands for the list: it fits no schema
        body = {"self": body, "derived": {}, "related": {
            r["name"]: related(r, body, o) if o else None for r, o in zip(check["relate"], others)}}
    if valid(check["assert"], body): return "pass"
    return "unknown" if [] in others and valid(relaxed(check["assert"]), body) else "fail"

def run(catalog, texts):  # texts: by the names of documents
    checks, names, found, of, results = {}, {fold(n): n for n in ENVELOPE}, [], {}, []
    for rule in catalog["rules"]:
        for check in rule["checks"] if rule["status"] == "active" else ():
            checks.setdefault(json.dumps(check), (check, []))[1].append(rule["id"])
    for check in (c for c, _ in checks.values() if any(AZURE.match(fold(t)) for t in c["target"]["types"])):
        pointers = [j[end] for r in check.get("relate", ()) for j in r["where"] for end in ("self", "other")]
        for name in [*members(check["assert"]), *members(check["target"].get("match")), *"".join(pointers).split("/")]:
            names[fold(name)] = min(name, names.get(fold(name), name))  # of two spellings the first
    for document, text in texts.items():
        try:
            for kind, name, body in resources(read(text), names):
                found.append((document, kind, name, body))
                of.setdefault(fold(kind), []).append(body)
        except Exception as problem:
            results.append({"document": document, "verdict": "unsupported", "problem": str(problem)})
    for document, kind, name, body in found:
        for check, ids in sorted(checks.values(), key=lambda c: c[0]["id"]):
            if fold(kind) in map(fold, check["target"]["types"]):
                others = [[o for t in r["types"] for o in of.get(fold(t), ())] for r in check.get("relate", ())]
                results.append({"check": check["id"], "rules": ids, "verdict": verdict(check, body, others),
                                "resource": {"type": kind, "name": name, "document": document}})
    return results

if __name__ == "__main__":
    texts = {name: open(name, encoding="utf-8-sig").read() for name in sys.argv[2:]}
    json.dump(run(json.load(open(sys.argv[1], encoding="utf-8")), texts), sys.stdout, indent=2)
