"""Two hundred things people might write to make a page of ours run something.

Each of the ways out of what a text may stand in (an element, an attribute, a script, a comment, a
template), before each of the ways to run something once outside. The kinds are those of OWASP's
cheat sheet on evading filters.
"""

from __future__ import annotations

from itertools import product

#: what each of them would do, were it run
_RUN = "window.ran=1;alert(1)"
_OUT_OF = (
    "", '">', "'>", "</textarea></title></style>", "</script>", "-->", "]]>", "`\"'>",
    "{{constructor.constructor('" + _RUN.replace("'", "") + "')()}}", "\u2028\x0b<!--><",
)  # fmt: skip
_RUNS = (
    f"<script>{_RUN}</script>",
    f"<ScRiPt >{_RUN}//",
    f"<img src=x onerror={_RUN}>",
    f'<img/src="x"/onerror="{_RUN}">',
    f"<svg/onload={_RUN}>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<iframe srcdoc='<script>parent.{_RUN}</script>'></iframe>",
    f"<iframe src=javascript:{_RUN}></iframe>",
    f"<body onload={_RUN}>",
    f"<details open ontoggle={_RUN}>",
    f"<input autofocus onfocus={_RUN}>",
    f"<a href=javascript:{_RUN}>our page</a>",
    f"[our page](javascript:{_RUN})",
    f"<math><mtext><table><mglyph><style><img src=x onerror={_RUN}>",
    f"<video><source onerror={_RUN}>",
    f"<object data=javascript:{_RUN}>",
    f"<style onload={_RUN}>*{{display:none}}</style>",
    f'<meta http-equiv=refresh content="0;url=javascript:{_RUN}">',
    f'" autofocus onfocus={_RUN} x="',
    f"&lt;img src=x onerror={_RUN}&gt; &#60;script&#62;{_RUN}",
)

PAYLOADS = [f"{out}{run}" for out, run in product(_OUT_OF, _RUNS)]

#: what a page holds of what they would have made: in it, and in the shadow of the chat
INJECTED = r"""() => {
  const roots = [document], found = [];
  const hosts = [...document.querySelectorAll('*')].filter(e => e.shadowRoot);
  roots.push(...hosts.map(e => e.shadowRoot));
  const odd = 'script:not([src]):not([type="application/json"]), img[src="x"], iframe, object,' +
    ' embed, math, video, audio, source, animate, [srcdoc], meta[http-equiv="refresh" i]';
  const runs = /^[\s\x00-\x20]*(javascript|data|vbscript):/i;
  for (const root of roots) {
    found.push(...root.querySelectorAll(odd));
    for (const e of root.querySelectorAll('*')) {
      const link = e.getAttribute('href') ?? e.getAttribute('action') ?? '';
      if (runs.test(link) || [...e.attributes].some(a => a.name.startsWith('on'))) found.push(e);
    }
  }
  return found.map(e => e.outerHTML.slice(0, 80));
}"""
RAN = "() => window.ran ?? null"
