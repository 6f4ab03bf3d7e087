//! Customers and their addresses.

use diesel::dsl::sql;
use diesel::sql_types::Text;

use crate::accounts::address_editing::{self, AddressChange, change_addresses, list_addresses};
use crate::accounts::addresses::NewAddress;
use crate::accounts::customer_editing::{self, CustomerChange};
use crate::accounts::history::{ADDRESS_HISTORY, CUSTOMER_HISTORY};
use crate::accounts::models::{Membership, PERSON};
use crate::admin::expr::{ToOne, col, to_one};
use crate::admin::form::Form;
use crate::admin::inline::Inline;
use crate::admin::list::filter::{by_choice, by_relation};
use crate::admin::list::search::{folded_start, starts_with};
use crate::admin::list::{List, asc};
use crate::admin::model::Model;
use crate::admin::value::Widget;
use crate::admin::views::Cell;
use crate::field;
use crate::form_choices;
use crate::platform::text::counted;
use crate::schema::{addresses, customers, users};

form_choices!(Membership { Bronze => "Bronze", Silver => "Silver", Gold => "Gold" });

const MEMBERSHIPS: [(&str, &str); 3] = [("B", "Bronze"), ("S", "Silver"), ("G", "Gold")];

/// Customers.
pub fn customer() -> Model {
    let user: ToOne<customers::table, users::table> = to_one(customers::user_id, users::id);
    let list = List::new(customers::id)
        .column(user.get(users::first_name))
        .column(user.get(users::last_name))
        .column(col(customers::membership).editable("membership"))
        .column(col(customers::orders_count).label("Orders").show(|count, id| Cell::Link {
            href: format!("/admin/orders/order/?customer__id__exact={id}"),
            text: counted(count.int(), "Order", "Orders"),
        }))
        .links(&["first_name", "last_name"])
        .called(user.show("name", sql::<Text>(PERSON)))
        .search(starts_with(user.get(users::first_name)))
        .search(starts_with(user.get(users::last_name)))
        .search(folded_start(user.get(users::email_key)))
        .search_help("The start of a name or of an e-mail address.")
        .filter(by_choice(col(customers::membership), &MEMBERSHIPS))
        .order(asc(user.get(users::first_name)))
        .order(asc(user.get(users::last_name)))
        .per_page(10)
        .counter("customers");
    let form = Form::new(customer_editing::find_change, customer_editing::save)
        .field(field!(CustomerChange.user_id).label("User").autocomplete("accounts.user").only_new())
        .field(field!(CustomerChange.phone).widget(Widget::Phone).max_length(255))
        .field(field!(CustomerChange.birth_date))
        .field(field!(CustomerChange.membership));
    Model::new(&CUSTOMER_HISTORY, "customer", "customers", list)
        .form(form)
        .inline(customer_addresses())
        .computed("orders", "Orders", |_, id, _| {
            Ok(Cell::Link {
                href: format!("/admin/orders/order/?customer__id__exact={id}"),
                text: "Orders of this customer".to_owned(),
            })
        })
        .delete(customer_editing::delete)
        .letter("k")
}

fn customer_addresses() -> Inline<NewAddress> {
    Inline::new("addresses", "accounts.address", list_addresses, change_addresses)
        .of_table("addresses")
        .titled("Addresses", "Address")
        .stacked()
        .field(field!(NewAddress.name).required().max_length(255))
        .field(field!(NewAddress.street).required().max_length(255))
        .field(field!(NewAddress.line2).label("Apartment, company").max_length(255))
        .field(field!(NewAddress.zip).label("Postal code").max_length(32))
        .field(field!(NewAddress.city).label("Town").required().max_length(255))
        .field(field!(NewAddress.region).label("State, province").max_length(255))
        .field(field!(NewAddress.country).required().widget(Widget::countries()))
}

/// Addresses of customers.
pub fn address() -> Model {
    let customer = to_one(addresses::customer_id, customers::id);
    let person = customer.clone().then(to_one(customers::user_id, users::id));
    let list = List::new(addresses::id)
        .column(col(addresses::name).unsortable())
        .column(col(addresses::street).unsortable())
        .column(col(addresses::zip).label("Postal code").unsortable())
        .column(col(addresses::city).label("Town").unsortable())
        .column(col(addresses::country).unsortable())
        .column(person.show("customer", sql::<Text>(PERSON)).unsortable())
        .search(starts_with(person.get(users::first_name)))
        .search(starts_with(person.get(users::last_name)))
        .search_help("The start of the customer’s names.")
        .filter(by_relation(&customer, "accounts.customer"))
        .order(asc(col(addresses::id)))
        .without_total();
    let form = Form::new(address_editing::find_change, address_editing::save)
        .field(field!(AddressChange.customer_id).label("Customer").autocomplete("accounts.customer"))
        .field(field!(AddressChange.name).required().max_length(255))
        .field(field!(AddressChange.street).required().max_length(255))
        .field(field!(AddressChange.line2).label("Apartment, company").max_length(255))
        .field(field!(AddressChange.zip).label("Postal code").max_length(32))
        .field(field!(AddressChange.city).label("Town").required().max_length(255))
        .field(field!(AddressChange.region).label("State, province").max_length(255))
        .field(field!(AddressChange.country).required().widget(Widget::countries()));
    Model::new(&ADDRESS_HISTORY, "address", "addresses", list).form(form).delete(address_editing::delete)
}
