"""The style sheets of the page: nothing in them is dead, missing, said twice, loaded, or made for one direction."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.house.scripts import PAGE, Script, bare_sheet, index, scripts, sheets

LONGEST_SHEET = 500  # lines, with its comments

SCRIPTS, SHEETS = scripts(), sheets()

# Directions that are wrong in half of the world's scripts: what stands at the beginning of a line is not always left.
PHYSICAL = (
    r"(?<![\w-])(?:(?:margin|padding|border|inset)-(?:left|right|top|bottom)|(?:left|right|top|bottom|float))\s*:"
)


def rules(sheet: str) -> list[tuple[str, str]]:
    """What stands before the braces of each rule, after what stands around it, as ("@media (…)", ".one, .other")."""
    found, around, at = list[tuple[str, str]](), list[str](), 0
    for sign in re.finditer(r"[{}]", sheet):
        before = re.split(r"[;{}]", sheet[at : sign.start()])[-1].strip()
        at = sign.end()
        if sign[0] == "}":
            around.pop()
            continue
        inside_frames = any(one.startswith("@keyframes") for one in around)
        if not before.startswith("@") and not inside_frames:
            found.append((" ".join(around), before))
        around.append(before)
    return found


def selectors(sheet: str) -> list[str]:
    """Of each rule; a list of them is taken apart at the commas that stand in no bracket."""
    return [" ".join(one.split()) for _, those in rules(sheet) for one in re.split(r",(?![^(]*\))", those)]


def styled(sheet: str) -> set[str]:
    """Every class that a selector names."""
    return {name for one in selectors(sheet) for name in re.findall(r"\.([a-zA-Z_][\w-]*)", one)}


def given(all_of_them: Iterable[Script], html: str) -> set[str]:
    in_html = {name for text in re.findall(r'class="([^"]*)"', html) for name in text.split()}
    return in_html.union(*(script.classes() for script in all_of_them))


def dead_classes(all_of_them: Iterable[Script], html: str, css: Mapping[str, str]) -> set[str]:
    """Classes with a style that nothing has; a beginning as "hue-" stands for all that begin so."""
    classes = given(all_of_them, html)
    beginnings = tuple(one for one in classes if one.endswith("-"))
    return {
        name
        for sheet in css.values()
        for name in styled(sheet)
        if name not in classes and not name.startswith(beginnings)
    }


def dead_ids(all_of_them: Iterable[Script], html: str, css: Mapping[str, str]) -> set[str]:
    """Ids with a style that nothing has."""
    given = set(re.findall(r'\bid="([^"]+)"', html)).union(*(script.ids() for script in all_of_them))
    return {
        name for sheet in css.values() for one in selectors(sheet) for name in re.findall(r"#([\w-]+)", one)
    } - given


def dead_elements(all_of_them: Iterable[Script], html: str, css: Mapping[str, str]) -> set[str]:
    """Elements with a style that nobody makes; a beginning as "h" stands for all that begin so with a number."""
    made = set(re.findall(r"<([a-z]\w*)", html)).union(*(script.elements() for script in all_of_them))
    bare = [re.sub(r"\[[^\]]*\]|::?[\w-]+", " ", one) for sheet in css.values() for one in selectors(sheet)]
    named = {name for one in bare for name in re.findall(r"(?<![\w.#-])[a-z]\w*", one)}
    return {name for name in named if name not in made and name.rstrip("123456") not in made}


def bare_classes(all_of_them: Iterable[Script], html: str, css: Mapping[str, str]) -> set[str]:
    """Classes that something has, and that mean nothing: no style, and nobody looks for them."""
    known = set[str]().union(*(styled(sheet) for sheet in css.values()))
    sought = {name for script in all_of_them for name in re.findall(r"\.([\w-]+)", script.selectors())}
    begun = {
        name for name in given(all_of_them, html) if name.endswith("-") and any(one.startswith(name) for one in known)
    }
    return given(all_of_them, html) - known - sought - begun


def twice(css: Mapping[str, str]) -> set[str]:
    """Rules that stand in two places."""
    counted = Counter(rule for sheet in css.values() for rule in rules(sheet))
    return {those for (_, those), count in counted.items() if count > 1}


def shared_classes(css: Mapping[str, str]) -> set[str]:
    """Classes to which two sheets give a style of their own, each without the other's knowledge."""
    own = [{one[1:] for one in selectors(sheet) if re.fullmatch(r"\.[\w-]+", one)} for sheet in css.values()]
    return {name for name, count in Counter(name for names in own for name in names).items() if count > 1}


