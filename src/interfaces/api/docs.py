"""/docs: every command and query on one page of plain HTML; the usual viewers load scripts from elsewhere."""

import json
from html import escape
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

SAFE_PAGE: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_STYLE: Final = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
code, pre { font: 14px/1.4 ui-monospace, monospace } pre { background: #f4f4f4; padding: .75rem; overflow: auto }
summary { cursor: pointer; padding: .25rem 0 } summary b { display: inline-block; width: 4rem }
"""

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """What /openapi.json says, for people."""
    document = request.app.openapi()
    operations = [
        _operation(method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    title = escape(document["info"]["title"])
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f"<h1>{title}</h1><p>{escape(document['info'].get('description', ''))}</p>"
        f'<p>The same for machines: <a href="/openapi.json">/openapi.json</a>.</p>{"".join(operations)}'
    )
    return HTMLResponse(page, headers=SAFE_PAGE)


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    parameters = "".join(
        f"<li><code>{escape(p['name'])}</code> ({escape(p['in'])}{', required' if p.get('required') else ''}) "
        f"{escape(p.get('description', ''))}</li>"
        for p in operation.get("parameters", ())
    )
    roles = ", ".join(operation.get("x-roles", ()))
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    example = f"<pre>{escape(json.dumps(body['example'], indent=2))}</pre>" if body else ""
    return (
        f"<details><summary><b>{escape(method.upper())}</b> <code>{escape(path)}</code> "
        f"{escape(operation.get('summary', ''))}</summary><p>{escape(operation.get('description', ''))}</p>"
        + (f"<p>Needs a token with one of: {escape(roles)}.</p>" if roles else "")
        + (f"<ul>{parameters}</ul>" if parameters else "")
        + f"{example}</details>"
    )
