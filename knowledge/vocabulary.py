"""Every phrase that names a value, for all entities, and the conditions under which it counts."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge import areas, fields, occupations, schools
from knowledge.phrases import Entry, expand, read

# What has to be so, in the words of the message, for a phrase that is ambiguous by itself. Whoever reads
# messages implements each; small words and politeness never count as "more words".
CONTEXTS = {
    "abbreviation": "a state's letters, in capitals, alone, or where a place is spoken of",
    "alone": "the message holds no more than this and other values",
    "ambiguous_abbreviation": "letters that are words too: in capitals, and where a place is spoken of",
    "answer": "the message says no more than a level of education",
    "averaged": "of pay, not 'average tuition' or 'average age'",
    "beside_field": "alone, or in a message of nothing but values with a field or level among them",
    "behind_at": "behind 'at', 'attend' or the like",
    "capitalised": "written with capitals, or alone",
    "capitals": "written in capitals",
    "code": "an abbreviation of a field: alone, in capitals, or beside a word about studying",
    "compared": "compared as work, with no word about studying",
    "degree": "behind an article or 'my', or alone",
    "extreme": "of places, not 'highest level of education' or 'best paying job'",
    "in_school": "behind 'I am', 'still' or the like",
    "job": "beside a word about work, such as jobs or salary",
    "letters": "the letters of a degree: in capitals and held, or alone",
    "mean": "beside a word about pay, and not 'what do you mean'",
    "mine": "the visitor speaks of himself or his child, or nothing else stands there",
    "name": "a person's name too: where a place is spoken of, or alone",
    "nation": "'US' in capitals, or 'in us' at the end of a question about pay",
    "noun": "no word before it makes it another job, as in 'android developers'",
    "numbered": "of a list, not 'the number 1 skill' or 'left school 2 years ago'",
    "of_list": "of programs, not of careers, and not in 'that one of'",
    "only": "the message holds nothing else, not even another value",
    "ordinal": "behind 'the' at the end of a clause, or alone",
    "percentile": "before 'percentile', with another one between: '10th and 90th percentile'",
    "pay": "the message speaks of pay, or is a follow-up of few words",
    "picked": "of a list, not 'my first school' or 'the first one in my family'",
    "place_kind": "a ranking or a kind of place is asked for",
    "plural": "degrees in general, not those that somebody has",
    "priced": "of schools and programs, not 'cheap sneakers'",
    "program": "looked for rather than held: 'want a master's', 'master's in statistics programs'",
    "ranked_alone": "alone or beside places, jobs and pay, not beside levels, programs or schools",
    "rank_noun": "before a noun that can be ranked by pay: 'best states'",
    "sorting": "a list is to be put in order, and not one or two schools asked about",
    "school_kind": "of schools: alone, or the message speaks of schools",
    "school_letters": "two letters, in capitals and behind 'at' or the like",
    "state_behind": "the state's letters at its end are in capitals, behind a comma, or close the message",
    "state_school": "'Ohio State' and not 'in Ohio state'",
    "study_letters": "the letters of a degree, in capitals, looked for",
    "subject": "beside a word about studying, or alone",
    "unsure": "about what to study",
    "word": "an ordinary word too: with a capital and where a place is spoken of",
}


# Phrases under this name mean nothing; they keep their words from being read as part of something else.
NOTHING = "nothing"


def entries() -> Iterator[Entry]:
    """Yields every phrase of every entity, each pair of phrase and value once for each condition."""
    seen = set()
    for source in (occupations.entries, areas.entries, fields.entries, schools.entries, _words):
        for entry in source():
            if entry not in seen:
                seen.add(entry)
                yield entry


def _words() -> Iterator[Entry]:
    for entity, values in read("words").items():
        for value, conditions in values.items():
            for condition, patterns in conditions.items():
                context = "" if condition == "always" else condition
                for phrase in (phrase for pattern in patterns for phrase in expand(pattern)):
                    yield Entry(entity, value, phrase, context)
