"""What one part of the page tells the others: somebody tells it, somebody listens, and the store says what it is."""

import re
from collections.abc import Sequence

from tests.house.scripts import Script, scripts


def lost_news(all_of_them: Sequence[Script]) -> set[str]:
    """What is told and nobody listens to, the other way round, and what the store does not begin by naming, or only."""
    told, heard = ({name for script in all_of_them for name in script.first_arguments(one)} for one in ("tell", "on"))
    (store,) = [script for script in all_of_them if script.name == "store.js"]
    begins = store.text.partition("\nimport ")[0]
    named = {name for line in begins.splitlines() for name in re.findall(r"'(\w+)'", line)}
    return (told | heard | named) - (told & heard & named)


def test_what_is_told_is_listened_to_and_named_by_the_store() -> None:
    assert lost_news(scripts()) == set()


def test_news_that_nobody_tells_hears_or_names_are_caught() -> None:
    store = Script(
        "store.js",
        "// What is known.\n//\n//   'all'   it\n//   'named' it\n\nimport {ask} from './api.js';\ntell('all');",
    )
    other = Script("other.js", "on('all', draw);\non('heard', draw);\ntell(isOn ? 'told' : 'all');\nthis.tell('me');\n")

    assert lost_news([store, other]) == {"named", "heard", "told"}
