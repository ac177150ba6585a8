"""Phrases that mean distress whatever a model makes of the message: nobody who says one of them may be missed.

Recall comes before precision. Figures of speech stay out because they take another form: "this is killing me",
"dying to know", "I would die for that salary".
"""

from __future__ import annotations

import re

_PERSON = (
    r"(?:he|she|they|dad|daddy|father|mom|mum|mother|parents|stepdad|stepfather|stepmom|uncle|aunt|grandpa|husband|"
    r"wife|boyfriend|girlfriend|partner|ex|brother|sister|cousin|teacher|coach|boss|someone|somebody|neighbor)"
)
_PHRASES = re.compile(
    r"\b(?:"
    # taking one's life, hurting oneself
    r"suicid\w*|kms|unaliv\w+|sewerslide|self ?harm\w*"
    r"|(?:kill|killing|killed|hang|hanging|shoot|cut|cutting|hurt|hurting|harm|harming|burn|burning|starve|starving|"
    r"drown|end|ending) (?:my ?self|himself|herself|themselves)"
    r"|how to kill yourself|easiest way to (?:die|kill)|painless way to die|painless death"
    r"|(?:end|ending|take|taking|took) (?:my|his|her|their) (?:own )?life|(?:end|ending) it all"
    r"|(?:want|wanna|wants|wanted|going|gonna|ready|rather|deserve|like|wish i could|should) (?:to |just )?"
    r"(?:die|dying|be dead|stop living|disappear for ?ever)(?! (?:of|for|to|from) (?!this|it))"
    r"|(?:wish|if) i (?:was|were) (?:dead|never born)|better off (?:dead|without me)|nothing to live for"
    r"|(?:dont|do not|doesnt|does not|no longer|never) (?:want|wanna|wants) (?:to )?(?:live|living|be alive|exist|"
    r"wake up|be here any ?more|go on living)(?! (?:in|at|with|near|on|there|alone)\b)"
    r"|(?:reason|point) (?:to|in|of) (?:live|living|be alive|being alive|go on|going on|keep living)"
    r"|life (?:is not|isnt|is no longer) worth (?:it|living)"
    r"|(?:tired|sick) of (?:living|being alive|life)|done with life"
    r"|(?:took|take|swallowed|taken) (?:all |too many |a bunch of |a lot of |some |all of )*(?:my |the )?"
    r"(?:pills|medicine|medication|meds|tablets)|overdos(?:e|ed|ing)"
    r"|(?:jump|jumping) (?:off|from) (?:a|the) (?:bridge|building|roof|balcony|cliff)"
    r"|(?:want|wanna|going|gonna) (?:to )?(?:jump(?! (?:in|into|to|from|on|over|ship|right|straight|back|ahead)\b)|"
    r"end it$|disappear)|i (?:really |just |so )?hate (?:my life|myself)|lost the will to live"
    r"|(?:im|i am|feel|feeling) (?:so |very |completely |really |totally |just )?(?:hopeless|worthless|suicidal)"
    r"|no hope (?:left|for me|anymore)|nothing matters any ?more"
    r"|(?:nobody|no one) (?:would|will) (?:care|miss me|notice if i)"
    r"|(?:nobody|no one) cares (?:about me|if i)|cant (?:go on|live like this|live any ?more|stop crying)"
    r"|crisis (?:line|hotline)|suicide hotline"
    # abuse
    rf"|{_PERSON}(?: \w+){{0,2}} (?:hits?|hitting|beats?|beating|rapes?|raped|abuses?|abused|abusing|molests?|molested|"
    r"touche[sd]|touching|hurts|hurting|chokes?|choked|strangled|threatens? to kill|threatening to kill) (?:me|us)"
    r"|(?:i was|i got|i have been|ive been|im being|i am being|being) (?:\w+ )?"
    r"(?:raped|molested|abused|assaulted|beaten)"
    r"|(?:not|dont feel|do not feel) safe at home|(?:afraid|scared) to go home"
    r"|domestic violence|abusive (?:relationship|home)"
    r"|(?:will|would|wants to|going to|gonna|said he would|threatened to) kill me(?! (?:if|lol|haha))"
    # panic
    r"|panic attacks?|(?:cant|cannot) breathe"
    # Spanish
    r"|(?:quiero|voy a) (?:morir|morirme|matarme)|me quiero (?:morir|matar)|no quiero (?:seguir )?viv(?:ir|iendo)"
    r"|quitarme la vida"
    r")\b"
)
_MARKS = re.compile(r"['’`´]")
_SPACES = re.compile(r"[\s_-]+")


def is_meant(text: str) -> bool:
    """Tells whether a text holds a phrase of distress, in any spelling of apostrophes, hyphens and capitals."""
    return bool(_PHRASES.search(_SPACES.sub(" ", _MARKS.sub("", text.lower()))))
