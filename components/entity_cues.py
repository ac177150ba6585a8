"""The words around a phrase that tell what it means there, by what they speak of."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Politeness and small words: a message of these and a value says no more than the value.
SMALL = _words(
    "a about actually all am an and any ask at be but by can could currently do does even for from go going got have has hi"
    " hey hello him her his how i id if im in instead is its ive just know let lets like live living looking lol make"
    " maybe me mean mine my near no nah not now of oh ok okay on only or our please pls plz prefer preferably probably"
    " rather really right say should show so sorry still sure thank thanks that thats the their them then there these they"
    " think this those though to too try uh um us was wait meant something wanna want we well what whats with would yea yeah yep yes"
    " you your choose pick hmm hm ah in around place state city area field major subject degree study studying"
    " interested into it already answer"
)
# With these it is a question and no bare value.
QUESTION = _words("what whats how do does you why who when make this can could should would is are")
NOT_BESIDE_SUBJECT = _words("is are do does why who you make can")
INTRODUCTION = _words("im am is hi hey hello thanks thank name named call me dear mr mrs ms dr")
# For abbreviations that are words themselves ("it", "me", "or") nothing else may stand in the message.
ORDINARY_CODES = _words("it me or in is as us be am hi ok so no id oh ma pa la de al")

ARTICLES = _words("a an the my our your his her their some any this that")

PLACE_BEFORE = _words(
    "in near around from outside across throughout within to at about like vs versus than between for of around"
    " live living move moving relocate relocating downtown greater into over by inside"
)
PLACE_BEFORE_LETTERS = _words("in near around outside across from within")
PLACE_JOIN = _words("and or , / vs versus than to & plus")

STUDY_BEFORE = _words(
    "study studying studied studies major majoring majored majors degree degrees bachelors bachelor masters master phd"
    " doctorate doctoral associate associates certificate certificates cert diploma minor minoring field fields subject"
    " subjects background bs ba ms ma msc bsc mba aas b.s. m.s. graduated graduating pursue pursuing studing department"
)
# Behind these the field follows at once: "schools for robotics", "a program in math".
SCHOOL_BEFORE = _words(
    "school schools college colleges university universities program programs programme programmes course courses class"
)
SCHOOL_LINKS = _words("for in teaching offering offer offers teach teaches with")
# A message that speaks of these looks for schools, and what stands behind "for" is a field.
MANY_SCHOOLS = _words("schools colleges universities programs programmes search list unis")
OFFER_LINKS = _words("for offer offers offering teach teaches teaching have")
STUDY_AFTER = _words(
    "degree degrees major majors program programs programme programmes bachelors bachelor masters master phd doctorate"
    " school schools college colleges university universities student students graduate graduates certificate certificates"
    " department diploma minor associate associates grad grads undergrad undergraduate"
)
STUDY_LINKS = _words("in of the a an for and or , / on to with some is as about at my related")
STUDY_VETO_AFTER = _words("skills skill knowledge engineer engineers scientist scientists language languages experience")

JOB_AFTER = _words(
    "job jobs career careers salary salaries pay pays wage wages position positions role roles professional professionals"
    " people folks workers worker earnings income incomes compensation market industry openings employers"
    " opportunities specialist specialists expert experts paycheck profession"
)
JOB_BEFORE = _words(
    "job jobs career careers salary salaries pay wage wages position positions role roles work working break breaking"
    " get getting go going move moving switch switching transition transitioning people professionals employed paid"
    " opportunities earnings income"
)
JOB_LINKS = _words("in into of for to the a with on")

PAY = _words(
    "salary salaries pay pays paid paying payed paycheck wage wages earn earns earned earning earnings income incomes"
    " compensation comp money make makes making made dollar dollars $ usd bucks cash"
    " gain gains gross"
)

HAVE_BEFORE = _words(
    "have has had got hold holds holding earned earn completed complete finished finish with my received receive only just"
    " already ive obtained passed possess own did done after gotten having"
)
LEVEL_AFTER = _words("holder holders in graduate student")
# What a degree named behind these is: one that is looked for, or one that is there.
WANT_BEFORE = _words(
    "want wants wanna wanted looking look find finding search searching get getting pursue pursuing pursued study studying"
    " show list interested considering consider apply applying enroll enrolling offer offers offering recommend suggest best"
    " top cheap cheapest cheaper affordable online planning plan hoping hope prefer begin start starting"
)
GET_BEFORE = _words("get getting take taking do doing pass study studying finish need without")
PROGRAM_AFTER = _words("program programs programme programmes courses course schools school colleges universities options option")

IN_SCHOOL_BEFORE = _words("i im am still currently is are while was be being already now hes shes son daughter kid ive not in")

RANKED_NOUN = _words(
    "state states city cities metro metros metropolitan place places area areas pay paying paid salary salaries wage wages"
    " region regions town towns location locations country spots spot"
)
KIND_BEFORE = _words(
    "which what wich by per each every best top highest lowest worst paying other most many these those some 2 3 4 5 6 7 8"
    " 9 10 two three four five six seven eight nine ten any more bottom cheapest"
)
KIND_AFTER = _words("pay pays paying has have with where that do does earn earns offer offers for is are gives")

# Behind "average" these are no pay.
NOT_AVERAGE_PAY = _words(
    "tuition cost costs price prices fee fees age gpa debt loan loans person student students time class size sat act net year"
    " years number people"
)
PERSONAL = _words("i im ive my id me we son daughter kid he she")

SCHOOL_WORDS = _words(
    "school schools university universities college colleges institution institutions program programs ones only option"
    " options or and degree degrees prefer rather preferably cheaper uni unis"
)

UNSURE_AFTER = _words("study major field subject degree program learn take choose pick majors fields do want interested going")

NOT_SCHOOL_KIND = _words("speaking health relations policy sector company companies data key transport sectors information")
SCHOOL_JOIN = _words("or and vs versus / , with than to")

AT_SCHOOL = _words("at attend attending attended joining into enrolled applying apply")
AT_OR_TO_SCHOOL = AT_SCHOOL | _words("to from about vs versus")

# Abbreviations of fields that are things as well: "AI" alone in a sentence is no field.
SUBJECT_CODES = _words("ai ml nlp or me it ds in is")

# Before "developers" these leave it a plain developer; any other word makes it another job ("android developers").
NOUN_BEFORE = _words(
    "the a an do does did are is for of and or than as to vs versus about become becoming be being like senior junior"
    " experienced how what why when can will would should many most some all our other more hire hired with from between"
    " by that were was good great best new average median typical starting us american , / & also if make me my"
)

COUNTS = {name: n for n, name in enumerate("one two three four five six seven eight nine ten".split(), start=1)} | {
    str(n): n for n in range(1, 11)
}
COUNT_BEFORE = _words("top best bottom highest lowest worst next show me give list name only just first cheapest more another")
COUNT_AFTER = _words(
    "highest lowest best top worst cheapest most least more richest states cities metros places areas schools programs"
    " colleges universities options results ones towns metro"
)
COUNT_LINKS = _words("the me us just only at least up to about out like with")
UNIT_AFTER = _words(
    "year years yr yrs month months week weeks day days hour hours hr hrs minute minutes percent semester semesters th k"
    " dollars usd thousand million percentile pm am times credits grade"
)

ORDINALS = _words("first second third fourth fifth 1st 2nd 3rd 4th 5th last")
ORDINAL_NOT_BEFORE = _words(
    "year years time times semester grade step steps job jobs degree quarter quartile half day week month thing things two three"
    " four five few question place places name class love of generation person people salary state in is"
)
LIST_TALK = _words(
    "compare compared comparing details detail info information about better difference between side versus vs against like open"
)
MONTHS = _words("january february march april june july august september october november december")

YEAR_BEFORE = _words(
    "graduated graduate graduating graduation grad finished finish completed complete class ged diploma school hs since got"
    " received earned year"
)
# Years in a question about these are of the figures, not of the visitor's schooling.
YEAR_NOT_WITH = PAY | _words(
    "projection projections projected projects outlook growth grow data figures numbers openings payscale survey bls article"
    " forecast future jobs market updated release edition by until demand"
)

ALL: frozenset[str] = frozenset().union(
    PAY, STUDY_BEFORE, SCHOOL_BEFORE, STUDY_AFTER, JOB_AFTER, HAVE_BEFORE, WANT_BEFORE, PROGRAM_AFTER, RANKED_NOUN, SCHOOL_WORDS, UNSURE_AFTER
)
