//! What customers say of themselves, with a photo.

use actix_session::Session;
use actix_web::web::{self, Data, Form, Payload};
use actix_web::{FromRequest, HttpRequest};
use askama::Template;

use super::{Showing, account_of, answer, crumbs, personal_head};
use crate::accounts::models::{Customer, SignedIn};
use crate::accounts::profile::{self as rules, Profile, ProfileForm};
use crate::accounts::queries;
use crate::app::App;
use crate::media;
use crate::media::files::StoredPicture;
use crate::media::intake::IntakeError;
use crate::media::view::Picture;
use crate::platform::clock::Time;
use crate::platform::db::Conn;
use crate::platform::web::error::{AppError, OrNotFound, PageResult};
use crate::platform::web::form::FieldErrors;
use crate::platform::web::multipart::{self, SentFile};
use crate::platform::web::page::see_other;
use crate::shell::{self, Frame, Shell, Visitor};
use crate::shopfront::views::{Crumb, Head};
use crate::urls;

/// Largest photo that is taken, in bytes.
const LARGEST_PHOTO: usize = 5 * 1024 * 1024;
const NO_PICTURE: &str =
    "Upload a valid image. The file you uploaded was either not an image or a corrupted image.";
const TOO_LARGE: &str = "The photo is larger than 5 MB. Choose a smaller one.";

#[derive(Template)]
#[template(path = "accounts/profile.html")]
struct ProfilePage {
    shell: Shell,
    head: Head,
    crumbs: Vec<Crumb>,
    form: ProfileForm,
    photo: Option<Picture>,
    errors: FieldErrors,
}

/// `GET /account/profile/`
pub async fn profile(app: Data<App>, req: HttpRequest, visitor: Visitor) -> PageResult {
    show(&app, &req, visitor, None, Showing::default()).await
}

/// `POST /account/profile/`
pub async fn change_profile(
    app: Data<App>,
    req: HttpRequest,
    session: Session,
    visitor: Visitor,
    payload: Payload,
) -> PageResult {
    // Before a stranger's file is even read.
    let account = signed_in(&app, &visitor).await?;
    let (form, file) = read(&req, payload).await?;
    let profile = match form.check(app.now().date()) {
        Ok(profile) => profile,
        Err(errors) => return show(&app, &req, visitor, Some(form), Showing::invalid(errors)).await,
    };
    let photo = match take_photo(&app, file, &account).await? {
        Ok(Some(photo)) => Photo::New(photo),
        Ok(None) if !form.photo_clear.is_empty() => Photo::None,
        Ok(None) => Photo::Kept,
        Err(errors) => return show(&app, &req, visitor, Some(form), Showing::invalid(errors)).await,
    };
    let (now, limit, email) = (app.now(), app.config.rate_limit_mail, profile.email.clone());
    let (asks_for_email, unused) =
        app.db.write(move |conn| store(conn, &account, &profile, photo, limit, now)).await?;
    remove_files(&app, unused).await?;
    let mut told = "Profile updated successfully.".to_owned();
    if asks_for_email {
        told.push_str(&format!(
            " We have sent a mail to {email}: the address counts once you confirm it there."
        ));
    }
    shell::flash(&session, &told)?;
    see_other(urls::profile())
}

/// What becomes of the photo.
#[derive(Clone)]
enum Photo {
    Kept,
    None,
    New(StoredPicture),
}

async fn signed_in(app: &App, visitor: &Visitor) -> Result<SignedIn, AppError> {
    let visitor = visitor.clone();
    app.db.read(move |conn| visitor.require_signed_in(conn)).await
}

/// Reads the form, as a browser sends it or without a file.
async fn read(req: &HttpRequest, payload: Payload) -> Result<(ProfileForm, Option<SentFile>), AppError> {
    if !multipart::is_multipart(req) {
        let form = Form::<ProfileForm>::from_request(req, &mut payload.into_inner()).await;
        let form = form.map_err(|error| AppError::BadRequest(error.to_string()))?;
        return Ok((form.into_inner(), None));
    }
    let mut sent = multipart::read(req, payload, LARGEST_PHOTO).await?;
    let form = ProfileForm {
        first_name: sent.text("first_name"),
        last_name: sent.text("last_name"),
        email: sent.text("email"),
        phone: sent.text("phone"),
        birth_date: sent.text("birth_date"),
        photo_clear: sent.text("photo-clear"),
    };
    Ok((form, sent.take_file("photo")))
}

