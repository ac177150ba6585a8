"""Word lists that tell names from other words after "I'm" and "my name is"."""

from __future__ import annotations

# Common given names in the United States that are hardly ever another word or a place.
_GIVEN_NAMES_WORDS = """
aaliyah aaron abby abdul abdullah abigail adam adrian adriana ahmad ahmed aiden aisha alan albert alejandra alejandro
alex alexander alexandra alexis alfonso ali alice alicia alison allison alyssa amanda amber amelia amina amir amit amy
ana anastasia andre andrea andrew andy angela anita anjali ann anna anne annie anthony antonio aria ariana arjun
arthur ashley ayesha barbara beatriz becky ben benjamin bernard beth betty beverly bianca billy bob bobby bonnie brad
bradley brandon brenda brian brianna bruce bryan caitlin caleb cameron camila carl carla carlos carmen carol caroline
carolyn catherine cathy cecilia cesar charles charlie cheryl chloe chris christian christina christine christopher
cindy claire clara colleen connor craig cristina crystal curtis cynthia daisy dan daniel daniela danielle danny
darnell daryl dave david dawn deandre deborah debra denise dennis derek deshawn diana diane diego dmitri dominic
donald donna doris dorothy doug douglas dylan earl ed eddie edgar eduardo edward edwin elena eli elijah elizabeth ella
ellen emily emma enrique eric erica erik erika erin ernest esther ethan eugene eva evan evelyn fatima felipe felix
fernando francisco fred gabriel gabriela gary geoffrey george gerald gina gloria gordon greg gregory guadalupe gustavo
hannah harold harry hassan heather hector helen henry howard hugo ian ibrahim imani irene isaac isabel isabella isaiah
ivan jackie jacob jacqueline jaime jake jamal james jamie jan jane janet janice jared jasmine jason javier jay jayden
jean jeff jeffrey jen jenna jennifer jenny jeremy jerome jerry jesse jessica jessie jill jim jimmy jin joan joanna joe
joel john johnny jon jonathan jorge jose joseph josh joshua josé joyce juan judith judy julia julian julie julio
justin kaitlyn karen karl kate katherine kathleen kathryn kathy katie kayla keisha keith kelly ken kenneth kevin
khadija kim kimberly kristen kristin kyle lakisha lamar larry latoya laura lauren laurie leah lee leila leo leon
leonard leroy leslie leticia liam lily linda lisa liz logan lois lori lorraine louis louise lucas lucia lucy luis luke
luz lydia malik manuel marc marco marcus margaret maria mariah marie marilyn mario marion marisol martha martin marvin
mary matt matthew maurice max maya megan mei melanie melissa mia micah michael michele michelle miguel mike mila
miranda mohamed mohammad mohammed molly monica muhammad nadia nancy naomi natalia natalie natasha nathan nathaniel
neil nicholas nick nicolas nicole nikhil nina noah nora norma oliver olivia omar oscar owen pablo pamela pat patricia
patrick paul paula pedro peggy peter phil philip phillip phyllis priya rachel rahul raj ralph ramon randy raul ray
raymond rebecca regina renee ricardo richard rick ricky rita rob robert roberto robin rodney roger ron ronald rosa
rosalind rosie roy ruben russell ruth ryan sabrina sally sam samantha samuel sandra santiago sara sarah scott sean
sebastian sergio seth shannon sharon shawn sheila sherry shirley sofia sonia sophia sophie stacy stanley stella
stephanie stephen steve steven sue susan suzanne sylvia tamara tammy tanya tara ted teddy teresa terry theodore
theresa thomas tiffany tim timothy tina todd tom tommy toni tony tracy travis trevor tyler tyrone valentina valerie
vanessa vera veronica vicki victor victoria vincent vivian wanda wayne wei wendy wesley william yasmin yolanda yusuf
zach zachary zoe zoey
"""
GIVEN_NAMES = frozenset(_GIVEN_NAMES_WORDS.split())

# What follows "I'm", "this is" or "my name is" and is nobody's name.
_ORDINARY_WORDS = """
a able about actually afraid after again age alive all almost alone already also always american an and angry another
any anyone anything applying april are army around artist as asking asleep at august available aware awesome back bad
based because been before behind better between big bit black blind bored born bot both bro broke broken busy but by
called calm can catholic certain changing chinese christian class clear close clueless college coming common complete
confused cool could crazy curious data dead deaf december degree depressed developer did different difficult disabled
disappointed do doctor does doing done down dude dumb during early easy either else employed engineer english enrolled
even ever every everyone excited exhausted expecting expensive extremely false familiar far fast february female fifty
fine finished first five fluent for forty four free french friday friend from full fully funny game gay gen general
german girl glad going gone gonna good got graduate graduated great green guessing guy half happy hard have having he
head hearing hello help here hi high hindu his home hopeless how human hungry i id if illegal important in indian
infinite interested into irrelevant is isn't it italian its january japanese jewish job july june junior just keen
kidding kind korean late later latina latino learning left less like listening living long looking lost lot love low
mad main major male man march married math maybe me mean men mental mentor mexican middle mine mobile monday more most
moving much muslim my myself name native navy near nearly need never new next nice no nobody none normal not nothing
november now nuts obsolete october of off often ok okay old older on once one only open or other our out over own part
past people person phd planning pleased poor powerful pregnant pretty private pro probably professional programmer
prompt proud public python quick quiet quite r ready real really red relevant required retired rich right sad same
saturday say saying says scared school science searching secret self senior september serious she shy sick silly
similar simple since single sixty sleepy slow smart so software some someone something soon sorry spanish sql still
stuck student studying stupid such sunday super sure swiss tag talking tall teacher team ten terrible texan than thank
thankful thanks that the their them then there these they thinking thirty this three through thursday tired to today
tomorrow too top totally trans transferring true trying tuesday twelve twenty two type u ugly unable under
undocumented unemployed unimportant unknown unsure until up upset us used using vegan very veteran visiting vs waiting
want wanting was we weak wednesday weird well were what when where whether which white who whole why will willing wise
with without woman women wondering working worried worth would writing wrong yeah year years yes yet you young your
yours yourself
"""
ORDINARY = frozenset(_ORDINARY_WORDS.split())

# Places, which end in no suffix that would tell.
_PLACES_WORDS = """
alabama alaska america arizona arkansas asia boston brooklyn california canada chicago china colorado connecticut
dallas delaware denver detroit england europe florida france georgia germany hawaii houston idaho illinois india
indiana iowa japan kansas kentucky london louisiana maine maryland massachusetts mexico michigan minnesota mississippi
missouri montana nebraska nevada nigeria ohio oklahoma oregon paris pennsylvania philadelphia portland rome seattle
spain sparta tennessee texas utah vermont vietnam washington wisconsin wyoming
"""
PLACES = frozenset(_PLACES_WORDS.split())
