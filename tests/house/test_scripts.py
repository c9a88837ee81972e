"""The scripts of the page: what they may not use, and that nothing in them is missing, forgotten or too long."""

import re
from collections.abc import Sequence

import pytest

from bot.sandbox.permissions import Permission
from tests.house.scripts import Script, index, scripts, tokens

LONGEST_MODULE = 300  # lines; about 200 is the aim
LONGEST_FUNCTION = 50
LONGEST_LINE = 120

# Ways by which text that somebody typed could become a page or a program, or a style that the page's policy refuses.
FORBIDDEN = {
    *(
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "setHTMLUnsafe",
        "createContextualFragment",
        "DOMParser",
        "srcdoc",
    ),
    *("eval", "Function", "execScript", "document . write", "document . writeln", "cssText", "import ("),
}
NAMES_OF_SPACES = {"http://www.w3.org/2000/svg"}  # no address: nothing is asked there
ENTRY = "page.js"

SCRIPTS = scripts()


def forbidden(script: Script) -> list[str]:
    """What may not be used, and where an inline style or an address elsewhere is made."""
    used = [one for one in FORBIDDEN if re.search(rf"(?<![\w$]){re.escape(one)}(?![\w$])", script.bare)]
    used += [text for text in script.strings() if text in FORBIDDEN]
    styled = ["style"] if re.search(r"[{,] style :|'style'", script.bare) or "style" in _attributes(script) else []
    elsewhere = [
        text
        for text in script.strings()
        if re.search(r"(?:https?|wss?):\/\/[\w.]|^\/\/\w|javascript:", text) and text not in NAMES_OF_SPACES
    ]
    return used + styled + elsewhere


def _attributes(script: Script) -> set[str]:
    """The first argument of each setAttribute."""
    code = script.code
    return {code[at + 2].text for at, one in enumerate(code[:-2]) if one.text == "setAttribute"}


def broken_imports(all_of_them: Sequence[Script]) -> list[tuple[str, str]]:
    """What is imported and there is not: a module, or a name in it."""
    exports = {f"./{script.name}": script.exports() for script in all_of_them}
    return [
        (script.name, f"{name} from {source}")
        for script in all_of_them
        for source, name, _ in script.imports()
        if name not in exports.get(source, set()) | ({"*"} if source in exports else set())
    ]


def unused_exports(all_of_them: Sequence[Script]) -> set[tuple[str, str]]:
    """Exports that no other module asks for; a module taken as a whole is asked to mount, and for what is named."""
    used = set()
    for script in all_of_them:
        for source, name, alias in script.imports():
            taken = {"mount", *re.findall(rf"(?<![\w$.]){alias} \. (\w+)", script.bare)} if name == "*" else {name}
            used |= {(source.removeprefix("./"), each) for each in taken}
    return {(script.name, name) for script in all_of_them for name in script.exports()} - used


def unused_names(script: Script) -> set[str]:
    """What is imported or declared at the outermost level and never said again."""
    names = {alias for _, _, alias in script.imports()} | (script.declares() - script.exports())
    words = script.words()
    return {name for name in names if words[name] < 2}


def unused_methods(all_of_them: Sequence[Script]) -> set[tuple[str, str]]:
    """Methods that nobody asks an object for; a constructor is asked for by its class."""
    asked = {name for script in all_of_them for name in re.findall(r"\. ([\w$#]+)", script.bare)}
    return {(script.name, name) for script in all_of_them for name, _ in script.methods()} - {
        (script.name, name) for script in all_of_them for name in asked | {"constructor"}
    }


def unreached(all_of_them: Sequence[Script]) -> set[str]:
    """Modules to which no import leads from the entry."""
    leads = {script.name: {source.removeprefix("./") for source, _, _ in script.imports()} for script in all_of_them}
    reached, waiting = set[str](), [ENTRY]
    while waiting:
        if (name := waiting.pop()) not in reached:
            reached.add(name)
            waiting.extend(leads.get(name, ()))
    return {script.name for script in all_of_them} - reached


