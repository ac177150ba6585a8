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
# What somebody says of himself, or of a person he knows; "is coding going to die" speaks of neither.
_WHO = (
    r"(?:i|im|id|ive|she|he|shes|hes|they|theyre|friend|son|daughter|brother|sister|mom|mum|dad|wife|husband|kid|"
    r"child|roommate|student|cousin|boyfriend|girlfriend)(?: (?:am|is|was|would|will|just|really|so|only|also|kinda|"
    r"honestly|always|sometimes|still|even|do|might|could|can|to|think|feel|like|\w+ly)){0,3} "
)
# Work, study and money "kill" and "hurt" in figures of speech.
_FIGURE = (
    r"(?! (?:off|out|some|short|loose|studying|working|trying|laughing|commuting|learning|in the foot|in debt|in work|"
    r"for (?:a|work|school)|with (?:work|overtime|studies)|at work|at the gym|on the job|lifting|playing|financially))"
)
_PLACE = r"(?! (?:in|at|with|near|on|there|here|alone|off|like|far|under|outside|abroad|paycheck|by|next|close|away)\b)"
_PHRASES = re.compile(
    r"\b(?:"
    # taking one's life, hurting oneself
    r"(?<!career )(?<!financial )(?<!professional )(?<!social )suicid\w*|(?<!\d )kms|unaliv\w+|sewerslide|"
    r"self ?harm\w*"
    rf"|(?:kill|killing|killed|hang|hanging|shoot|cut|cutting|hurt|hurting|harm|harming|burn|burning|starve|starving|"
    rf"drown|end|ending) (?:my ?self|himself|herself|themselves){_FIGURE}"
    r"|cutting again(?! (?:on|down|back|costs|corners|expenses|jobs|hours)\b)"
    r"|(?:cut|cutting|slit) my (?:wrists?|arms?|thighs?)"
    r"|how to kill yourself|easiest way to (?:die|kill)|painless way to die|painless death"
    r"|(?:end|ending|take|taking|took) (?:my|his|her|their) (?:own )?life"
    r"(?! (?:savings|insurance|story|in|to|into|back|seriously|forward|for granted|as|long|path)\b)"
    r"|(?:end|ending) it all"
    rf"|{_WHO}(?:want|wanna|wants|wanted|going|gonna|ready|rather|deserve|deserves|wish i could|should) (?:to |just )?"
    r"(?:die|dying|be dead|stop living|disappear for ?ever)(?! (?:of|for|to|from|than|on|laughing)"
    r"(?: (?!this|it)|$))"
    r"|^(?:just )?(?:want|wanna) (?:to )?(?:die|be dead)$"
    r"|(?:wish|if) i (?:was|were) (?:dead|never born)|better off (?:dead|without me)|nothing to live for"
    rf"|(?:dont|do not|doesnt|does not|no longer|never) (?:want|wanna|wants) (?:to )?(?:live|living|be alive|exist|"
    rf"wake up(?! (?:at|early|before|to)\b)|be here any ?more|go on living){_PLACE}"
    r"|(?:reason|point) (?:to|in|of) (?:live|living|be alive|being alive|go on|going on|keep living)"
    r"(?! (?:in|at|with|near|about|to|on|off|there|alone|for)\b)"
    r"|life (?:is not|isnt|is no longer) worth (?:it|living)"
    r"|(?:tired|sick) of (?:living(?! (?:in|at|with|on|near|off|like|paycheck|under))|being alive|"
    r"life(?! (?:in|at|as)))"
    r"|done with life(?! (?:in|at|as))"
    r"|(?:took|take|swallowed|taken) (?:all |too many |a bunch of |a lot of |some |all of )*(?:my |the )?"
    r"(?:pills|medicine|medication|meds|tablets)|overdos(?:e|ed|ing)(?! (?:of|on) (?:caffeine|coffee|info\w*|work))"
    r"|(?:jump|jumping) (?:off|from) (?:a|the) (?:bridge|building|roof|balcony|cliff)"
    rf"|{_WHO}(?:want|wanna|going|gonna) (?:to )?(?:jump(?! (?:in|into|to|from|on|over|ship|right|straight|back|ahead|"
    r"at|through|careers|around)\b)|end it$|disappear(?! (?:in|into|to|behind)\b))"
    r"|i (?:really |just |so )?hate (?:my life|myself)|lost the will to live"
    r"|(?:im|i am|feel|feeling) (?:so |very |completely |really |totally |just )?(?:hopeless|worthless|suicidal)"
    r"(?! (?:at|with|in|as)\b)"
    r"|no hope (?:left|for me|anymore)(?! (?:in|to|with|as|at|of|on|getting)\b)|nothing matters any ?more"
    r"|(?:nobody|no one) (?:would|will) (?:care(?! (?:about|if|which|where|what|how)\b)|miss me|notice if i)"
    r"|(?:nobody|no one) cares (?:about me|if i (?:live|die|exist|am gone|was gone|were gone|disappear))"
    r"|cant (?:go on(?! (?:to|with|until|without|the|vacation|here|like that|because)\b)|"
    r"live like this(?! on\b)|live any ?more|stop crying)"
    r"|crisis (?:line|hotline)|suicide hotline"
    # abuse
    rf"|{_PERSON}(?: \w+){{0,2}} (?:hits?|hitting|beats?|beating|rapes?|raped|abuses?|abused|abusing|molests?|molested|"
    r"touche[sd]|touching|hurts|hurting|chokes?|choked|strangled|threatens? to kill|threatening to kill) (?:me|us)"
    r"(?! (?:up|with|to it|at (?:chess|math|games?|coding|tennis))\b)"
    r"|(?:i was|i got|i have been|ive been|im being|i am being|being) (?:\w+ )?"
    r"(?:raped|molested|abused|assaulted|beaten)(?! (?:to|by (?:the|a) (?:market|bot|test|exam)))"
    r"|(?:not|dont feel|do not feel) safe at home|(?:afraid|scared) to go home"
    r"|domestic violence|abusive (?:relationship|home)"
    rf"|(?:(?:he|she|they|{_PERSON}) (?:will|would|wants to|is going to|going to|gonna)|he said he would|"
    r"threatened to) kill me(?! (?:if|lol|haha|for|over|because)\b)"
    # panic
    r"|(?:having|have|having a|had|get|getting|got|a|my|in) panic attacks?|^panic attacks?|(?:cant|cannot) breathe"
    # Spanish
    r"|(?:quiero|voy a) (?:morir|morirme|matarme)(?! de (?:risa|hambre|sueno|ganas))|me quiero (?:morir|matar)"
    r"|no quiero (?:seguir )?viv(?:ir|iendo)(?! (?:en|con|aqui|alli))|quitarme la vida"
    r")\b"
)
_MARKS = re.compile(r"['’`´]")
_SPACES = re.compile(r"[\s_-]+")


def is_meant(text: str) -> bool:
    """Tells whether a text holds a phrase of distress, in any spelling of apostrophes, hyphens and capitals."""
    return bool(_PHRASES.search(_SPACES.sub(" ", _MARKS.sub("", text.lower()))))
