//! A site of toys: registrations over real tables that use every option of the engine.

use std::sync::Arc;

use diesel::prelude::*;
use storefront::admin::action::Action;
use storefront::admin::deletion::Generic;
use storefront::admin::expr::{col, expr, to_one, when};
use storefront::admin::field::Field;
use storefront::admin::form::{Fieldset, Form};
use storefront::admin::inline::{Inline, Many};
use storefront::admin::list::filter::{
    by_bool, by_choice, by_date, by_empty, by_money, by_number, by_relation, custom,
};
use storefront::admin::list::search::{contains, folded_start, is, starts_with};
use storefront::admin::list::{List, ShowFacets, asc, desc};
use storefront::admin::model::Model;
use storefront::admin::site::Site;
use storefront::admin::staff::Right;
use storefront::admin::value::Widget;
use storefront::admin::views::Cell;
use storefront::catalog::image_editing::{self, ImageChange};
use storefront::catalog::models::{CollectionChange, ProductChange, VariantChange};
use storefront::catalog::{collection_editing, product_editing, variant_editing};
use storefront::config::Config;
use storefront::platform::audit::{Label, Tracked};
use storefront::reviews::review_editing::{self, ReviewEntry};
use storefront::schema::{
    collections, groups, permissions, product_variants, products, promotions, reviews, tags, users,
};
use storefront::tags::tag_editing::{self, TagChange};
use storefront::tags::tagged_editing;
use storefront::{accounts, field};

use super::toy_domain::{
    self as domain, PriceChange, Sale, set_price, set_slug, stock_value, take_what_is_bound,
};
use crate::admin::models::{COLLECTION, PRODUCT};
use crate::support::TestApp;

/// A shop whose admin is the toys.
pub fn shop() -> TestApp {
    let mut t = TestApp::start();
    t.app.admin = Arc::new(site(&t.app.config));
    t
}

/// The toys, with what the program around the engine gives it.
pub fn site(config: &Arc<Config>) -> Site {
    let real = storefront::admin_site::site(config);
    real.bare("Toy Admin", "What there is")
        .app("catalog", "Catalog")
        .app("tags", "Tags")
        .app("reviews", "Reviews")
        .app("promotions", "Promotions")
        .app("accounts", "Accounts")
        .model(product())
        .model(collection())
        .model(variant())
        .model(tag())
        .model(review())
        .model(sale())
        .model(group())
        .model(permission())
        .model(user())
        .generic(Generic {
            table: "tagged_items",
            type_column: "content_type",
            key_column: "object_id",
            models: &[("catalog.product", "products")],
        })
}

const fn alone(model: &'static str, table: &'static str, label: &'static str) -> Tracked {
    Tracked::of(model, table, Label::Column(label), &[])
}

const VARIANT: Tracked = alone("catalog.productvariant", "product_variants", "option1");
pub const TAG: Tracked = alone("tags.tag", "tags", "label");
const REVIEW: Tracked = alone("reviews.review", "reviews", "name");
const SALE: Tracked = alone("promotions.promotion", "promotions", "description");
const GROUP: Tracked = alone("accounts.group", "groups", "name");
const PERMISSION: Tracked = alone("accounts.permission", "permissions", "codename");
const USER: Tracked = alone("accounts.user", "users", "username");

/// A product: columns, searches and filters of every kind, an inline, a chooser, tools.
fn product() -> Model {
    let form = Form::new(product_editing::find_change, product_editing::save)
        .field(field!(ProductChange.title).required().max_length(255).help("What shoppers read."))
        .field(field!(ProductChange.slug).slug(&["title"]))
        .field(field!(ProductChange.description).long())
        .field(field!(ProductChange.unit_price).price())
        .field(field!(ProductChange.compare_at_price).price().label("Former price"))
        .field(field!(ProductChange.inventory).min(0))
        .field(field!(ProductChange.collection_id).autocomplete("catalog.collection"))
        .field(field!(ProductChange.track_inventory).read_only())
        .field(field!(ProductChange.is_published))
        .fieldset(Fieldset::new("", &[&["title", "slug"], &["description"]]))
        .fieldset(
            Fieldset::new("Selling", &[&["unit_price", "inventory", "worth"], &["collection_id"], &["tags"]])
                .description("What it costs."),
        )
        .fieldset(
            Fieldset::new("More", &[&["compare_at_price"], &["track_inventory"], &["is_published"]])
                .collapsed(),
        )
        .rule(|product: &ProductChange, errors| {
            if product.compare_at_price.is_some_and(|former| former <= product.unit_price) {
                errors.add("compare_at_price", "The former price must be higher.");
            }
        });
    Model::new(&PRODUCT, "product", "products", product_list())
        .form(form)
        .inline(variants())
        .inline(pictures())
        .many(tags_of_products())
        .computed("worth", "Worth in stock", stock_value)
        .action(
            Action::new(
                "clear_inventory",
                "Clear inventory",
                "catalog.change_product",
                product_editing::clear_inventory,
            )
            .tool(),
        )
        .action(
            Action::new("publish", "Publish", "catalog.change_product", domain::publish)
                .confirm("Shall everybody see them?")
                .dangerous()
                .done("were published"),
        )
        .action(Action::asking(
            "set_price",
            "Set price",
            "catalog.change_product",
            vec![Field::from(field!(PriceChange.unit_price).price())],
            set_price,
        ))
        .action(Action::new("set_slug", "Call all of them the same", "catalog.change_product", set_slug))
        .action(Action::new("refuse", "Refuse", "orders.cancel_order", domain::refuse))
        .delete(product_editing::delete)
        .on_site(domain::on_site)
        .save_as_new()
        .letter("p")
}

