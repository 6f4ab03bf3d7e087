//! The address book.

use actix_session::Session;
use actix_web::HttpRequest;
use actix_web::web::{Data, Form, Path};
use askama::Template;

use super::{Showing, account_of, answer, crumbs, personal_head};
use crate::accounts::addresses::AddressForm;
use crate::accounts::queries::addresses as book;
use crate::app::App;
use crate::platform::countries::CountryChoice;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};
use crate::platform::web::form::FieldErrors;
use crate::platform::web::page::{personal_page, see_other};
use crate::shell::{self, Frame, Shell, Visitor};
use crate::shopfront::views::{Crumb, Head};
use crate::urls;

/// One address in the list.
struct Entry {
    lines: Vec<String>,
    href: String,
    removal: String,
}

#[derive(Template)]
#[template(path = "accounts/address_list.html")]
struct AddressListPage {
    shell: Shell,
    head: Head,
    crumbs: Vec<Crumb>,
    entries: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "accounts/address_form.html")]
struct AddressFormPage {
    shell: Shell,
    head: Head,
    crumbs: Vec<Crumb>,
    title: &'static str,
    action: String,
    form: AddressForm,
    countries: Vec<CountryChoice>,
    errors: FieldErrors,
}

/// `GET /account/addresses/`
pub async fn address_list(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    let config = app.config.clone();
    let list = app
        .db
        .read(move |conn| {
            let frame = Frame::load(conn, &config, &visitor)?;
            let account = account_of(&frame)?;
            let entries = book::list(conn, account.customer_id)?.into_iter().map(|address| Entry {
                href: urls::address(address.id),
                removal: urls::address_removal(address.id),
                lines: address.lines(),
            });
            Ok(AddressListPage {
                entries: entries.collect(),
                head: personal_head(&frame, "Your addresses"),
                crumbs: crumbs("Addresses"),
                shell: frame.shell,
            })
        })
        .await?;
    personal_page(&req, &list)
}

/// `GET /account/addresses/add/`
pub async fn address_new(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    show(&app, &req, visitor, None, Some(AddressForm::default()), Showing::default()).await
}

/// `POST /account/addresses/add/`
pub async fn create_address(
    app: Data<App>,
    req: HttpRequest,
    session: Session,
    visitor: Visitor,
    form: Form<AddressForm>,
) -> PageResult {
    let form = form.into_inner();
    let address = match form.check() {
        Ok(address) => address,
        Err(errors) => return show(&app, &req, visitor, None, Some(form), Showing::invalid(errors)).await,
    };
    app.db
        .write(move |conn| {
            let account = visitor.require_signed_in(conn)?;
            Ok(book::insert(conn, account.customer_id, &address)?)
        })
        .await?;
    shell::flash(&session, "The address was added.")?;
    see_other(urls::addresses())
}

/// `GET /account/addresses/{id}/`
pub async fn address_detail(app: Data<App>, req: HttpRequest, visitor: Visitor, id: Path<i64>) -> PageResult {
    show(&app, &req, visitor, Some(*id), None, Showing::default()).await
}

/// `POST /account/addresses/{id}/`
pub async fn change_address(
    app: Data<App>,
    req: HttpRequest,
    session: Session,
    visitor: Visitor,
    id: Path<i64>,
    form: Form<AddressForm>,
) -> PageResult {
    let (id, form) = (id.into_inner(), form.into_inner());
    let address = match form.check() {
        Ok(address) => address,
        Err(errors) => {
            return show(&app, &req, visitor, Some(id), Some(form), Showing::invalid(errors)).await;
        }
    };
    app.db
        .write(move |conn| {
            let account = visitor.require_signed_in(conn)?;
            match book::update(conn, account.customer_id, id, &address)? {
                true => Ok(()),
                false => Err(AppError::NotFound("address")),
            }
        })
        .await?;
    shell::flash(&session, "The address was changed.")?;
    see_other(urls::addresses())
}

/// `POST /account/addresses/{id}/removal/`
pub async fn delete_address(app: Data<App>, session: Session, visitor: Visitor, id: Path<i64>) -> PageResult {
    let id = id.into_inner();
    app.db
        .write(move |conn| {
            let account = visitor.require_signed_in(conn)?;
            match book::delete(conn, account.customer_id, id)? {
                true => Ok(()),
                false => Err(AppError::NotFound("address")),
            }
        })
        .await?;
    shell::flash(&session, "The address was removed.")?;
    see_other(urls::addresses())
}

/// Shows the form for address `id`, or for a new one: with what was typed, or what is stored.
async fn show(
    app: &App,
    req: &HttpRequest,
    visitor: Visitor,
    id: Option<i64>,
    typed: Option<AddressForm>,
    showing: Showing,
) -> PageResult {
    let config = app.config.clone();
    let (wait, is_valid) = (showing.wait, showing.errors.is_empty());
    let page = app
        .db
        .read(move |conn| {
            let frame = Frame::load(conn, &config, &visitor)?;
            let account = account_of(&frame)?;
            let stored = match id {
                Some(id) => Some(book::find(conn, account.customer_id, id)?.or_not_found("address")?),
                None => None,
            };
            let form = typed.or(stored.map(AddressForm::from)).unwrap_or_default();
            let title = if id.is_some() { "Change the address" } else { "Add an address" };
            let mut way = crumbs(title);
            way.insert(2, Crumb::to("Addresses", urls::addresses()));
            Ok(AddressFormPage {
                head: personal_head(&frame, title),
                crumbs: way,
                title,
                action: id.map_or_else(|| urls::address_add().to_owned(), urls::address),
                countries: form.country_choices(),
                shell: frame.shell,
                form,
                errors: showing.errors,
            })
        })
        .await?;
    answer(req, wait, is_valid, &page)
}
