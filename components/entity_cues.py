"""The words around a phrase that tell what it means there, by what they speak of."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Politeness and small words: a message of these and a value says no more than the value.
SMALL = _words(
    """
    a about actually ah all already am an and answer any area around ask at be but by can choose city
    could currently degree do does even field for from go going got guess has have hello her hey hi him his hm
    hmm how i id if ig im in instead interested into is it its ive just know let lets like live living lol
    looking major make maybe me mean meant mine my nah near no not now of oh ok okay on only or our pick
    perhaps place please pls plz possibly prefer preferably prob probably rather really right said say should
    show so something sorry state still study studying subject sure thank thanks that thats the their them then there
    these they think this tho those though to too try uh um us wait wanna want was we well what whats with
    would yea yeah yep yes yet you your
    """
)
# With these it is a question and no bare value.
QUESTION = _words("are can could do does how is make should this what whats when who why would you")
NOT_BESIDE_SUBJECT = _words("are can do does is make who why you")
INTRODUCTION = _words("am call dear dr hello hey hi im is me mr mrs ms name named thank thanks")
# For abbreviations that are words themselves ("it", "me", "or") nothing else may stand in the message.
ORDINARY_CODES = _words("al am as be de hi id in is it la ma me no oh ok or pa so us")

ARTICLES = _words("a an any her his my our some that the their this your")

PLACE_BEFORE = _words(
    """
    about across around at between by downtown for from greater in inside into like live living move
    moving near of outside over relocate relocating than throughout to versus vs within
    """
)
PLACE_BEFORE_LETTERS = _words("across around from in near outside within")
PLACE_JOIN = _words("& , / and or plus than to versus vs")

STUDY_BEFORE = _words(
    """
    aas associate associates b.s. ba bachelor bachelors background bs bsc cert certificate certificates
    degree degrees department diploma doctoral doctorate field fields graduated graduating m.s. ma major
    majored majoring majors master masters mba minor minoring ms msc phd pursue pursuing studied studies
    studing study studying subject subjects
    """
)
# Behind these the field follows at once: "schools for robotics", "a program in math".
SCHOOL_BEFORE = _words(
    """
    class college colleges course courses program programme programmes programs school schools
    universities university
    """
)
SCHOOL_LINKS = _words("for in offer offering offers teach teaches teaching with")
# A message that speaks of these looks for schools, and what stands behind "for" is a field.
MANY_SCHOOLS = _words("colleges list programmes programs schools search unis universities")
OFFER_LINKS = _words("for have offer offering offers teach teaches teaching")
STUDY_AFTER = _words(
    """
    associate associates background bachelor bachelors certificate certificates college colleges degree degrees
    department diploma doctorate freshman grad grads graduate graduates major majors master masters minor phd
    program programme programmes programs school schools sophomore student students undergrad undergraduate
    universities university
    """
)
STUDY_LINKS = _words(", : / a about an and as at for in is my of on or related some the to with")
STUDY_VETO_AFTER = _words(
    """
    engineer engineers experience knowledge language languages scientist scientists skill skills
    """
)

JOB_AFTER = _words(
    """
    career careers compensation earnings employers expert experts folks income incomes industry job jobs
    market openings opportunities pay paycheck pays people position positions profession professional
    professionals role roles salaries salary specialist specialists wage wages worker workers
    """
)
JOB_BEFORE = _words(
    """
    career careers earnings income job jobs opportunities paid pay people position positions
    professionals role roles salaries salary wage wages
    """
)
DURATION_BEFORE = _words("after for in take takes under within")
OF_TIME = _words("annual experience h hour hr y year years yr")
MOVE_BEFORE = _words(
    """
    break breaking employed get getting go going move moving switch switching transition transitioning
    work working
    """
)
NOT_RANKED = _words(
    """
    completed education grade level levels qualification programs schools colleges universities graduates
    career careers companies company degree degrees employer employers field fields industries industry
    job jobs language languages major majors occupation occupations skill skills
    """
)
JOB_LINKS = _words("a for in into of on the to with")

# With these a degree is something that is asked for or useful, and no program that is looked for.
REQUIREMENT = _words(
    """
    alright companies company duration employer employers enough mandatory necessary needed require
    required requirement requires sufficient they worth
    """
)
WHERE = _words("where anywhere there")
# Behind "highest" these are one figure and no list.
ONE_FIGURE = _words("amount income money salary salaries wage wages")
COMPARING = _words("or than versus vs")
# "Skip that one", "I won't answer this one" speak of a question.
OF_QUESTIONS = _words(
    "answer answering apply bot built created growing ignore made "
    "mean meant pay pays question skip skipping understand who wrong"
)
OF_CAREERS = _words("career careers field job jobs occupation occupations profession professions role")
# "AI jobs" are a subject; "AI engineers" and "data science jobs" are jobs that have figures.
GENERAL_SUBJECT = _words("a.i. ai artificial deep machine ml nlp")
GENERAL_NOUN = _words("career careers industry job jobs market people positions professions roles titles")
# What the way to a list of programs asks for; beside these a subject is a field.
FLOW = _words("area control credential education_level field graduation_year sort_by")
STUDIES = _words("credential education_level field")

PAY = _words(
    """
    $ bucks cash comp compensation dollar dollars earn earned earning earnings earns gain gains gross income incomes
    made make makes making money paid pay paycheck payed paying pays salaries salary usd wage wages
    """
)

WAGE_NOUNS = _words("average income median salaries salary wage wages")

HAVE_BEFORE = _words(
    """
    after already complete completed did done earn earned finish finished from got gotten had has have having
    hold holding holds ive just my obtained only own passed possess receive received with
    """
)
# What a degree named behind these is: one that is looked for, or one that is there.
WANT_BEFORE = _words(
    """
    affordable apply applying begin best cheap cheaper cheapest consider considering enroll enrolling find finding
    get getting hope hoping interested list look looking offer offering offers online plan planning prefer pursue
    pursued pursuing recommend search searching show start starting study studying suggest there thinking top wanna
    want wanted wants
    """
)
PROGRAM_AFTER = _words(
    """
    colleges course courses option options program programme programmes programs school schools
    universities
    """
)

IN_SCHOOL_BEFORE = _words(
    """
    already am are be being currently daughter hes i im in is ive kid not now shes son still was while
    """
)

RANKED_NOUN = _words(
    """
    area areas cities city country location locations metro metropolitan metros place places region
    regions spot spots state states town towns
    """
)
KIND_BEFORE = _words(
    """
    10 2 3 4 5 6 7 8 9 any best bottom by cheapest each eight every five four highest lowest many more
    most nine other paying per seven six some ten these those three top two what which wich worst
    """
)

# Behind "average" these are no pay.
NOT_AVERAGE_PAY = _words(
    """
    act age class cost costs debt fee fees gpa loan loans net number price prices sat size
    student students time tuition year years
    """
)
PERSONAL = _words("daughter he i id im ive kid me my she son we")

SCHOOL_WORDS = _words(
    """
    and cheaper college colleges degree degrees institution institutions ones only option options or
    prefer preferably program programs rather school schools uni unis universities university
    """
)

UNSURE_AFTER = _words(
    """
    choose degree field fields going interested learn major majors pick program study subject take
    want
    """
)

NOT_SCHOOL_KIND = _words(
    """
    companies company data health information key policy relations sector sectors speaking transport
    """
)
SCHOOL_JOIN = _words(", / and or than to versus vs with")

AT_SCHOOL = _words("apply applying at attend attended attending enrolled into joining")
AT_OR_TO_SCHOOL = AT_SCHOOL | _words("about from to versus vs")

# Abbreviations of fields that are things as well: "AI" alone in a sentence is no field.
SUBJECT_CODES = _words("ai ds in is it me ml nlp or")

# Behind these "developers" are plain developers; other words make them another job ("android").
NOUN_BEFORE = _words(
    """
    & , / a about all also american an and are as average be become becoming being best between by can
    did do does experienced for from good great hire hired how if is junior like make many me median
    more most my new of or other our senior should some starting than that the to typical us versus vs
    was were what when why will with would
    """
)

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
COUNTS = {word: n for n, name in enumerate(_NUMBERS, start=1) for word in (name, str(n))}
RANK_BEFORE = _words("about and between compare numbers of on open options or to versus vs with")
COUNT_BEFORE = _words(
    """
    another best bottom cheapest first give highest just list lowest me more name next only show top
    worst
    """
)
COUNT_AFTER = _words(
    """
    areas best cheapest cities colleges highest least lowest metro metros more most ones options places
    programs results richest schools states top towns universities worst
    """
)
COUNT_LINKS = _words("about at just least like me only out the to up us with")
UNIT_AFTER = _words(
    """
        am credits day days dollars grade hour hours hr hrs k million minute minutes month months percent
    percentile pm semester semesters th thousand times usd week weeks year years yr yrs
    """
)

ORDINALS = _words("1st 2nd 3rd 4th 5th fifth first fourth last second third")
ORDINAL_NOT_BEFORE = _words(
    """
    class day degree few five four generation grade half in is job jobs love month name of people person
    place places quarter quartile question salary semester state step steps thing things three time
    times two week year years
    """
)
LIST_TALK = _words(
    """
    about against better between compare compared comparing detail details difference grads graduates
    info information like more open side stack students v versus vs
    """
)
# Behind "number one" these speak of a school.
BEHIND_RANK = _words("against are better do does doing has have in is offer offers or versus vs was")
# A question about the debt or earnings of these is no wish for an order.
COMPARE = _words("against compare comparing side stack versus vs")
ONE_OF_A_LIST = _words("both first it its last one second they third two")
SUPERLATIVE = _words("best fewest highest least lowest most smallest top")
ASKING = _words("are did do does has have how is what which why")
MONTHS = _words("april august december february january july june march november october september")

YEAR_BEFORE = _words(
    """
    class complete completed diploma earned finish finished ged got grad graduate graduated graduating
    graduation hs received school since year
    """
)
# Years in a question about these are of the figures, not of the visitor's schooling.
YEAR_NOT_WITH = PAY | _words(
    """
    article bls by data demand edition figures forecast future grow growth jobs market numbers openings
    outlook payscale projected projection projections projects release survey until updated
    """
)

ALL: frozenset[str] = frozenset().union(
    PAY,
    STUDY_BEFORE,
    SCHOOL_BEFORE,
    STUDY_AFTER,
    JOB_AFTER,
    HAVE_BEFORE,
    WANT_BEFORE,
    PROGRAM_AFTER,
    RANKED_NOUN,
    SCHOOL_WORDS,
    UNSURE_AFTER,
)
