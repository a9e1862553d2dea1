"""XML text: a value as it stands in an attribute or an element."""

from __future__ import annotations

from graph.exports.characters import HARMLESS

# A reader turns a bare line break or tab of an attribute into a space, and some take those of XML 1.1 for one too:
# they are written as references.
_ESCAPES = HARMLESS | {
    ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;",
    ord("\n"): "&#10;", ord("\r"): "&#13;", ord("\t"): "&#9;",
    0x85: "&#133;", 0x2028: "&#8232;",
}


def escaped(text: str) -> str:
    """The text for an attribute or an element.

    >>> escaped('a "b" ]]> <c>')
    'a &quot;b&quot; ]]&gt; &lt;c&gt;'
    """
    return text.translate(_ESCAPES)


def tag(name: str, **attributes: str | float) -> str:
    """An empty element with these attributes.

    >>> tag("spell", start="2020-01-01")
    '<spell start="2020-01-01"/>'
    """
    return f"<{name}{given(**attributes)}/>"


def given(**attributes: str | float) -> str:
    """The attributes of a start tag, each after a space."""
    return "".join(f' {key}="{escaped(str(value))}"' for key, value in attributes.items())
