//! Products, their variants and collections as staff see them.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::image_editing::{ImageChange, change_images, list_images};
use super::models::{CollectionChange, ProductChange, VariantChange};
use super::option_editing::{OptionChange, change_options, list_options};
use super::variant_editing::{change_variants, list_variants};
use super::{COLLECTION, PRODUCT, collection_editing, history, product_editing, queries};
use crate::admin::action::Action;
use crate::admin::expr::{Expr, col, expr, to_one, when};
use crate::admin::form::{Fieldset, Form};
use crate::admin::inline::{Inline, Many};
use crate::admin::list::filter::{by_bool, by_date, by_relation, custom};
use crate::admin::list::search::{folded_start, is, keys, trigrams};
use crate::admin::list::{List, asc};
use crate::admin::model::Model;
use crate::admin::staff::Right;
use crate::admin::value::Context;
use crate::admin::views::{Cell, Tone};
use crate::field;
use crate::platform::audit::{Label, Tracked};
use crate::platform::db::Conn;
use crate::platform::db::sql::Sql;
use crate::platform::db::value::Val;
use crate::platform::money::Price;
use crate::platform::text::counted;
use crate::promotions::{self, choosing};
use crate::schema::{collections, product_variants, products};
use crate::urls;

static VARIANT_HISTORY: Tracked =
    Tracked::of("catalog.productvariant", "product_variants", Label::Sql(VARIANT_NAME), &[]);

/// Those of the shop are counted as they come and go, the others are few: no list counts a million.
const PRODUCTS_OF_COLLECTION: &str = "\
    (SELECT CAST(COALESCE(SUM(kept.n), 0) AS BIGINT) FROM catalog_counts kept \
     WHERE kept.kind = 'collection' AND kept.item = collections.id) \
    + (SELECT COUNT(*) FROM products hidden \
       WHERE hidden.collection_id = collections.id AND NOT hidden.is_published)";
/// Less than this is "Low".
const LOW: i32 = 10;
const FIRST_PICTURE: &str = "(SELECT s.storage_key FROM product_images i \
     JOIN media_sizes s ON s.media_id = i.media_id \
     WHERE i.product_id = products.id ORDER BY i.position, i.id, s.width LIMIT 1)";
const VARIANT_NAME: &str = "(SELECT p.title FROM products p WHERE p.id = product_variants.product_id) \
     || CASE WHEN option1 <> '' THEN ' / ' || option1 ELSE '' END \
     || CASE WHEN option2 <> '' THEN ' / ' || option2 ELSE '' END \
     || CASE WHEN option3 <> '' THEN ' / ' || option3 ELSE '' END";

/// Products.
pub fn product() -> Model {
    Model::new(&history::PRODUCT.with(promotions::history::OF_PRODUCT), "product", "products", product_list())
        .form(product_form())
        // Before the variants: what nobody has named by then gets a general name.
        .inline(options())
        .inline(variants())
        .inline(images())
        .many(
            Many::new(
                "promotions",
                "promotions.promotion",
                choosing::list_promotion_ids,
                choosing::choose_promotions,
            )
            .help("The price follows the best one that is in force."),
        )
        .computed("current_price", "Price now", current_price)
        .action(
            Action::new(
                "clear_inventory",
                "Clear inventory",
                "catalog.change_product",
                product_editing::clear_inventory,
            )
            .dangerous(),
        )
        .delete(product_editing::delete)
        .on_site(|conn, id| {
            let product = queries::find_product(conn, id)?.filter(|product| product.is_published);
            Ok(product.map(|product| urls::product(&product.slug)))
        })
        .save_as_new()
        .amounts(&["current_price"])
        .letter("p")
}

fn product_list() -> List<products::table> {
    let collection = to_one(products::collection_id, collections::id);
    let title = || -> Expr<products::table> { col(products::title_key) };
    List::new(products::id)
        .column(picture("picture", FIRST_PICTURE))
        .column(col(products::title).sorted_by(title()))
        .column(col(products::unit_price).money().editable("unit_price"))
        .column(col(products::inventory).label("Inventory status").show(stock_status))
        .column(
            collection
                .show("collection", collections::title)
                .label("Collection")
                .sorted_by(collection.get(collections::title_key)),
        )
        .links(&["title"])
        .called(col(products::title))
        .search(trigrams(title(), "products_trigrams"))
        .search(keys(|word| {
            let select = Sql::of("SELECT product_id FROM product_variants WHERE sku = ");
            Some(select.bind(Val::Text(word.to_owned())))
        }))
        .search_help("Words of the title, or a whole SKU.")
        .filter(by_relation(&collection, COLLECTION))
        .filter(by_date(col(products::last_update)))
        .filter(custom("inventory", "Inventory", vec![("<10", "Low", when(products::inventory.lt(LOW)))]))
        .filter(by_bool(col(products::is_published)).title("Published"))
        .order(asc(title()))
        .per_page(10)
        .counter("products")
}

/// A column with the picture whose storage key this sub-select finds.
fn picture<B: Table>(name: &'static str, select: &'static str) -> crate::admin::list::column::ColumnOf<B> {
    expr(name, sql::<Nullable<Text>>(select)).unsortable().show(|key, _| match key {
        Val::Text(key) => Cell::Picture { src: urls::media(key), alt: String::new() },
        _ => Cell::Empty,
    })
}

fn stock_status(units: &Val, _: i64) -> Cell {
    match units.int() < i64::from(LOW) {
        true => Cell::Status { text: "Low".to_owned(), tone: Tone::Warn },
        false => Cell::Status { text: "OK".to_owned(), tone: Tone::Good },
    }
}

