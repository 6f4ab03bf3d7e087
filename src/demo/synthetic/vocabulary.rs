//! The words that synthetic products are made of. Changing one changes every product.

/// A collection at the top.
pub struct Group {
    pub title: &'static str,
    pub leaves: &'static [Leaf],
}

/// A collection inside it, and what is sold there.
pub struct Leaf {
    pub title: &'static str,
    pub nouns: &'static [&'static str],
    /// Prices in major units.
    pub from: u64,
    pub to: u64,
}

const fn leaf(title: &'static str, nouns: &'static [&'static str], from: u64, to: u64) -> Leaf {
    Leaf { title, nouns, from, to }
}

/// Eight groups of four: with themselves forty collections.
pub const GROUPS: &[Group] = &[
    Group {
        title: "Dining",
        leaves: &[
            leaf("Drinkware", &["Mug", "Cup", "Tumbler", "Wine Glass", "Carafe", "Beaker"], 6, 48),
            leaf("Dinnerware", &["Dinner Plate", "Side Plate", "Soup Bowl", "Platter", "Dish"], 8, 90),
            leaf("Cutlery", &["Fork Set", "Table Knife", "Spoon Set", "Ladle", "Salad Servers"], 7, 120),
            leaf("Table Linen", &["Napkin", "Tablecloth", "Runner", "Place Mat"], 5, 110),
        ],
    },
    Group {
        title: "Cooking",
        leaves: &[
            leaf("Pots and Pans", &["Saucepan", "Frying Pan", "Casserole", "Stockpot", "Wok"], 19, 280),
            leaf("Bakeware", &["Loaf Tin", "Cake Tin", "Baking Tray", "Pie Dish", "Rolling Pin"], 8, 70),
            leaf("Kitchen Knives", &["Paring Knife", "Bread Knife", "Cook's Knife", "Sharpener"], 12, 220),
            leaf("Storage Jars", &["Jar", "Tin", "Bottle", "Canister", "Spice Box"], 4, 60),
        ],
    },
    Group {
        title: "Office",
        leaves: &[
            leaf("Paper Goods", &["Notebook", "Sketchbook", "Planner", "Memo Pad", "Card Set"], 3, 45),
            leaf("Pens and Pencils", &["Pencil", "Fountain Pen", "Ballpoint", "Marker", "Eraser"], 3, 140),
            leaf("Desk Storage", &["Tray", "Pen Pot", "Letter Rack", "Drawer Box", "File Box"], 9, 130),
            leaf("Desk Lamps", &["Desk Lamp", "Clamp Lamp", "Reading Light"], 35, 320),
        ],
    },
    Group {
        title: "Living",
        leaves: &[
            leaf("Cushions and Throws", &["Cushion", "Throw", "Bolster", "Blanket"], 18, 190),
            leaf("Rugs and Mats", &["Rug", "Doormat", "Hall Runner", "Floor Mat"], 22, 640),
            leaf("Candles", &["Candle", "Candle Holder", "Lantern", "Tea Light Set"], 4, 80),
            leaf("Vases and Planters", &["Vase", "Planter", "Hanging Pot", "Bud Vase"], 9, 160),
        ],
    },
    Group {
        title: "Sleeping",
        leaves: &[
            leaf("Bed Linen", &["Duvet Cover", "Pillowcase", "Sheet", "Bedspread"], 15, 240),
            leaf("Nightwear", &["Dressing Gown", "Slippers", "Sleep Mask"], 12, 150),
            leaf("Bedside", &["Bedside Table", "Alarm Clock", "Night Light", "Water Glass"], 14, 320),
            leaf("Wardrobe", &["Hanger Set", "Shoe Rack", "Clothes Brush", "Garment Bag"], 6, 180),
        ],
    },
    Group {
        title: "Washing",
        leaves: &[
            leaf("Towels", &["Hand Towel", "Bath Towel", "Bath Mat", "Flannel"], 6, 95),
            leaf("Soaps", &["Soap Bar", "Soap Dish", "Dispenser", "Shampoo Bar"], 4, 48),
            leaf("Laundry", &["Laundry Basket", "Peg Bag", "Drying Rack", "Clothes Line"], 7, 140),
            leaf("Cleaning", &["Broom", "Dustpan", "Scrubbing Brush", "Bucket", "Cloth Set"], 5, 75),
        ],
    },
    Group {
        title: "Outside",
        leaves: &[
            leaf("Garden Tools", &["Trowel", "Hand Fork", "Secateurs", "Rake", "Dibber"], 9, 130),
            leaf("Watering", &["Watering Can", "Mister", "Rain Gauge", "Hose Reel"], 11, 170),
            leaf("Seats and Benches", &["Bench", "Folding Chair", "Stool", "Hammock"], 39, 780),
            leaf("Picnic", &["Picnic Blanket", "Cool Bag", "Flask", "Lunch Box"], 12, 140),
        ],
    },
    Group {
        title: "Carrying",
        leaves: &[
            leaf("Backpacks", &["Backpack", "Daypack", "Roll-Top Bag"], 45, 290),
            leaf("Totes and Shoppers", &["Tote", "Shopper", "Market Bag", "String Bag"], 8, 120),
            leaf("Pouches", &["Pouch", "Pencil Case", "Wash Bag", "Cable Roll"], 9, 85),
            leaf("Small Leather", &["Wallet", "Card Holder", "Key Ring", "Belt"], 12, 160),
        ],
    },
];

pub const ADJECTIVES: &[&str] = &[
    "Plain",
    "Sturdy",
    "Quiet",
    "Everyday",
    "Small",
    "Large",
    "Round",
    "Tall",
    "Low",
    "Deep",
    "Narrow",
    "Wide",
    "Folding",
    "Stackable",
    "Refillable",
    "Washable",
    "Slim",
    "Heavy",
    "Light",
    "Ribbed",
    "Woven",
    "Turned",
    "Glazed",
    "Hammered",
    "Brushed",
    "Quilted",
    "Striped",
    "Speckled",
    "Checked",
    "Simple",
    "Nesting",
    "Double",
];

pub const MATERIALS: &[&str] = &[
    "Stoneware",
    "Porcelain",
    "Oak",
    "Walnut",
    "Beech",
    "Ash",
    "Linen",
    "Cotton",
    "Wool",
    "Felt",
    "Cork",
    "Brass",
    "Steel",
    "Copper",
    "Enamel",
    "Glass",
    "Paper",
    "Leather",
    "Canvas",
    "Jute",
    "Bamboo",
    "Marble",
    "Slate",
    "Rattan",
];

pub const COLOURS: &[&str] = &[
    "Clay", "Sage", "Ink", "Cream", "Ochre", "Rust", "Moss", "Slate", "Blush", "Plum", "Sand", "Charcoal",
    "Sky", "Forest", "Butter", "White",
];

pub const SIZES: &[&str] = &["Small", "Medium", "Large", "Extra Large"];

pub const SERIES: &[&str] = &[
    "Harbour",
    "Meadow",
    "Northlight",
    "Orchard",
    "Quarry",
    "Lighthouse",
    "Juniper",
    "Willow",
    "Station",
    "Mill",
    "Ferry",
    "Terrace",
    "Granary",
    "Bothy",
    "Foundry",
    "Arcade",
    "Heath",
    "Tideline",
    "Larch",
    "Bramble",
];

pub const USES: &[&str] = &[
    "Two",
    "Small Kitchens",
    "the Hall",
    "Every Day",
    "Guests",
    "the Balcony",
    "Travel",
    "Long Evenings",
    "the Desk",
    "Beginners",
    "Rainy Days",
    "the Weekend",
    "Families",
    "Narrow Shelves",
];

pub const TAGS: &[&str] = &[
    "stoneware",
    "porcelain",
    "glass",
    "oak",
    "walnut",
    "cotton",
    "linen",
    "wool",
    "cork",
    "brass",
    "steel",
    "recycled",
    "paper",
    "handmade",
    "small-batch",
    "made-to-order",
    "dishwasher-safe",
    "oven-safe",
    "machine-washable",
    "outdoor",
    "travel",
    "gift",
    "new-home",
    "everyday",
    "refillable",
    "plastic-free",
    "kids",
    "desk",
    "bestseller",
    "sale",
];

pub const OPENINGS: &[&str] = &[
    "Made to be used daily and to look better for it.",
    "A plain thing, done with care.",
    "It does one job and does it well.",
    "Small enough for a shelf, large enough to be useful.",
    "Designed with the people who make it.",
    "The kind of thing that is missed when it is in the wash.",
    "Nothing on it that is not needed.",
    "A new version of a very old idea.",
];

pub const MAKINGS: &[&str] = &[
    "Each piece is finished by hand, so no two are quite alike.",
    "It is made in a workshop of nine people and packed in paper.",
    "The material comes from suppliers who can name every step.",
    "Parts that wear can be bought one by one and changed without tools.",
    "The surface is left untreated and darkens over the years.",
    "All edges are rounded, all seams are sewn twice.",
];

pub const CARES: &[&str] = &[
    "Wipe with a damp cloth.",
    "Safe in the dishwasher on the lower rack.",
    "Wash at 40 degrees and dry on a line.",
    "Rub with a little oil once a year.",
    "Keep out of direct sun.",
    "Rinse by hand and dry at once.",
];

pub const REVIEWERS: &[&str] = &[
    "Customer from Lisbon",
    "Customer from Aarhus",
    "Customer from Leeds",
    "Customer from Graz",
    "Parent of two",
    "Home baker",
    "Student",
    "Allotment holder",
    "Café owner",
    "Customer from Turin",
];

pub const REVIEWS: &[&str] = &[
    "Exactly what the pictures show. Well packed, too.",
    "Smaller than I thought, but I have come to like that.",
    "In use every day for months and no sign of wear.",
    "Good quality. Delivery took a little longer than expected.",
    "Bought one, then two more.",
    "The colour is a bit darker than on my screen.",
    "Does what it should. Nothing more to say.",
    "A present that was well received.",
    "It arrived with a scratch; the replacement came in two days.",
    "I would choose the larger size next time.",
];
