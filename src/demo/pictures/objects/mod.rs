//! The things the demo shop sells, one drawing function each.
//!
//! Every function draws one object at rest in the middle of the picture, about
//! 600 pixels wide, its foot near y = 960 when it stands.

mod bags;
mod containers;
mod cookware;
mod crockery;
mod furniture;
mod garden;
mod hangings;
mod kitchen_tools;
mod lamps;
mod paper;
mod sideboard;
mod textiles;
mod wall;

use serde::Deserialize;

use super::backdrop::Setting;
use super::canvas::Canvas;
// What the objects call the tone of their highlights.
use super::palette::SNOW as LIGHT;

/// A named thing of the demo shop's vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Object {
    Mug,
    Cup,
    Bowl,
    Plate,
    Pitcher,
    Teapot,
    Vase,
    Planter,
    Candle,
    Lamp,
    Pendant,
    Cushion,
    Throw,
    Rug,
    Towel,
    Basket,
    Crate,
    Stool,
    Chair,
    Shelf,
    Clock,
    Mirror,
    Print,
    Notebook,
    Pencil,
    Pen,
    Card,
    Tote,
    Backpack,
    Pouch,
    Scarf,
    Apron,
    Soap,
    Bottle,
    Jar,
    Board,
    Knife,
    Spoon,
    Pan,
    Pot,
    Kettle,
    Grinder,
    Glass,
    Carafe,
    Tin,
    Brush,
    WateringCan,
    Trowel,
    Tray,
    Bell,
    Globe,
}

impl Object {
    /// The scene this object is shown in.
    pub fn setting(self) -> Setting {
        match self {
            Object::Mug | Object::Cup | Object::Bowl | Object::Pitcher | Object::Teapot => Setting::Table,
            Object::Glass | Object::Carafe | Object::Jar | Object::Tin => Setting::Table,
            Object::Pot | Object::Kettle | Object::Grinder => Setting::Table,
            Object::Vase | Object::Planter | Object::Candle | Object::Lamp => Setting::Arch,
            Object::Soap | Object::Bottle | Object::Bell | Object::Globe => Setting::Arch,
            Object::WateringCan => Setting::Arch,
            Object::Cushion | Object::Basket | Object::Crate | Object::Stool => Setting::Floor,
            Object::Chair | Object::Tote | Object::Backpack | Object::Print => Setting::Floor,
            Object::Pendant | Object::Clock | Object::Mirror | Object::Shelf => Setting::Wall,
            Object::Towel | Object::Scarf | Object::Apron | Object::Throw => Setting::Wall,
            Object::Notebook | Object::Pencil | Object::Pen | Object::Card => Setting::Desk,
            Object::Pouch => Setting::Desk,
            Object::Plate | Object::Rug | Object::Board | Object::Knife => Setting::Worktop,
            Object::Spoon | Object::Pan | Object::Brush | Object::Trowel => Setting::Worktop,
            Object::Tray => Setting::Worktop,
        }
    }

    /// Draws the object over its backdrop.
    pub fn draw(self, canvas: &mut Canvas) {
        let draw = match self {
            Object::Mug => crockery::mug,
            Object::Cup => crockery::cup,
            Object::Bowl => crockery::bowl,
            Object::Plate => crockery::plate,
            Object::Pitcher => crockery::pitcher,
            Object::Teapot => crockery::teapot,
            Object::Vase => sideboard::vase,
            Object::Planter => garden::planter,
            Object::Candle => lamps::candle,
            Object::Lamp => lamps::lamp,
            Object::Pendant => lamps::pendant,
            Object::Cushion => textiles::cushion,
            Object::Throw => textiles::throw,
            Object::Rug => textiles::rug,
            Object::Towel => hangings::towel,
            Object::Basket => furniture::basket,
            Object::Crate => furniture::storage_crate,
            Object::Stool => furniture::stool,
            Object::Chair => furniture::chair,
            Object::Shelf => wall::shelf,
            Object::Clock => wall::clock,
            Object::Mirror => wall::mirror,
            Object::Print => wall::print,
            Object::Notebook => paper::notebook,
            Object::Pencil => paper::pencil,
            Object::Pen => paper::pen,
            Object::Card => paper::card,
            Object::Tote => bags::tote,
            Object::Backpack => bags::backpack,
            Object::Pouch => bags::pouch,
            Object::Scarf => hangings::scarf,
            Object::Apron => hangings::apron,
            Object::Soap => sideboard::soap,
            Object::Bottle => containers::bottle,
            Object::Jar => containers::jar,
            Object::Board => kitchen_tools::board,
            Object::Knife => kitchen_tools::knife,
            Object::Spoon => kitchen_tools::spoon,
            Object::Pan => cookware::pan,
            Object::Pot => cookware::pot,
            Object::Kettle => cookware::kettle,
            Object::Grinder => cookware::grinder,
            Object::Glass => containers::glass,
            Object::Carafe => containers::carafe,
            Object::Tin => containers::tin,
            Object::Brush => kitchen_tools::brush,
            Object::WateringCan => garden::watering_can,
            Object::Trowel => garden::trowel,
            Object::Tray => kitchen_tools::tray,
            Object::Bell => sideboard::bell,
            Object::Globe => sideboard::globe,
        };
        draw(canvas);
    }
}
