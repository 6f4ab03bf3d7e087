//! The reviews part of a product page: its form, and what becomes of what is sent with it.

use actix_session::Session;
use actix_web::HttpRequest;
use actix_web::web::{Data, Form, Path};

use crate::accounts::models::SignedIn;
use crate::app::App;
use crate::catalog::queries::find_published;
use crate::engagement::guests::GuestLists;
use crate::platform::db::Conn;
use crate::platform::settings::ShopSettings;
use crate::platform::slug::is_slug;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};
use crate::platform::web::form::FieldErrors;
use crate::platform::web::page::{see_other, unprocessable};
use crate::reviews::forms::{Author, ReviewForm};
use crate::reviews::models::Review;
use crate::reviews::{self, SubmitError, Submitted};
use crate::shell::{self, Visitor};
use crate::shopfront::pages::product_detail::{Asked, ProductDetailPage};
use crate::shopfront::personal::Personal;
use crate::shopfront::views::Choice;
use crate::urls;

/// The message at a text that is on the page already.
const REPEATED: &str = "A review of this product says the same already. Please use your own words.";

/// A review that was not taken: what was typed, and why.
pub(super) type Typed = (ReviewForm, FieldErrors);

/// The form as the page shows it.
#[derive(Default)]
pub(super) struct ReviewPart {
    /// Of the product.
    pub slug: String,
    /// What the form holds.
    pub form: ReviewForm,
    /// What is wrong with it.
    pub errors: FieldErrors,
    /// The stars to choose from, with none of them first.
    pub ratings: Vec<Choice>,
    /// The name that a customer signs with; guests type theirs.
    pub signed_as: Option<String>,
    /// Whether the visitor has written already and changes that.
    pub is_change: bool,
    /// Whether what the visitor wrote is not seen by others yet.
    pub is_waiting: bool,
    /// Whether the form is seen without asking for it.
    pub is_open: bool,
}

impl ReviewPart {
    /// The form for this visitor; with what they wrote before, or what they have just typed.
    pub fn new(
        slug: &str,
        account: Option<&SignedIn>,
        personal: Option<&Personal>,
        typed: Option<Typed>,
    ) -> ReviewPart {
        let own = personal.and_then(|personal| personal.own_review.as_ref());
        let is_open = typed.is_some();
        let (form, errors) =
            typed.unwrap_or_else(|| (own.map(of_review).unwrap_or_default(), FieldErrors::default()));
        ReviewPart {
            slug: slug.to_owned(),
            ratings: ratings(&form.rating),
            form,
            errors,
            signed_as: account.map(SignedIn::name),
            is_change: own.is_some(),
            is_waiting: own.is_some_and(|own| !own.approved),
            is_open,
        }
    }
}

fn of_review(review: &Review) -> ReviewForm {
    ReviewForm {
        name: review.name.clone(),
        rating: review.rating.map(|stars| stars.to_string()).unwrap_or_default(),
        description: review.description.clone(),
    }
}

fn ratings(chosen: &str) -> Vec<Choice> {
    ["", "1", "2", "3", "4", "5"]
        .into_iter()
        .map(|value| Choice {
            value: value.to_owned(),
            label: if value.is_empty() { "None".to_owned() } else { value.to_owned() },
            selected: value == chosen,
            ..Choice::default()
        })
        .collect()
}

enum Outcome {
    Stored(Submitted),
    Refused(Box<ProductDetailPage>),
}

/// `POST /products/{slug}/reviews/`
pub async fn create_review(
    app: Data<App>,
    req: HttpRequest,
    visitor: Visitor,
    session: Session,
    slug: Path<String>,
    form: Form<ReviewForm>,
) -> PageResult {
    let asked = Asked::new(&app, &req, visitor, slug.into_inner())?;
    let address = urls::product(&asked.slug);
    let (form, guest) = (form.into_inner(), GuestLists::of(&session.entries()));
    match app.db.write(move |conn| take(conn, &asked, &guest, form)).await? {
        Outcome::Refused(detail) => unprocessable(&req, &*detail),
        Outcome::Stored(Submitted { is_shown: true, .. }) => {
            shell::flash(&session, "Thank you! Your review is on this page now.")?;
            see_other(&format!("{address}#reviews"))
        }
        Outcome::Stored(Submitted { is_shown: false, .. }) => {
            shell::flash(
                &session,
                "Thank you! Your review will be on this page as soon as we have read it.",
            )?;
            // Only what the top of the page says can be seen of it.
            see_other(&address)
        }
    }
}

/// Stores the review, or reads the page again with what is wrong.
fn take(conn: &mut Conn, asked: &Asked, guest: &GuestLists, form: ReviewForm) -> Result<Outcome, AppError> {
    let product = find_published(conn, &asked.slug)?.or_not_found("product")?;
    let author = Author::of(asked.visitor.signed_in(conn)?.as_ref());
    let errors = match form.check(product.id, &author) {
        Err(errors) => errors,
        Ok(review) => {
            let settings = ShopSettings::load(conn, &asked.config)?;
            match reviews::submit(conn, &settings, &review, asked.now) {
                Ok(submitted) => return Ok(Outcome::Stored(submitted)),
                Err(SubmitError::Repeated) => FieldErrors::one("description", REPEATED),
                Err(SubmitError::Database(error)) => return Err(error.into()),
            }
        }
    };
    let detail = ProductDetailPage::load(conn, asked, guest, (form, errors))?;
    Ok(Outcome::Refused(Box::new(detail)))
}

/// `POST /products/{slug}/reviews/removal/`
pub async fn delete_review(
    app: Data<App>,
    visitor: Visitor,
    session: Session,
    slug: Path<String>,
) -> PageResult {
    let sought = product_slug(slug)?;
    let address = urls::product(&sought);
    let removed = app
        .db
        .write(move |conn| {
            let Some(account) = visitor.signed_in(conn)? else { return Ok(None) };
            let product = find_published(conn, &sought)?.or_not_found("product")?;
            Ok(Some(reviews::withdraw(conn, product.id, account.user_id)?))
        })
        .await?;
    match removed {
        None => return see_other(&urls::login(&address)),
        Some(true) => shell::flash(&session, "Your review is gone.")?,
        Some(false) => {}
    }
    see_other(&format!("{address}#reviews"))
}

/// `GET /products/{slug}/reviews/`: what the address bar says after a review was refused.
pub async fn show_reviews(slug: Path<String>) -> PageResult {
    see_other(&format!("{}#reviews", urls::product(&product_slug(slug)?)))
}

/// The slug of an address that may be a product's.
fn product_slug(slug: Path<String>) -> Result<String, AppError> {
    Some(slug.into_inner()).filter(|slug| is_slug(slug)).or_not_found("product")
}
