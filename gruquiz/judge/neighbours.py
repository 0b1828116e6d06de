"""Words of the language that are one slip of the keyboard from a word of the field.

Who types one of them has put another word: "rest gate" is no reset gate.
"""

_WORDS = """
accept accordingly adapt addiction addictive additionally additions adept adopt advice advise
affect aided aimed alloy allusion along alter analysts analytical ants appealing apple
architectural armed arts asset assignment assure audit audition axle back backed backyard baked
bald bang banging bank bark bases bath batter beam bean bear beast beat became beef beer bees
began begging begin begun belt bend bending bent best beta bets biased bidding bids bind bits
bitter black blacks bland blank bleed blind bloc block blond blow blur boat bond bonded boom boot
booth bounded brand breath breathe bring brook built butter cafe cage cake calculating calculator
calf call caller calls calm came camp cane cannon cape care carrier carriers cart case cash cast
caste casual causal cause cave cease cell cells chair chance chances chanting charge charged
charges charging chase cheek chin chip chose chunk circulation clap clarification clash classified
classy claws clocks clone closer closest closet clothes coast coat codes coding coincidence cold
collecting collection collectors colon colt come comet commute companion companions comparing
compassion compete competed competent competing competition compilation complement completed
completes completing compliment computational computer conception conceptual concerned concerning
concert concerts concession concessions conclusion concussion condition conditional conditioned
conditions cone conference confession confessions confident confusion congestion connected
connecting connection connections consent consistency consistent consolation constantly
constraints consultants contend content contention contest contestants contested context
contiguous continually continued continues continuously contract controller controllers
convenience convenient convention conventional conventions conversation conversations conversion
convey convicted conviction convictions convoy cope coping cord core cores correction corrections
correlation correspondent corruption council counsel counted counties county court courts cove
covert cozy crops curse dare data date dawn deal death decade decades decay decide decided
deciding decree deed deer defend defended defends definitive delay dent deny dependence dependency
dependent descend descriptive desert designer dessert detection determining device devise devoted
dial dice dies diet difference different differently differing difficult dime dimensional dine
dire directing direction directions directive directors dirt discreet discrete discriminate
discrimination distributing distributor diversion does dogs dose doses dots dove drag drain draw
drawn draws dreamed drew drip drive drown duct duel dull earl effect efficiency efficient
efficiently elicit emigrate employing ensure entirety essential essentials estimated estimates
evacuation evaluating even event ever every evolution except exceptional excluding execution
exemption expanding experimental experts explanation exploitation exploited exploration explore
exploring extrapolate facing fact faction factions factor factory fall farm feast feed feel feels
fees feet fell fellow fellows feud fever file filed fill fined fire fired firm fist five flaw fled
flew flop flour flown foam follower fond forced fore forge forged forget forgot fork form formal
format formed forming fort forum foster foul fraction freed frequency frequently friction fried
frog from fuel fully functional functions fund funding gale game games gases gave gaze gems
generated generates generating generation generator give given gives glad glow grab grabs grad
grain gram grams grand grape grapes grass gray greed greek greet grew grid grim grin grind grip
grown guts hack hall halo halt hand handy hang hangs hard hare harm hate haven head heal heap hear
heard heat held helm help herb hero hind hire historian historically hive hold holes hunt ideal
ideals identify identity illicit illusion immigrate importance important importantly independence
independently indicator indicted individual individuals infinite infinity influence influenza
informative inner insider insure integration inter interacting interaction intercepted
interestingly intern interpolate interrogation interval into item join joins joint keen kennel
kernel king kings knew knob knot know known knows lake land lane lanes larger laser lasers last
lasts late later latest latter lawyer lawyers layer lead leading leak leaking leaks lean leaning
learning lease leasing least leaving legs lengthy lens lent less lest lets librarian lies life
lift lifts like likes lime line linen liner lines ling link links lips list lite live liver lives
loaf loan lock locking locks loft logs lone look loop loops loose loot lord lose loser loss lost
lots loud love lover loyal lung made maid mail main make maker makers making male males mall manly
manor mans marital mark marked marking marks mart martial mash mask mass massage mast master match
mate mates mats matte mayor maze meal meals meant meat medal media mere messing miles mines mist
mistaken mixer mode model models modes modest moist mole mood moon moral morale more most motel
moth motor move moves movie multiple multiply muse musk must myth native nearby neat neatly
necessarily necessity needy nest neutral never newer node nodes noisy none nope nose note noting
objection older optical optimal order ounce outsider oven owes pace paced packet packs pact pads
pain pains paint palace pale pals pants parameter park parked parking parks part party pass past
pasta patch pays peace pens perception perceptions perimeter persistence personal personnel
perspective pest petty phase pick picked picking picks ping pint plan plane planes plant planting
plate plates plug plum point poker police polling port ports post powder practically practiced
practices precede precious predicted predicting prediction preparation prescribe present prevent
prevision prey primaries principal principle print probably proceed proceeding procession produce
producer produces product production progressing projecting promotion prop proportional
proposition proscribe prosecution prospective protection protections protesting proud proves
provision publisher publishers pudding quartet quiet quite quota race races rack radio rage rally
rang ranger ransom rant rare rate rave react read ready real realm reap rear reception recession
recurring reds reed reel regain regained regard rejection relatives reluctant remain remained
reminder remote rent repeating representative representatives repression reset resistant resorts
responsive rest resulting retail retain retirement revolution rice ride rift rises rite road roads
robe rode rods role roll rolls room root rooting rope ropes rose roses routine rude ruining ruins
rule ruler rules rust sacked safe sage sake sale sales same sample sand sands sane sans save says
scalar scaler scare scared scares scent scope score scored scorer scream seating seed seize sell
sent sentences sequences server serves settling shade shades shake shakes shaking shale shall
shame shaped shaping share shares shave shaved shaving shelf ship shirt shoes shoot shops shore
shot shots shout show shown shows shrine side sides sigh significant similarity similarly simple
simpler simply simultaneous sing site sites sitting situation size skate skill skin skip slap
slate slid slide slim slip smell sole some sore sort spare spared spatial special speedy spend
spice spill spit sport stage stages stake stakes stalking stall staple star stare stared staring
stark starring stars starving states stating stationary stationed stationery statistical
statistically statistics statue statues status stays steam steep stem stems steps sticking stigma
stocking stoke stole stone stop stops store storm story stove strand strategic streak strike
stripe strive structural stud submarine successes successfully sufficiently super supervisor
suppression swallow swore synthetic tablet tablets tabs take taken takes tale tales talk talking
talks tall tame tang tank tanks tape taped tapes taps taxes teaches team teams teen temporal
temporarily temporary tenor tensor tent tents test text texts than thank that thee them theme then
there these they thin think thinks thirsty this thorough those though three threw thus tide tier
ties tile tiles till timed timer tire tired tires token toll tories torn touch toxic track tract
trade tradition trail trailing trails trainer trait traits trance trans transaction transactions
transfers transform transformed transformers transition transitional transitions translating
translation translations translator transport tree trees tribes tried trips truce tune tuning turf
turning tying tyre uncertain understand understood undo unfit unity used user users uses usher
vacations vague vale valuation valve valves variation variations vary verb waist wait waited
waiting waits wall want ward wards ware warm warming warn warning warp wars wary wasted watt watts
well went were whale wheat where while white whites whole whose wide widow width wife wild will
wine wipe wire wish witch with wood woods word wording words wore work worker works world worlds
worm worms worn worst would wound wrap write writer writers wrote
"""

NEIGHBOURS = frozenset(_WORDS.split())
