//! The promises of a picture: its size, its weight, the same bytes every time.

use super::*;

const OBJECTS: &str = "mug cup bowl plate pitcher teapot vase planter candle lamp pendant cushion throw rug towel basket crate stool chair shelf clock mirror print notebook pencil pen card tote backpack pouch scarf apron soap bottle jar board knife spoon pan pot kettle grinder glass carafe tin brush watering-can trowel tray bell globe";
const COLOURS: &str = "clay sage ink cream ochre rust moss slate blush plum sand charcoal sky forest butter stone walnut oak brass white";
const PATTERNS: &str = "plain band stripes dots speckle check wave leaf";
const FORMATS: &str = "jpeg png webp";

fn parse<'de, T: Deserialize<'de>>(word: &'de str) -> T {
    let deserializer = serde::de::value::BorrowedStrDeserializer::new(word);
    T::deserialize(deserializer).unwrap_or_else(|error: serde::de::value::Error| panic!("{word}: {error}"))
}

/// Every object once; the other words take turns, so that each occurs several times.
fn pictures() -> impl Iterator<Item = Picture> {
    let colours = COLOURS.split(' ').cycle();
    let accents = COLOURS.split(' ').cycle().skip(7);
    let patterns = PATTERNS.split(' ').cycle();
    let formats = FORMATS.split(' ').cycle();
    OBJECTS.split(' ').zip(colours).zip(accents).zip(patterns).zip(formats).map(
        |((((object, colour), accent), pattern), format)| Picture {
            object: parse(object),
            colour: parse(colour),
            accent: parse(accent),
            pattern: parse(pattern),
            format: parse(format),
        },
    )
}

fn clay(object: Object, pattern: Pattern) -> Picture {
    Picture { object, colour: Colour::Clay, accent: Colour::Cream, pattern, format: Format::Png }
}

#[test]
fn every_object_is_a_decodable_picture_of_the_promised_size_and_weight() {
    for picture in pictures() {
        let file = picture.render().unwrap_or_else(|error| panic!("{picture:?}: {error}"));
        let decoded = image::load_from_memory(&file).unwrap();
        assert_eq!((decoded.width(), decoded.height()), (1000, 1250), "{picture:?}");
        let limit = if picture.format == Format::Jpeg { 90 } else { 150 };
        assert!(file.len() < limit * 1024, "{picture:?} is {} bytes", file.len());
    }
}

#[test]
fn every_object_draws_without_a_pattern() {
    for object in OBJECTS.split(' ').map(parse::<Object>) {
        assert!(clay(object, Pattern::Plain).draw().is_some(), "{object:?}");
    }
}

#[test]
fn every_pattern_shows_on_every_kind_of_surface() {
    for object in [Object::Mug, Object::Plate, Object::Cushion] {
        let plain = clay(object, Pattern::Plain).draw().unwrap();
        for pattern in PATTERNS.split(' ').skip(1).map(parse::<Pattern>) {
            assert_ne!(clay(object, pattern).draw().unwrap(), plain, "{object:?} {pattern:?}");
        }
    }
}

#[test]
fn the_same_picture_is_the_same_bytes() {
    let picture = Picture {
        object: Object::Mug,
        colour: Colour::Sage,
        accent: Colour::Cream,
        pattern: Pattern::Speckle,
        format: Format::Png,
    };
    assert_eq!(picture.render().unwrap(), picture.render().unwrap());
}

#[test]
fn an_accent_like_the_colour_still_shows() {
    for colour in COLOURS.split(' ').map(parse::<Colour>) {
        let scheme = Scheme::new(colour, colour);
        assert_ne!(scheme.base, scheme.accent, "{colour:?}");
    }
}

#[test]
fn files_are_named_and_served_by_their_format() {
    for (format, extension, content_type) in [
        (Format::Jpeg, "jpg", "image/jpeg"),
        (Format::Png, "png", "image/png"),
        (Format::Webp, "webp", "image/webp"),
    ] {
        assert_eq!((format.extension(), format.content_type()), (extension, content_type));
    }
}