def lost_ids(all_of_them: Sequence[Script], html: str) -> set[str]:
    """Ids that are looked for and that nothing has."""
    given = set(re.findall(r'\bid="([^"]+)"', html)).union(*(script.ids() for script in all_of_them))
    sought = set(re.findall(r'(?:for|href|aria-[a-z]+)="#?([a-z][\w-]*)"', html.replace("aria-label=", "")))
    return ({*sought} & _named(html)).union(*(script.sought_ids() for script in all_of_them)) - given


def _named(html: str) -> set[str]:
    """The attributes' values that name an id: of labels, links inside the page and ARIA's relations."""
    relations = r'(?:for|aria-(?:labelledby|describedby|controls))="([^"]+)"|href="#([^"]+)"'
    return {one or other for one, other in re.findall(relations, html)}


def too_long(script: Script) -> list[str]:
    functions = [name for name, lines in script.functions() if lines > LONGEST_FUNCTION]
    lines = [line for line in script.text.splitlines() if len(line) > LONGEST_LINE]
    return functions + lines + ([script.name] if script.lines > LONGEST_MODULE else [])


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.name)
def test_nothing_that_was_typed_can_become_a_page_or_a_program(script: Script) -> None:
    assert forbidden(script) == []


@pytest.mark.parametrize(
    "text",
    [
        "element.innerHTML = text;",
        "element['innerHTML'] = text;",
        "document.write(text);",
        "eval(text);",
        "new Function(text);",
        "await import(text);",
        "h('div', {style: text});",
        "element.setAttribute('style', text);",
        "fetch('https://example.org/x');",
        "new WebSocket(`ws://example.org/${name}`);",
        "link.href = 'javascript:' + text;",
        "a = `${b.map((c) => `${c}`)}`; element.outerHTML = a;",
    ],
)
def test_what_could_become_one_is_caught(text: str) -> None:
    assert forbidden(Script("bad.js", text)) != []


def test_what_only_looks_like_it_passes() -> None:
    text = (
        "// innerHTML\nconst said = 'eval is evil, style is not';\nelement.style.setProperty('--tint', evaluate(said));"
    )

    assert forbidden(Script("good.js", text)) == []


def test_every_import_is_there() -> None:
    assert broken_imports(SCRIPTS) == []


def test_an_import_that_is_not_there_is_caught() -> None:
    there = Script("there.js", "export function one() {}\n")
    asking = Script("asking.js", "import {one, two} from './there.js';\nimport * as all from './gone.js';\n")

    assert broken_imports([there, asking]) == [("asking.js", "two from ./there.js"), ("asking.js", "* from ./gone.js")]


def test_every_export_is_used_by_another_module() -> None:
    assert unused_exports(SCRIPTS) == set()


def test_an_export_that_nobody_uses_is_caught() -> None:
    there = Script("there.js", "export function one() {}\nexport const two = 2;\nexport function mount() {}\n")
    asking = Script("asking.js", "import * as there from './there.js';\nthere.one();\n")

    assert unused_exports([there, asking]) == {("there.js", "two")}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.name)
def test_every_name_is_used(script: Script) -> None:
    assert unused_names(script) == set()


def test_a_name_that_is_never_used_is_caught() -> None:
    text = "import {call, ask} from './api.js';\nconst DAY = 24;\nfunction act() {\n  return call('DAY');\n}\nact();\n"

    assert unused_names(Script("bad.js", text)) == {"ask", "DAY"}


def test_every_method_is_asked_for() -> None:
    assert unused_methods(SCRIPTS) == set()


def test_a_method_that_nobody_asks_for_is_caught() -> None:
    made = "class One {\n  #at = count(1);\n  constructor() { this.#go(); }\n  #go() {}\n"
    text = f"{made}  get size() {{}}\n  static gone({{a}}) {{}}\n}}"
    asking = Script("asking.js", "export const size = (one) => one.size;\n")

    assert unused_methods([Script("one.js", text), asking]) == {("one.js", "gone")}


