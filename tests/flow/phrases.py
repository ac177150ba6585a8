"""What visitors of the flow say: their own words for its answers and wishes, with typing errors as they come."""

from __future__ import annotations

# By step: words and the answer that they give, by the name of its entity.
ANSWERS: dict[str, tuple[tuple[str, dict[str, str]], ...]] = {
    "level": (
        ("still in high school", {"education_level": "in_high_school"}),
        ("im a junior in high school", {"education_level": "in_high_school"}),
        ("high school diploma", {"education_level": "high_school"}),
        ("i have a GED", {"education_level": "high_school"}),
        ("some college", {"education_level": "some_college"}),
        ("an associate's", {"education_level": "associate"}),
        ("got my associates last year", {"education_level": "associate"}),
        ("bachelor's", {"education_level": "bachelors"}),
        ("i've got a batchelors", {"education_level": "bachelors"}),
        ("i hold a masters degree", {"education_level": "masters"}),
        ("phd", {"education_level": "doctoral"}),
    ),
    "year": (
        ("2015", {"graduation_year": "2015"}),
        ("in 2021", {"graduation_year": "2021"}),
        ("it was 1998", {"graduation_year": "1998"}),
    ),
    "field": (
        ("computer science", {"field": "computer_science"}),
        ("computer scince", {"field": "computer_science"}),
        ("data science", {"field": "data_science"}),
        ("statistics", {"field": "statistics"}),
        ("computer engineering please", {"field": "computer_engineering"}),
        ("electrical engineering", {"field": "electrical_engineering"}),
        ("mechanical engineering", {"field": "mechanical_engineering"}),
        ("operations research", {"field": "operations_research"}),
        ("surveying", {"field": "surveying"}),
        ("not sure", {"field": "unsure"}),
    ),
    "area": (
        ("anywhere", {"area": "US"}),
        ("anywhere in the us", {"area": "US"}),
        ("ohio", {"area": "OH"}),
        ("califronia", {"area": "CA"}),
        ("in Texas", {"area": "TX"}),
        ("Wyoming", {"area": "WY"}),
        ("Puerto Rico", {"area": "PR"}),
        ("new jersey please", {"area": "NJ"}),
    ),
    "matters": (
        ("earnings", {"sort_by": "earnings"}),
        ("low debt", {"sort_by": "debt"}),
        ("little debt", {"sort_by": "debt"}),
        ("a public school", {"control": "public"}),
    ),
}
CORRECTIONS: dict[str, tuple[tuple[str, dict[str, str]], ...]] = {
    "level": (
        ("actually I have an associate's", {"education_level": "associate"}),
        ("sorry, i have a bachelor's degree", {"education_level": "bachelors"}),
        ("no wait, i only have a high school diploma", {"education_level": "high_school"}),
    ),
    "field": (
        ("actually statistics", {"field": "statistics"}),
        ("no, computer engineering", {"field": "computer_engineering"}),
    ),
    "area": (
        ("no wait, Oregon", {"area": "OR"}),
        ("actually Michigan", {"area": "MI"}),
        ("i meant anywhere", {"area": "US"}),
    ),
}
# Wishes at a list.
REFINEMENTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("sort by earnings", {"sort_by": "earnings"}),
    ("best paid first", {"sort_by": "earnings"}),
    ("sort by debt", {"sort_by": "debt"}),
    ("ones with less debt", {"sort_by": "debt"}),
    ("public only", {"control": "public"}),
    ("only public schools please", {"control": "public"}),
    ("private ones only", {"control": "private"}),
    ("just nonprofit schools", {"control": "private_nonprofit"}),
    ("in Michigan instead", {"area": "MI"}),
    ("what about Oregon", {"area": "OR"}),
    ("in the whole country", {"area": "US"}),
    ("what about statistics", {"field": "statistics"}),
    ("and computer engineering?", {"field": "computer_engineering"}),
    ("and master's degrees?", {"credential": "masters"}),
    ("show me associate's degrees", {"credential": "associate"}),
)
# A question in between, and what its answer must say. None of them answers a question of the flow.
QUESTIONS: tuple[tuple[str, str], ...] = (
    ("how much do data scientists earn in Texas?", "$122,090"),
    ("is the job growing?", "20 percent"),
    ("what do machine learning engineers do?", "machine learning"),
    ("do I need a PhD for this?", "doctora"),
    ("which programming languages do they use?", "Python"),
    ("where do your figures come from?", "College Scorecard"),
    ("what does a degree cost?", "$"),
    ("do schools pay you?", "No."),
)
SMALL_TALK = ("thanks", "hello", "are you a bot?", "lol ok cool")
FIND = ("find programs", "help me find a school", "i want to look for colleges", "show me programs")
MORE = ("more", "show me some more please", "next ones")
WHY = ("why these?", "how did you pick these")
WHY_ASKED = ("why do you ask?", "why do you need to know that")
BACK = ("back", "go back", "one step back please")
SKIP = ("skip", "i dont care", "skip this one")
STOP = ("stop", "never mind", "cancel")
START_OVER = ("start over", "restart from the beginning")
NONSENSE = ("blorf snagul wibbit", "qwoeiu zmxncb", "asdkjh fjdkfl", "zxcvb nmlkj")
SCHOOLS = (("tell me about Ohio State", "Ohio State University"), ("what about MIT", "Massachusetts Institute"))
ORDINALS = ("first", "second", "third", "fourth", "fifth")
DETAILS = ("tell me about the {ordinal} one", "more about number {number}", "details of the {ordinal}", "#{number}")
COMPARE = ("compare the {first} and the {second}", "compare number {one} and {other}")
# Understood, and not to be taken: the step that it is said to, and why not.
REFUSED = {"year": (("1066", "four digits"), ("2099", "four digits")), "area": (("Canada", "United States only"),)}
# How a visitor begins, and what that tells already.
OPENINGS: tuple[tuple[str, dict[str, str]], ...] = (
    *((words, {}) for words in FIND),
    ("find programs in Georgia", {"area": "GA"}),
    ("i would like to find a statistics program", {"field": "statistics"}),
    ("i have an associate's and want to find a school", {"education_level": "associate"}),
    (
        "find me a bachelor's degree program in computer science in Ohio with low debt",
        {"credential": "bachelors", "field": "computer_science", "area": "OH", "sort_by": "debt"},
    ),
    (
        "I have a bachelor's in physics, want a CS master's in California, good pay",
        {
            "education_level": "bachelors",
            "credential": "masters",
            "field": "computer_science",
            "area": "CA",
            "sort_by": "earnings",
        },
    ),
    (
        "find me an associate's degree program in computer science in Texas",
        {"credential": "associate", "field": "computer_science", "area": "TX"},
    ),
)
