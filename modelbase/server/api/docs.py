"""Human pages of the HTTP API at /api/docs, drawn from the OpenAPI document. Static HTML: no script, our own CSP."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template_string, request
from flask_openapi3 import OpenAPI

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ info.title }} API</title><link rel="stylesheet" href="{{ root }}/api/docs.css"></head>
<body><main>
<h1>{{ info.title }} API <small>{{ info.version }}</small></h1>
<p>{{ info.description }} The machine-readable form is <a href="{{ root }}/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<nav><ul>{% for op in operations %}<li><a href="#{{ op.anchor }}"><code>{{ op.method }} {{ op.path }}</code></a></li>
{% endfor %}</ul></nav>
{% for op in operations %}
<section id="{{ op.anchor }}"><h2><code>{{ op.method }} {{ op.path }}</code></h2><p>{{ op.summary }}</p>
{% if op.parameters %}<table><thead><tr><th>Parameter</th><th>In</th><th>Type</th><th>Required</th></tr></thead><tbody>
{% for one in op.parameters %}<tr><td><code>{{ one.name }}</code></td><td>{{ one.in }}</td>
<td><code>{{ one.schema | kind }}</code></td><td>{{ "yes" if one.required else "no" }}</td></tr>{% endfor %}</tbody></table>{% endif %}
{% if op.fields %}<table><thead><tr><th>Body field</th><th>Type</th><th>Required</th></tr></thead><tbody>
{% for name, schema, required in op.fields %}<tr><td><code>{{ name }}</code></td><td><code>{{ schema | kind }}</code></td>
<td>{{ "yes" if required else "no" }}</td></tr>{% endfor %}</tbody></table>{% endif %}
</section>
{% endfor %}</main></body></html>"""

CSS = """:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0}main{max-width:60rem;margin:auto;padding:1rem}
code{font:14px ui-monospace,monospace;overflow-wrap:anywhere}section{border-top:1px solid #8886;padding:.5rem 0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .75rem .25rem 0;vertical-align:top}
h1 small{font-weight:400;opacity:.75}h2{font-size:1.1rem}"""


def register(app: OpenAPI) -> None:
    """Serve the pages and their style sheet."""
    app.jinja_env.filters["kind"] = _kind

    def page() -> str:
        document = app.api_doc
        return render_template_string(
            PAGE, info=document["info"], operations=_operations(document), root=request.script_root
        )

    app.add_url_rule("/api/docs", "docs", page)
    app.add_url_rule("/api/docs.css", "docs_style", lambda: Response(CSS, mimetype="text/css"))


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "method": method.upper(),
            "path": path,
            "anchor": operation["operationId"],
            "summary": operation.get("summary", ""),
            "parameters": operation.get("parameters", []),
            "fields": _fields(document, operation),
        }
        for path, methods in sorted(document["paths"].items())
        for method, operation in methods.items()
    ]


def _fields(document: dict[str, Any], operation: dict[str, Any]) -> list[tuple[str, dict[str, Any], bool]]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema = content.get("schema", {})
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    required = schema.get("required", [])
    return [(name, field, name in required) for name, field in schema.get("properties", {}).items()]


def _kind(schema: dict[str, Any]) -> str:
    """Return a short word for a schema: its type, its choices, or the name it refers to."""
    if "anyOf" in schema:
        return " | ".join(_kind(choice) for choice in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(choice) for choice in schema["enum"])
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return str(schema.get("type", "any"))