def test_every_module_is_reached_from_the_page() -> None:
    assert unreached(SCRIPTS) == set()


def test_a_module_that_is_not_is_caught() -> None:
    entry = Script(ENTRY, "import {one} from './one.js';\n")

    assert unreached([entry, Script("one.js", "export const one = 1;\n"), Script("two.js", "")]) == {"two.js"}


def test_whatever_is_looked_for_by_its_id_has_one() -> None:
    assert lost_ids(SCRIPTS, index()) == set()


def test_an_id_that_nothing_has_is_caught() -> None:
    script = Script("bad.js", "h('p', {id: 'made'});\nbyId('made');\nbyId('gone');\nfind.querySelector('#lost p');\n")

    html = '<a href="#nowhere"></a><p id="here" aria-labelledby="here">'

    assert lost_ids([script], html) == {"gone", "lost", "nowhere"}


def test_the_page_itself_holds_no_script_style_or_handler_and_asks_nobody_else() -> None:
    assert faults_of_page(index()) == []


def faults_of_page(html: str) -> list[str]:
    asked = re.findall(r'\b(?:src|href|action)="(?!/page/|#)[^"]*"', html)
    inside = re.findall(
        r"<script(?![^>]* src=)[^>]*>|<style|<base|<iframe|<form|\son\w+=|\sstyle=|http-equiv|//\w", html
    )
    return asked + inside


@pytest.mark.parametrize(
    "html",
    [
        "<script>go()</script>",
        "<style>p {}</style>",
        '<p onclick="go()">',
        '<p style="color: red">',
        '<script src="https://example.org/x.js"></script>',
        '<link rel="stylesheet" href="//example.org/x.css">',
        '<base href="/elsewhere/">',
    ],
)
def test_a_page_that_does_is_caught(html: str) -> None:
    assert faults_of_page(html) != []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.name)
def test_modules_functions_and_lines_fit_the_eye(script: Script) -> None:
    assert too_long(script) == []


def test_what_does_not_is_caught() -> None:
    line = "//" + "x" * LONGEST_LINE
    long = "function long({a}) {\n" + "  a();\n" * LONGEST_FUNCTION + "}\nfunction short() {}\n" + line

    assert too_long(Script("bad.js", long)) == ["long", line]
    assert too_long(Script("long.js", "\n" * (LONGEST_MODULE + 1))) == ["long.js"]
    method = "class One {\n  short() {}\n  async #long({a}) {\n" + "    a();\n" * LONGEST_FUNCTION + "  }\n}\n"
    assert too_long(Script("bad.js", method)) == ["#long"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.name)
def test_each_module_begins_by_saying_what_it_is_and_leaves_nothing_undone(script: Script) -> None:
    comments = " ".join(one.text for one in script.tokens if one.kind == "comment")

    assert script.text.startswith("// ")
    assert not re.search(r"\b(?:TODO|FIXME|XXX|HACK)\b|={5,}|-{5,}", comments)
    assert "console" not in script.words()
    assert "debugger" not in script.words()


def test_the_page_has_words_for_every_permission_and_for_no_other() -> None:
    (told,) = [script for script in SCRIPTS if script.name == "permissions.js"]

    assert set(re.findall(r"([A-Z_]+) : ''", told.bare)) == {permission.name for permission in Permission}


def test_scripts_are_read_as_a_browser_reads_them() -> None:
    text = "a = `x${b ? `'${c}` : {d: '}'}}y` / 2; // `\nreturn /[/'`]/.test(e) ? f / g / h : 'it\\'s';"

    said = [one.text for one in tokens(text) if one.kind in ("string", "pattern", "comment")]
    assert said == ["x", "'", "}", "y", "// `", "/[/'`]/", "it\\'s"]