/// Checks a photo by its content, writes it anew and stores the file.
async fn take_photo(
    app: &App,
    file: Option<SentFile>,
    account: &SignedIn,
) -> Result<Result<Option<StoredPicture>, FieldErrors>, AppError> {
    let bytes = match file {
        None => return Ok(Ok(None)),
        Some(SentFile::TooLarge) => return Ok(Err(FieldErrors::one("photo", TOO_LARGE))),
        Some(SentFile::Bytes(bytes)) => bytes,
    };
    let (storage, alt) = (app.media.clone(), format!("Photo of {}", account.name()));
    // A decoded picture takes hundreds of MB at worst: one at a time.
    let permit = app.intake.clone().acquire_owned().await.map_err(AppError::internal)?;
    let stored = web::block(move || {
        let _permit = permit;
        media::intake::store(&storage, &bytes, &alt)
    })
    .await
    .map_err(AppError::internal)?;
    match stored {
        Ok(picture) => Ok(Ok(Some(picture))),
        Err(IntakeError::Storage(error)) => Err(AppError::internal(error)),
        Err(error @ IntakeError::TooManyPixels { .. }) => Ok(Err(FieldErrors::one("photo", error))),
        Err(_) => Ok(Err(FieldErrors::one("photo", NO_PICTURE))),
    }
}

/// Stores all of it or nothing; whether a mail asks to confirm an address, and the keys of files
/// that nothing shows any more.
fn store(
    conn: &mut Conn,
    account: &SignedIn,
    profile: &Profile,
    photo: Photo,
    mail_limit: u32,
    now: Time,
) -> Result<(bool, Vec<String>), AppError> {
    let customer = queries::find_customer(conn, account.customer_id)?.or_not_found("account")?;
    let asks_for_email = rules::update(conn, account, profile, mail_limit, now)?;
    let photo = match photo {
        Photo::Kept => return Ok((asks_for_email, Vec::new())),
        Photo::None => None,
        Photo::New(picture) => Some(media::files::insert_stored(conn, &picture, now)?),
    };
    let unused = match rules::replace_photo(conn, &customer, photo)? {
        Some(old) => media::files::delete(conn, &[old])?,
        None => Vec::new(),
    };
    let keys: Vec<&str> = unused.iter().map(String::as_str).collect();
    let shared = media::files::list_by_storage_key(conn, &keys)?;
    Ok((asks_for_email, unused.into_iter().filter(|key| !shared.contains_key(key)).collect()))
}

async fn remove_files(app: &App, keys: Vec<String>) -> Result<(), AppError> {
    if keys.is_empty() {
        return Ok(());
    }
    let storage = app.media.clone();
    web::block(move || keys.iter().try_for_each(|key| storage.delete(key)))
        .await
        .map_err(AppError::internal)?
        .map_err(AppError::internal)
}

/// Shows what was typed, or what is stored when nothing was.
async fn show(
    app: &App,
    req: &HttpRequest,
    visitor: Visitor,
    typed: Option<ProfileForm>,
    showing: Showing,
) -> PageResult {
    let config = app.config.clone();
    let (wait, is_valid) = (showing.wait, showing.errors.is_empty());
    let page = app
        .db
        .read(move |conn| {
            let frame = Frame::load(conn, &config, &visitor)?;
            let account = account_of(&frame)?;
            let customer = queries::find_customer(conn, account.customer_id)?.or_not_found("account")?;
            Ok(ProfilePage {
                head: personal_head(&frame, "Your profile"),
                crumbs: crumbs("Profile"),
                shell: frame.shell,
                photo: photo_of(conn, &customer)?,
                form: typed.unwrap_or_else(|| ProfileForm::of(&account, &customer)),
                errors: showing.errors,
            })
        })
        .await?;
    answer(req, wait, is_valid, &page)
}

fn photo_of(conn: &mut Conn, customer: &Customer) -> Result<Option<Picture>, AppError> {
    let Some(id) = customer.photo_id else { return Ok(None) };
    let Some(file) = media::queries::find(conn, id)? else { return Ok(None) };
    let sizes = media::queries::list_sizes(conn, &[id])?;
    Ok(Picture::new(&file, &sizes))
}
