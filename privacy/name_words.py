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
a able about accounting actually adhd afraid after again age alexa alive all almost alone already also alum alumni
always amazon american amish an analyst analytics and angry another any anyone anything apple applying april aquarius
arab are aries army around art artist as asexual asking asleep at atheist august autistic available aware awesome back
bad bangladeshi baptist based batman because been before behind better between bi big biology bit black blind bored
born boss bot both bro broke broken business busy but by called calm can cancer capricorn career careers catholic
certain changing chat chatgpt chemistry cherokee chinese christian class clear close cloud clueless college coming
common complete computer computers confused cool could crazy curious czech dane data dead deaf december degree
depressed developer developers did different difficult disabled disappointed do doctor does doing done down dude dumb
during dutch early easy either else employed engineer engineering english enrolled even ever every everyone excited
exhausted expecting expensive extremely facebook fall false familiar far fast february female fifty filipina filipino
finance fine finished finn first five fluent for forty four free french freshman friday friend from full fully funny
game gay gemini gen general german girl glad going gone gonna good google got graduate graduated great greek green
groot guessing guide guy half happy hard have having hawaiian he head hearing hello help here hi high hindu his
hispanic history hmong home hopeless how human hungry i id if illegal important in indian infinite interested intern
into iraqi irrelevant is isn't israeli it italian its january japanese java jewish job july june junior just keen
kidding kind korean late later latina latino latinx law learning left less lgbt libra like listening living long
looking lost lot love low lutheran machine mad main major makes male man manager march marketing married math maybe me
mean men mental mentor meta mexican microsoft middle mine mobile monday more mormon most moving much music muslim my
myself name native navajo navy near nearly need nepali never new next nice no nobody nonbinary none normal not nothing
november now nurse nursing nuts obsolete october of off often ok okay old older on once one only open or other our out
over own page pakistani part past people person phd physics pisces planning pleased poor powerful pregnant pretty
private pro probably professional program programmer programs prompt protestant proud public puerto punjabi python
queer quick quiet quite r ready real really red relevant required retired rich right sad same saturday say saying says
scared school schools science scientist scorpio scot scots searching secret self senior september serious she shy sick
sikh silly similar simple since single siri site sixty sleepy slow smart so software somali some someone something
soon sophomore sorry spanish spring sql state statistics still stuck student studying stupid such summer sunday super
sure swiss tag talking tall taurus teacher teaching team ten terrible texan thai than thank thankful thanks that the
their them then there these they thinking thinks thirty this three through thursday tired to today told tomorrow too
top totally trans transferring true trying tuesday turk twelve twenty two type u ugly unable under undocumented
unemployed unimportant university unknown unsure until up upset us used using vegan vegetarian very veteran virgo
visiting vs waiting want wanting wants was we weak web website wednesday weird well welsh were what when where whether
which white who whole why will willing winter wise with without woman women wondering working worried worth would
writing wrong yeah year years yes yet you young your yours yourself
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
