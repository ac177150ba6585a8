"""Writes out what is typed instead of words: chat abbreviations, and messages of nothing but emoji.

The encoder knows neither: "idc" is three odd letters to it, and every emoji the same unknown sign.
"""

from __future__ import annotations

import unicodedata

# Colour, skin and joints of emoji.
_MODIFIERS = frozenset("\ufe0f\u200d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
# Anywhere in a message. What is also a word, a name or a language ("r", "k") is only below.
_WRITTEN_OUT = {
    "u": "you", "ur": "your", "ppl": "people", "abt": "about", "bc": "because", "cuz": "because",
    "coz": "because", "wat": "what", "wut": "what", "wot": "what", "wats": "what's", "dunno": "don't know",
    "idk": "i don't know", "idc": "i don't care", "idgaf": "i don't care", "nvm": "never mind",
    "nm": "never mind", "ttyl": "talk to you later", "wdym": "what do you mean", "tnx": "thanks",
    "thx": "thanks", "tks": "thanks", "thnx": "thanks", "ty": "thank you", "tysm": "thank you so much",
    "tyvm": "thank you very much", "cya": "see you", "gtg": "got to go", "g2g": "got to go",
    "brb": "be right back", "lmk": "let me know", "hbu": "how about you", "wbu": "what about you",
    "rn": "right now", "sry": "sorry", "soz": "sorry", "jk": "just kidding", "omg": "oh my god",
    "smth": "something", "sth": "something", "lemme": "let me", "gimme": "give me", "wanna": "want to",
    "gonna": "going to", "gotta": "have to", "kinda": "kind of", "yrs": "years", "yr": "year",
    "prob": "probably", "probs": "probably", "tmrw": "tomorrow", "thru": "through", "b4": "before",
    "gr8": "great", "l8r": "later", "tbh": "to be honest", "imo": "in my opinion", "moar": "more",
    "pls": "please", "plz": "please", "dis": "this", "dat": "that", "kk": "okay", "ikr": "i know, right",
    "ily": "i love you", "convo": "conversation", "deets": "details", "ffs": "for god's sake",
    "wtf": "what the hell", "stfu": "shut up", "gtfo": "get out", "cs": "computer science", "hmu": "message me",
    "irl": "in real life",
}  # fmt: skip
_ALONE = {"y": "yes", "n": "no", "k": "okay", "gm": "good morning", "gn": "good night", "np": "no problem"}


def written_out(word: str, is_alone: bool) -> str:
    """Returns a word of lower case as it is spoken; `is_alone` where nothing else stands in the message."""
    return (_ALONE.get(word) if is_alone else None) or _WRITTEN_OUT.get(word, word)


def without_emoji(text: str) -> str:
    """Returns a text without emoji, or their names ("thumbs up sign") where it holds no word or digit."""
    if text.isascii():
        return text
    signs = [sign for sign in text if unicodedata.category(sign) == "So"]
    if not signs:
        return text
    if any(sign.isalnum() for sign in text):
        kept = (" " if sign in signs else sign for sign in text if sign not in _MODIFIERS)
        return " ".join("".join(kept).split())
    return ", ".join(dict.fromkeys(unicodedata.name(sign, "").lower() for sign in signs))