fn product_list() -> List<products::table> {
    let collection = to_one(products::collection_id, collections::id);
    let variants =
        product_variants::table.filter(product_variants::product_id.eq(products::id)).count().single_value();
    List::new(products::id)
        .column(col(products::title).sorted_by(col(products::title_key)))
        .column(col(products::unit_price).money().editable("unit_price"))
        .column(
            col(products::inventory)
                .label("Inventory status")
                .show(|value, _| Cell::Text(if value.int() < 10 { "Low" } else { "OK" }.into())),
        )
        .column(collection.show("collection", collections::title))
        .column(expr("variants", variants).show(|value, id| Cell::Link {
            href: format!("/admin/catalog/productvariant/?product__id={id}"),
            text: format!("{} variants", value.int()),
        }))
        .column(col(products::is_published).editable("is_published"))
        .column(col(products::description).unsortable().empty("nothing said"))
        .column(col(products::compare_at_price).money())
        .links(&["title", "inventory"])
        .called(col(products::title))
        .search(contains(col(products::title)))
        .search(starts_with(col(products::slug)))
        .search(is(collection.get(collections::title)))
        .search(is(col(products::inventory)))
        .search_help("Title, address, collection or stock")
        .filter(by_relation(&collection, "catalog.collection"))
        .filter(by_bool(col(products::is_published)))
        .filter(by_date(col(products::last_update)))
        .filter(by_money(col(products::unit_price)))
        .filter(by_number(col(products::inventory)).title("Units"))
        .filter(by_empty(col(products::description)).title("Has description"))
        .filter(custom(
            "stock",
            "Stock",
            vec![
                ("low", "Low", when(products::inventory.lt(10))),
                ("none", "None", when(products::inventory.eq(0))),
            ],
        ))
        .order(asc(col(products::title_key)))
        .per_page(10)
        .max_show_all(25)
}

fn variants() -> Inline<VariantChange> {
    Inline::new(
        "variants",
        "catalog.productvariant",
        variant_editing::list_variants,
        variant_editing::change_variants,
    )
    .of_table("product_variants")
    .titled("Variants", "Variant")
    .description("What can be chosen.")
    .field(field!(VariantChange.option1).required().label("Value"))
    .field(field!(VariantChange.sku).only_new())
    .field(field!(VariantChange.unit_price).price())
    .field(field!(VariantChange.inventory).min(0))
    .field(field!(VariantChange.position).min(0))
    .rule(|variant: &VariantChange, errors| {
        if variant.option1 == "Nothing" {
            errors.add("option1", "Nothing is no value.");
        }
    })
    .sorted_by("position")
    .extra(1)
    .max(25)
    .show_change_link()
}

fn pictures() -> Inline<ImageChange> {
    Inline::new("images", "catalog.productimage", image_editing::list_images, image_editing::change_images)
        .field(field!(ImageChange.media_id).picture().label("Picture"))
        .field(field!(ImageChange.alt))
        .field(field!(ImageChange.position))
        .stacked()
        .collapsed()
        .not_on_add()
}

fn tags_of_products() -> Many {
    Many::new(
        "tags",
        "tags.tag",
        |conn, id| tagged_editing::list_tag_ids(conn, "catalog.product", id),
        |conn, edit, id, chosen| tagged_editing::choose_tags(conn, edit, "catalog.product", id, chosen),
    )
    .help("What it is found by.")
}

/// A collection; "Secret" is only for those who may delete collections.
fn collection() -> Model {
    let list = List::new(collections::id)
        .column(col(collections::title))
        .search(folded_start(col(collections::title_key)))
        .restrict(|by| (!by.may("catalog.delete_collection")).then(|| when(collections::title.ne("Secret"))))
        .order(asc(col(collections::title)));
    let form = Form::new(collection_editing::find_change, collection_editing::save)
        .field(field!(CollectionChange.title))
        .field(field!(CollectionChange.slug).slug(&["title"]))
        .field(field!(CollectionChange.parent_id).select("catalog.collection"))
        .field(field!(CollectionChange.featured_product_id).raw_id("catalog.product"));
    Model::new(&COLLECTION, "collection", "collections", list).form(form).delete(collection_editing::delete)
}

