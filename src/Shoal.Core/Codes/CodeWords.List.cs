namespace Shoal.Core.Codes;

public static partial class CodeWords
{
    // Ours. The order is part of no protocol: both sides hash the words themselves.
    private const string List = """
        abacus abbey ability above abroad absorb abundant academy accurate acoustic acrylic address adept adjust admiral
        adorn advance afresh again agenda aground ahead airport aisle album alchemy algebra alibi almanac alpaca already
        altitude always amazing ambition amenity amigo amount amplify anatomy ancient anemone animal anklet annex anorak
        answer antenna apiary apogee appear apricot aptly aquarium arctic armada arpeggio arrange artful arugula ascend
        ashore aspect assist astral athlete atlas atonal atrium attach auburn audience aurora author avatar average avocet
        awoken axiom azure backpack badger baffle bakery balcony bamboo banana baobab baroque bassoon bathtub bazaar beagle
        became bedrock beehive before begonia beluga benefit berry beyond biathlon bicycle billiard binary biology birdie
        biscuit bizarre blanket blend blithe blossom bluebell board bobsled bodega bogus bolt bonfire boomer botany bouquet
        bowling boyhood bravado breeze brick browse brush budgie buffalo builder bunting buoyant bushel button buzzer bygone
        bypass byway cabbage cactus caddie cafe calico camera canyon captain caravan cashew catbird cauldron caviar cayenne
        cedar ceiling celery century ceramic cheese chisel chutney cinema circus civil clarinet clematis cloud clutch cobalt
        coconut codebook coffee column compose content cookie copilot corduroy cosmos cottage coupon cover cowboy coyote
        cozy cradle credit crimson croquet cruise crystal cubicle cuckoo cuisine curious cushion cutlet cyclone cygnet
        cylinder cymbal cypress daffodil dahlia dairy dancer daughter dawn dazed debut decimal dedicate define degree
        deliver demand denim deposit design detour develop dewdrop diagram digital diligent dimple dinosaur diploma direct
        distant dogwood dolmen domino donkey doodle dormouse dotted doughnut downtown drapery drizzle drum duchess duffel
        dugout dumpling duplex durable dusk duvet dwindle dynasty earmark eaves ebony eclair economy editor effect eggshell
        elastic elbow elder elegant elixir ellipse email embark emerge emission emotion employ enamel enchant endless engage
        enhance enigma enjoy enlist enough enrich envelope enzyme episode epoch equator ermine espresso essay eternal ethics
        etude eureka evaluate everyone evident evolve example excite exhale exodus expand extract eyelid fabric faculty
        fairway famous fanfare farthing faucet favor february fertile fiction fidelity fifteen figure finish firefly fiscal
        fitness flagship flexible flicker flower fluffy flying foliage fond foothill formula fossil fountain foxtrot
        fragrant freckle frisbee frolic fruit fuchsia fulcrum fume funnel furnace fuzzy galaxy garlic gasket gazebo gecko
        gemini genuine gerbil getaway gherkin giddy gift gigantic gingham giraffe glacier gleam glimpse glory glucose glyph
        gnome goblet gondola gorilla gouache gravity green griffin growth guess guinea gumdrop guppy gutter guzzle gymnast
        gypsum gyro hacksaw haircut halibut hamster handicap harbor hatchet hawthorn haystack health hedgehog helpful
        hemlock henna herald hexagon hibiscus hickory hidden highland hiking hilarity hippo hitch hoedown holiday homespun
        honeydew horizon hospital hourly hubcap hull hummus hundred hurdle husband hyacinth hybrid hydrant hyphen ibis
        iceberg idealist igloo ignite iguana illusion imagine imitate immense improve inbox include indulge inform inherit
        initial inkwell inland inning input install inventor italic iterate jackal jalapeno january jasmine javelin jazz
        jeans jersey jewel jigsaw jogger joint joke jolly journey joyful jubilee juggle juice jukebox jumbo junction jupiter
        kangaroo karate kayak kazoo kebab keepsake kelvin kernel kestrel ketchup keynote kickoff kidney kilogram kimono
        kingdom kiosk kipper kitchen kiwi knapsack knee knowing knuckle koala kosher kumquat lacrosse lady lambda lantern
        laptop lasagna lateral laundry lawyer layout leaflet ledge legacy leisure lemur lentil leopard lesson lettuce
        lexicon liberty license lifelong likely lilac limerick lion liquid lithium llama lobby location logbook lollipop
        loose lottery lowland loyal lozenge lucky luggage lullaby luminary luncheon lustrous luxury lyrical machine maestro
        magpie mahjong mailbox mallard mammoth manage marigold massive matrix maximum mayfly mazurka meadow mechanic medley
        megabyte melody member menu mercury message meteor mezzo microbe midway migrate miller mimosa minute mirror mischief
        mitten mixture mnemonic mobile moccasin mohair molasses moment morning motif mousse muesli muffin mulberry mustang
        mutual myopia myriad mystic myth nacho narwhal native nautilus navigate nearby needle neighbor neptune nerve network
        neutral newborn next nibble nickel niece night nimbus ninja nitrogen nocturne normal nothing november nucleus
        numeral nurture nutmeg nylon nymph oasis oatcake obelisk object oblong observe obtain ocarina ocelot octagon ocular
        oddity odometer odyssey office often ogle okay olympic omnivore online onset onyx opera opinion optimum oratorio
        orbital orchard ordinary oregano organic origami ornament osprey ostrich ottoman outdoor overcoat owner oxygen ozone
        package padlock pagoda pajamas palette pamphlet panther papaya parsnip pasta patrol pause pavilion payment peacock
        pelican penguin people period petunia pewter pheasant phoenix phrase physics piano piccolo pilgrim pinball pioneer
        pivot pizza plateau plenty plumage plywood pocket poetry polygon popcorn porridge postcard potato pour prairie
        pretzel primary process public pueblo pulley pumpkin puppet pyramid python quasar quench quicken rabbit raccoon
        radiant ragtime rainbow random rapid ravioli reality rebound receipt referee reggae reindeer relish remedy renown
        replica result reunion review rhapsody rhino rhombus rhubarb rhythm ribbon rickshaw riddle rinse robust rodeo
        romance rooster rostrum rotunda roulette rowboat royalty rubber rucksack rudiment rugged rummage runway rupee rural
        russet saber saffron saga samurai sandal sapphire sardine saturn savanna saxon scarf scenic scholar science scooter
        scramble scuba seaweed secure seesaw segment seldom semester senior sepia sequoia service setting several sherbet
        shovel shrimp shuffle sibling sidecar siesta signal silicon similar sincere situate skate sketch skirt skylark
        slalom sleeve slogan smooth snapshot sneaker snippet snorkel snug soap soccer software soldier sombrero sonata
        sorcerer source soybean sparkle special sphere spinach sponge sprout square stanza stereo storm strudel studio
        sublime such sudoku suggest suitcase summit sunbeam support survey sustain swallow swim sycamore syllable symphony
        syntax syrup system tackle tadpole tailor talk tangent tapioca tarragon tassel taught tavern taxonomy teacher
        tectonic telegram tempo tenant terrace thankful thermos thicket thrive thunder thyme tiara timpani tinker tiptoe
        tissue titan toast toboggan toddler together tolerate tomorrow tonic toolbox topple tornado totem toucan transit
        tremor trilogy trophy trumpet tsunami tuesday tugboat tuition tulip tumbler tuna turbine tuxedo twelve twilight
        twosome typhoon ukulele ultimate umbrella umpire uncle unfold unique unknown unlock unusual upbeat update uphill
        uplift upright upstairs uptown upward urban urchin urgent useful utensil utmost vacuum vagabond vanilla variety
        vault vector vegan vehicle velvet verdict veteran vibrant vigor village vineyard violet visit vitamin volcano vortex
        voyage waiter walrus want warbler wasabi wattle wavelet weasel webcam weekly weigh welcome wetsuit whimsy widget
        wigeon wildlife windsurf wipe wisdom wizard wombat wooden worthy wrestle yachting yeti yield yogurt yonder young
        yucca yummy zebra zenith zephyr zigzag zinnia zircon zither zodiac zoom zucchini
        """;
}