def lost_tokens(all_of_them: Iterable[Script], css: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """Custom properties that are used and not set, and the other way round."""
    text = "\n".join(css.values())
    by_script = {one for script in all_of_them for one in script.strings() if re.fullmatch(r"--[\w-]+", one)}
    used, made = set(re.findall(r"var\((--[\w-]+)", text)), set(re.findall(r"(--[\w-]+)\s*:", text)) | by_script
    return used - made, made - used


def faults(sheet: str) -> list[str]:
    """What is loaded from somewhere, what knows only one direction, and what is stronger than it need be."""
    loads = re.findall(r"@import|url\((?!['\"]?data:)|https?:|@font-face|expression\(", sheet)
    return loads + re.findall(PHYSICAL, sheet) + re.findall(r"text-align:\s*(?:left|right)", sheet)


def test_every_class_with_a_style_is_given_to_something() -> None:
    assert dead_classes(SCRIPTS, index(), SHEETS) == set()


def test_every_id_and_element_with_a_style_is_there() -> None:
    assert dead_ids(SCRIPTS, index(), SHEETS) == set()
    assert dead_elements(SCRIPTS, index(), SHEETS) == set()


@pytest.mark.parametrize("path", sorted(PAGE.glob("*.css")), ids=lambda one: one.name)
def test_a_sheet_fits_the_eye(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_SHEET


def test_every_class_that_is_given_has_a_style_or_is_looked_for() -> None:
    assert bare_classes(SCRIPTS, index(), SHEETS) == set()


def test_no_style_is_said_in_two_places() -> None:
    assert twice(SHEETS) == set()


def test_no_class_has_a_style_in_two_sheets() -> None:
    assert shared_classes(SHEETS) == set()


def test_every_token_is_set_and_used() -> None:
    assert lost_tokens(SCRIPTS, SHEETS) == (set(), set())


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_loads_nothing_and_knows_both_directions(name: str) -> None:
    assert faults(SHEETS[name]) == []


def test_what_is_dead_bare_or_said_twice_is_caught() -> None:
    faces = "h('p', {class: `face hue-${hue} is-${kind ?? 'shut'}`});\n"
    script = Script("some.js", faces + "h('b', {class: isOn ? 'on' : 'off', id: 'x'});")
    css = {
        "a.css": bare_sheet(
            ".face { color: red } .hue-1, .hue-2 { color: var(--lost) } /* .x {} */ .dead.on .is-shut { }"
        ),
        "b.css": "@media (width < 1px) { .on { --kept: 1 } } .face { color: blue } .face { color: green }",
    }

    assert dead_classes([script], '<p class="face">', css) == {"dead"}
    assert bare_classes([script], '<p class="plain">', css) == {"off", "plain"}
    assert twice(css) == {".face"}
    assert shared_classes(css) == {"face"}
    assert lost_tokens([script], css) == ({"--lost"}, {"--kept"})


def test_rules_for_ids_and_elements_that_are_not_there_are_caught() -> None:
    script = Script(
        "some.js", "h(isIn ? 'ul' : 'ol', {id: 'made'}, h(`h${level}`), 'dl', svg(A[0]));\nconst A = ['path'];"
    )
    css = {
        "a.css": "#here ul > h3, #made:is(ol, dl) path::before { }",
        "b.css": "#gone p:not([type='b i']) .em { } body, #top table {}",
    }

    assert dead_ids([script], '<body id="here">', css) == {"gone", "top"}
    assert dead_elements([script], '<body id="here">', css) == {"dl", "p", "table"}


@pytest.mark.parametrize(
    "css",
    [
        "@import 'x.css';",
        "p { background: url(https://example.org/x.png) }",
        "p { margin-left: 1px }",
        "p { inset-block-start: 0; left: 0 }",
        "p { text-align: right }",
    ],
)
def test_a_sheet_that_loads_or_knows_one_direction_is_caught(css: str) -> None:
    assert faults(css) != []