fn product_form() -> Form<ProductChange> {
    Form::new(product_editing::find_change, product_editing::save)
        .field(field!(ProductChange.title).required().max_length(255))
        .field(field!(ProductChange.slug).slug(&["title"]).max_length(255))
        .field(field!(ProductChange.description).long().help("Markdown."))
        .field(field!(ProductChange.unit_price).price())
        .field(field!(ProductChange.compare_at_price).price().help("A former or recommended price."))
        .field(field!(ProductChange.inventory).min(0))
        .field(field!(ProductChange.track_inventory).help("Without this it never sells out."))
        .field(field!(ProductChange.allow_backorder).help("It may be ordered when it is sold out."))
        .field(field!(ProductChange.collection_id).label("Collection").autocomplete(COLLECTION))
        .field(field!(ProductChange.is_published).label("Published"))
        .fieldset(Fieldset::new(
            "",
            &[&["title"], &["slug"], &["description"], &["collection_id", "is_published"]],
        ))
        .fieldset(
            Fieldset::new(
                "Price and stock",
                &[
                    &["unit_price", "compare_at_price", "current_price"],
                    &["inventory", "track_inventory", "allow_backorder"],
                ],
            )
            .description("A product with variants has the prices and the stock of its variants."),
        )
        .fieldset(Fieldset::new("Promotions", &[&["promotions"]]).collapsed())
}

fn current_price(conn: &mut Conn, id: i64, context: &Context) -> QueryResult<Cell> {
    let product = queries::find_product(conn, id)?;
    Ok(product.map_or(Cell::Empty, |product| {
        Cell::Number(Price { amount: product.current_price, currency: context.currency }.to_string())
    }))
}

fn variants() -> Inline<VariantChange> {
    Inline::new("variants", "catalog.productvariant", list_variants, change_variants)
        .of_table("product_variants")
        .field(field!(VariantChange.sku).label("SKU").max_length(255))
        .field(field!(VariantChange.option1).label("Option 1").max_length(255))
        .field(field!(VariantChange.option2).label("Option 2").max_length(255))
        .field(field!(VariantChange.option3).label("Option 3").max_length(255))
        .field(field!(VariantChange.unit_price).price())
        .field(field!(VariantChange.compare_at_price).price())
        .field(field!(VariantChange.inventory).min(0))
        .field(field!(VariantChange.track_inventory))
        .field(field!(VariantChange.allow_backorder))
        .field(field!(VariantChange.position).min(0))
        .sorted_by("position")
}

fn options() -> Inline<OptionChange> {
    Inline::new("options", "catalog.productoption", list_options, change_options)
        .of_table("product_options")
        .description("What the values of the variants are called, such as Colour and Size.")
        .field(field!(OptionChange.name).required().max_length(255))
        .field(field!(OptionChange.position).min(1).max(3))
        .max(3)
}

fn images() -> Inline<ImageChange> {
    Inline::new("images", "catalog.productimage", list_images, change_images)
        .of_table("product_images")
        .titled("Pictures", "Picture")
        .field(field!(ImageChange.media_id).label("Picture").picture())
        .field(
            field!(ImageChange.alt)
                .label("Description")
                .help("What it shows, for those who cannot see it.")
                .max_length(1000),
        )
        .field(field!(ImageChange.position).min(0))
        .sorted_by("position")
}

/// Variants, to be found and looked at; they are edited with their product.
pub fn variant() -> Model {
    let product = to_one(product_variants::product_id, products::id);
    let list = List::new(product_variants::id)
        .column(expr("variant", sql::<Text>(VARIANT_NAME)).unsortable())
        .column(col(product_variants::sku).label("SKU"))
        .column(col(product_variants::unit_price).money().unsortable())
        .column(col(product_variants::inventory).unsortable())
        .search(is(col(product_variants::sku)))
        .search(folded_start(product.get(products::title_key)))
        .search_help("A whole SKU, or the start of the product’s title.")
        .filter(by_relation(&product, PRODUCT))
        .without_total();
    Model::new(&VARIANT_HISTORY, "variant", "variants", list)
        .only(&[Right::View])
        .amounts(&["compare_at_price"])
}

/// Collections.
pub fn collection() -> Model {
    let title = || -> Expr<collections::table> { col(collections::title_key) };
    let list = List::new(collections::id)
        .column(col(collections::title).sorted_by(title()))
        .column(expr("products_count", sql::<BigInt>(PRODUCTS_OF_COLLECTION)).label("Products").show(
            |count, id| Cell::Link {
                href: format!("/admin/catalog/product/?collection__id__exact={id}"),
                text: counted(count.int(), "Product", "Products"),
            },
        ))
        .column(
            expr(
                "parent",
                sql::<Nullable<Text>>(
                    "(SELECT p.title FROM collections p WHERE p.id = collections.parent_id)",
                ),
            )
            .label("Inside"),
        )
        .search(folded_start(title()))
        .order(asc(title()));
    let form = Form::new(collection_editing::find_change, collection_editing::save)
        .field(field!(CollectionChange.title).required().max_length(255))
        .field(field!(CollectionChange.slug).slug(&["title"]).max_length(255))
        .field(field!(CollectionChange.description).long().help("Markdown."))
        .field(field!(CollectionChange.parent_id).label("Inside").autocomplete(COLLECTION))
        .field(
            field!(CollectionChange.featured_product_id)
                .label("Featured product")
                .help("Its picture is the collection’s.")
                .autocomplete(PRODUCT),
        );
    Model::new(&history::COLLECTION, "collection", "collections", list)
        .form(form)
        .delete(collection_editing::delete)
        .on_site(|conn, id| {
            let slug: Option<String> =
                collections::table.find(id).select(collections::slug).first(conn).optional()?;
            Ok(slug.map(|slug| urls::collection(&slug)))
        })
        .letter("c")
}