pub fn variant() -> Model {
    let product = to_one(product_variants::product_id, products::id);
    let list = List::new(product_variants::id)
        .column(col(product_variants::option1))
        .column(col(product_variants::sku))
        .filter(by_relation(&product, "catalog.product"));
    let form = Form::new(domain::find_variant, domain::save_variant)
        .field(field!(VariantChange.option1))
        .field(field!(VariantChange.unit_price).price());
    Model::new(&VARIANT, "variant", "variants", list).form(form)
}

pub fn tag() -> Model {
    let list = List::new(tags::id)
        .column(col(tags::label).editable("label"))
        .search(contains(col(tags::label)))
        .order(desc(col(tags::label)))
        .facets(ShowFacets::Never)
        .forget_filters()
        .without_total();
    let form = Form::new(tag_editing::find_change, tag_editing::save).field(field!(TagChange.label));
    Model::new(&TAG, "tag", "tags", list).form(form).delete(tag_editing::delete).action(Action::new(
        "bound",
        "Take what is bound",
        "tags.change_tag",
        take_what_is_bound,
    ))
}

/// A review: who may not cancel orders sees only the approved ones, and nobody changes "Locked".
fn review() -> Model {
    let product = to_one(reviews::product_id, products::id);
    let stars = [("1", "Poor"), ("5", "Great")];
    let list = List::new(reviews::id)
        .column(col(reviews::name))
        .column(col(reviews::rating).editable("rating"))
        .column(col(reviews::date))
        .column(col(reviews::approved).editable("approved"))
        .column(product.show("product", products::title))
        .search(contains(col(reviews::name)))
        .filter(by_choice(col(reviews::rating), &stars))
        .filter(by_bool(col(reviews::approved)))
        .filter(by_date(col(reviews::date)))
        .filter(by_relation(&product, "catalog.product"))
        .date_hierarchy(col(reviews::date))
        .facets(ShowFacets::Always)
        .empty_value("none given")
        .restrict(|by| (!by.may("orders.cancel_order")).then(|| when(reviews::approved.eq(true))))
        .order(desc(col(reviews::date)));
    let radios = vec![("1", "Poor"), ("2", "Fair"), ("3", "Good"), ("4", "Fine"), ("5", "Great")];
    let form = Form::new(review_editing::find_change, review_editing::save)
        .field(field!(ReviewEntry.product_id).raw_id("catalog.product"))
        .field(field!(ReviewEntry.name).only_new())
        .field(field!(ReviewEntry.rating).widget(Widget::Select(radios)).radio())
        .field(field!(ReviewEntry.description).long().required())
        .field(field!(ReviewEntry.date))
        .field(field!(ReviewEntry.approved));
    Model::new(&REVIEW, "review", "reviews", list)
        .form(form)
        .delete(review_editing::delete)
        .action(Action::new("hide", "Hide", "reviews.change_review", review_editing::hide))
        .action(Action::new("approve", "Approve", "reviews.change_review", review_editing::approve))
        .rule(domain::not_locked)
        .locked(|by, _| if by.may("orders.cancel_order") { Vec::new() } else { vec!["date"] })
}

/// A promotion with a moment that is edited in the list, and a form of its own for new ones.
fn sale() -> Model {
    let list = List::new(promotions::id)
        .column(col(promotions::description))
        .column(col(promotions::ends_at).editable("ends_at"))
        .filter(by_date(col(promotions::ends_at)))
        .date_hierarchy(col(promotions::ends_at));
    let form = Form::new(domain::find_sale, domain::save_sale)
        .field(field!(Sale.description))
        .field(field!(Sale.ends_at));
    let add_form =
        Form::new(domain::find_sale, domain::save_sale).field(field!(Sale.description).min_length(3));
    Model::new(&SALE, "promotion", "promotions", list).form(form).add_form(add_form)
}

fn group() -> Model {
    use accounts::group_editing::{self as editing, GroupChange};
    let list = List::new(groups::id).column(col(groups::name)).order(asc(col(groups::name)));
    let form = Form::new(editing::find_change, editing::save).field(field!(GroupChange.name));
    Model::new(&GROUP, "group", "groups", list)
        .form(form)
        .many(Many::new(
            "permissions",
            "accounts.permission",
            editing::list_permission_ids,
            editing::choose_permissions,
        ))
        .delete(editing::delete)
}

fn permission() -> Model {
    let list =
        List::new(permissions::id).column(col(permissions::codename)).order(asc(col(permissions::codename)));
    Model::new(&PERMISSION, "permission", "permissions", list).only(&[Right::View])
}

fn user() -> Model {
    let list = List::new(users::id).column(col(users::username)).search(contains(col(users::username)));
    Model::new(&USER, "user", "users", list).only(&[Right::View])
}
