"""What somebody may type to run a script, load something, leave the frame or confuse a reader: a name and the text.

Wherever people's words are shown, they stand in: messages, titles, names, file names, embeds, stickers, polls, logs.
A script that ran would set `window.ran`.
"""

RUN = "window.ran=1"

SCRIPTS = {
    "script": f"<script>{RUN}</script>",
    "script in capitals": f"<SCRIPT>{RUN}</SCRIPT>",
    "script with a slash": f"<script/x>{RUN}</script>",
    "script in two halves": f"<scr<script>ipt>{RUN}</script>",
    "script from elsewhere": "<script src=http://127.0.0.1:9/x.js></script>",
    "module": f'<script type="module">{RUN}</script>',
    "image that fails": f"<img src=x onerror={RUN}>",
    "image without blanks": f"<img/src=x/onerror={RUN}>",
    "image in quotes": f'"><img src=x onerror="{RUN}">',
    "image in single quotes": f"'><img src=x onerror='{RUN}'>",
    "svg": f"<svg onload={RUN}></svg>",
    "svg with a script": f"<svg><script>{RUN}</script></svg>",
    "svg animation": f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    "math": f'<math><mtext><table><mglyph><style><img src=x onerror="{RUN}"></style></mglyph></table></mtext></math>',
    "body": f"<body onload={RUN}>",
    "focus": f"<input autofocus onfocus={RUN}>",
    "details": f"<details open ontoggle={RUN}>x</details>",
    "video": f"<video><source onerror={RUN}></video>",
    "frame": f'<iframe src="javascript:{RUN}"></iframe>',
    "frame with a document": f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    "object": '<object data="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="></object>',
    "embed": f'<embed src="javascript:{RUN}">',
    "link that runs": f'<a href="javascript:{RUN}">press</a>',
    "form": '<form action="http://127.0.0.1:9/x"><button>send</button></form>',
    "template": f"<template><script>{RUN}</script></template>",
    "end of style": f"</style><script>{RUN}</script>",
    "end of title": f"</title><script>{RUN}</script>",
    "end of article": f"</div></article></li></ol></main></body></html><script>{RUN}</script>",
    "comment": f"<!--><script>{RUN}</script>-->",
    "comment without an end": "<!-- nothing after this is seen",
    "cdata": f"<![CDATA[<script>{RUN}</script>]]>",
    "unfinished tag": "<b title='",
    "null in a tag": f"<scr\x00ipt>{RUN}</scr\x00ipt>",
    "attribute": f'" onmouseover="{RUN}" style="position:fixed;inset:0',
    "backticks": f"`onerror={RUN}`",
}

LOADS = {
    "base": '<base href="http://127.0.0.1:9/">',
    "refresh": '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/x">',
    "stylesheet": '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
    "prefetch": '<link rel="prefetch" href="http://127.0.0.1:9/x">',
    "picture": '<img src="http://127.0.0.1:9/x.png">',
    "picture in markdown": "![x](http://127.0.0.1:9/x.png)",
    "link in markdown": "[press](http://127.0.0.1:9/x)",
    "link that runs in markdown": f"[press](javascript:{RUN})",
    "background": '<div style="background:url(http://127.0.0.1:9/x)">',
    "css import": "@import url('http://127.0.0.1:9/x.css');",
    "css escape": "}*{background:url(http://127.0.0.1:9/x)}",
    "css hides": "<style>*{display:none!important}</style>",
    "css expression": "width:expression(window.ran=1)",
}

ENTITIES = {
    "entities": "&lt;script&gt;window.ran=1&lt;/script&gt;",
    "numbers": "&#60;script&#62;window.ran=1&#60;/script&#62;",
    "hexadecimal": "&#x3c;script&#x3e;window.ran=1",
    "twice": "&amp;lt;script&amp;gt;",
    "no semicolon": "&ltscript&gtwindow.ran=1",
    "full width": "＜script＞window.ran=1＜/script＞",
    "utf-7": "+ADw-script+AD4-window.ran=1+ADw-/script+AD4-",
    "template of ours": "{{ 7 * 7 }}{% for x in range(9) %}{{ x }}{% endfor %}",
    "format": "{number} {0} {ticket.__class__} %s %(x)s",
}

MARKUP = {
    "everyone": "@everyone @here",
    "a mention of nobody": "<@0> <@&0> <#0> <@99999999999999999999>",
    "a code block with an end in it": "```\n</code></pre><script>window.ran=1</script>\n```",
    "a language": f'```"onload={RUN}\ncode\n```',
    "a spoiler around a tag": f"||<script>{RUN}</script>||",
    "marks inside marks": "**__~~||*_`x`_*||~~__**",
    "many marks": "*_~|`" * 400,
    "an emoji with a tag": "<:<script>:1>",
    "a time beyond time": "<t:99999999999999:R> <t:-9999999999999:f>",
    "a command with a tag": f"</<img src=x onerror={RUN}>:1>",
    "quotes": "> " * 300 + "deep",
    "headings": "# big\n## less\n### least\n#### none",
}

DIRECTIONS = {
    "right to left": "مرحبا بالعالم שלום עולם",
    "turned around": "invoice\u202efdp.exe",
    "turned and never back": "\u202e\u202d\u202b\u2067\u2068" * 20 + "abc",
    "isolates without an end": "\u2066\u2067\u2068 open",
    "popped too often": "\u202c\u2069" * 50 + "x",
    "zero width": "a\u200bb\u200cc\u200dd\ufeffe\u2060f",
    "nothing but zero width": "\u200b" * 500,
    "soft hyphens": "x\u00ad" * 500,
    "tags beyond sight": "\U000e0041\U000e0042\U000e007f",
    "half a surrogate": "\ud800 \udfff",
    "bells and escapes": "\x07\x1b[31mred\x1b[2J\x1b]0;title\x07\x08\x08\x7f",
    "line separators": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "returns": "visible\rhidden",
    "stacked": "Z" + "\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308" * 40 + "algo",
    "long word": "W" * 2000,
    "long without a break": "/".join(["a"] * 900),
    "many lines": "line\n" * 300,
    "big pictures": "﷽" * 100 + "𒐫" * 100,
    "tabs": "\t" * 400 + "far",
}

NAMES = {
    "a way out": "../../../../etc/passwd",
    "a way out of windows": "..\\..\\windows\\system32\\evil.exe",
    "a device": "CON",
    "two endings": "cat.png.html",
    "a page": "page.html",
    "a drawing": "drawing.svg",
    "dots": "...",
    "blank": " ",
    "nothing": "",
    "a name with a null": "cat.png\x00.exe",
    "a colon": "C:evil.txt:stream",
    "a name of 255": "n" * 251 + ".png",
    "a name with a line": "cat\n.png",
    "an option": "-rf *",
}

INJECTIONS: dict[str, str] = {
    f"{group}: {name}": text
    for group, texts in (
        ("script", SCRIPTS),
        ("load", LOADS),
        ("entity", ENTITIES),
        ("markup", MARKUP),
        ("direction", DIRECTIONS),
        ("name", NAMES),
    )
    for name, text in texts.items()
}
