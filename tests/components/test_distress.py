"""Phrases of distress that are never missed, and figures of speech that are not taken for it."""

from __future__ import annotations

import pytest

from components.distress import is_meant


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself", "i dont want to live anymore", "kms", "thinking about SUICIDE",
        "I’m going to end my life", "my step dad hits me", "someone is hurting me", "i'm having a panic attack",
        "i just wanna die", "i took all my pills", "my friend wants to die", "self-harm", "no quiero vivir",
        "how much do they earn? i want to die", "im suicidal and this list wont help", "honestly i just want to die",
        "i'd rather be dead", "i'm so tired of living", "nothing to live for since the layoff",
        "there is no point in going on", "my family is better off without me", "i keep hurting myself",
        "i was cutting myself last night", "my daughter is cutting herself", "i feel completely worthless",
        "i feel hopeless about everything", "i've swallowed too many tablets", "i'm going to jump",
        "i'm ready to jump off the roof", "i want to end it all", "my husband beats me", "my uncle touched me",
        "i've been abused for years", "i don't feel safe at home", "he said he would kill me",
        "my boyfriend is going to kill me", "i can't breathe and my chest hurts", "i get panic attacks every night",
        "i can't go on like this", "nobody would miss me", "i wish i was dead", "me quiero morir",
        "i really hate myself", "my son says he doesnt want to live any more", "i sometimes think i should die",
        "i don't want to wake up tomorrow", "i have been cutting again", "i cut my wrists",
    ],
)  # fmt: skip
def test_distress(text: str) -> None:
    assert is_meant(text)


@pytest.mark.parametrize(
    "text",
    [
        # figures of speech
        "this is killing me lol", "im dying to know what they earn", "i'd die for that salary", "beats me",
        "that hit me hard", "calculus will kill me", "my mom is going to kill me if i switch majors",
        "i'd rather die than take calculus again", "i almost died laughing", "going to die of boredom in this office",
        "do i have to kill myself studying", "i don't want to burn myself out", "shooting myself in the foot here?",
        "cut myself some slack or push on", "someone hit me up with the list", "the exam beat me",
        "would that be career suicide", "is a 60k loan financial suicide", "my coach beats me at chess",
        "overdosing on information here", "i'm drowning in applications", "i hurt myself at work and need a desk job",
        # jobs, not people, end
        "is data science dying", "will ai kill this job", "is coding going to die", "are these jobs going to disappear",
        "is java gonna be dead in ten years", "should old languages die", "dead end job?",
        # places, plans and lists
        "i want to jump into machine learning", "i'm ready to jump careers", "going to jump at this offer",
        "i don't want to live in texas", "i dont wanna live off loans", "i never want to live with roommates again",
        "i'm sick of living with my parents", "tired of life in retail", "it's within 20 kms of me",
        "i want to end this search", "i can't wait to start", "i want to take my time",
        "i'd put my life savings into it", "should i take my life in a new direction", "i can't go on to the next step",
        "what's the point of going on with this form", "any reason to go on with the search",
        "i never want to wake up at five for a commute again", "we can't live like this on 12 dollars an hour",
        # complaints
        "i hate my job", "i hate math", "nooooo", "this bot is worthless", "i'm hopeless at math",
        "i'm worthless with computers", "is there no hope for me in this field", "nobody cares about degrees anyway",
        "no one would care which school i went to", "this list makes me want to scream", "you are useless, bye",
        "im so done with this chat", "i am sick of your questions", "does a panic button exist",
        "are you abusing my data", "stop beating around the bush", "the tuition hurts me most",
        # introductions
        "hi, i am Dyeing Kwabena", "my name is Deadra", "call me Kilmeny",
    ],
)  # fmt: skip
def test_figures_of_speech(text: str) -> None:
    assert not is_meant(text)
