//! The models of the floor, which knows nothing of the admin: jobs, mails, histories, settings,
//! imports.

use std::borrow::Cow;
use std::sync::Arc;

use diesel::prelude::*;

use crate::accounts;
use crate::admin::action::Action;
use crate::admin::expr::{col, to_one, when};
use crate::admin::form::{Fieldset, Form};
use crate::admin::list::filter::{FilterOf, by_choice, by_date, by_relation};
use crate::admin::list::search::starts_with;
use crate::admin::list::{List, desc};
use crate::admin::model::Model;
use crate::admin::staff::Right;
use crate::admin::value::Widget;
use crate::admin::views::Tone;
use crate::config::Config;
use crate::field;
use crate::models;
use crate::orders::mails;
use crate::payments::paper;
use crate::platform::audit::{Key, Label, Tracked};
use crate::platform::queue;
use crate::platform::settings::editing::{self, SettingsChange};
use crate::reviews;
use crate::schema::{admin_log_entries, import_runs, jobs, settings, users};
use crate::webhooks;

/// Kinds of jobs whose work is to send a mail.
const MAILS: [&str; 14] = [
    mails::PLACED,
    mails::CANCELLED,
    mails::SHIPPED,
    mails::WITHDRAWN,
    paper::mails::SEND,
    reviews::jobs::NOTIFY,
    accounts::jobs::ANSWER_REGISTRATION,
    accounts::jobs::WELCOME,
    accounts::jobs::ANSWER_RESET,
    accounts::jobs::TELL_PASSWORD_CHANGED,
    accounts::jobs::ANSWER_EMAIL_CHANGE,
    accounts::jobs::TELL_EMAIL_CHANGED,
    queue::REPORT_FAILURES,
    webhooks::mails::TELL_DISABLED,
];
const STATES: [(&str, &str, Tone); 4] = [
    ("queued", "Queued", Tone::Plain),
    ("running", "Running", Tone::Warn),
    ("done", "Done", Tone::Good),
    ("failed", "Failed", Tone::Bad),
];
const FLAGS: [(&str, &str, Tone); 3] =
    [("add", "Added", Tone::Good), ("change", "Changed", Tone::Plain), ("delete", "Deleted", Tone::Bad)];
const SOURCES: [(&str, &str, Tone); 6] = [
    ("form", "Form", Tone::Plain),
    ("list", "List", Tone::Plain),
    ("action", "Action", Tone::Plain),
    ("import", "Import", Tone::Plain),
    ("api", "API", Tone::Plain),
    ("command", "Command", Tone::Plain),
];
const RUNS: [(&str, &str, Tone); 3] = [
    ("running", "Under way", Tone::Warn),
    ("finished", "Finished", Tone::Good),
    ("undone", "Taken back", Tone::Plain),
];

static JOB_HISTORY: Tracked = Tracked {
    model: "platform.job",
    table: "jobs",
    key: Key::Column("id"),
    label: Label::Column("kind"),
    parts: Cow::Borrowed(&[]),
    // May hold the secret of a link.
    secret: &["arguments"],
    quiet: &[],
};
static MAIL_HISTORY: Tracked = Tracked {
    model: "platform.mail",
    table: "jobs",
    key: Key::Column("id"),
    label: Label::Column("kind"),
    parts: Cow::Borrowed(&[]),
    secret: &["arguments"],
    quiet: &[],
};
static ENTRY_HISTORY: Tracked =
    Tracked::of("platform.logentry", "admin_log_entries", Label::Column("label"), &[]);
static RUN_HISTORY: Tracked =
    Tracked::of("platform.importrun", "import_runs", Label::Column("file_name"), &[]);

/// The settings of the shop, as histories see them.
pub static SETTINGS_HISTORY: Tracked = Tracked {
    model: "platform.setting",
    table: "settings",
    key: Key::Names,
    label: Label::Sql("Settings"),
    parts: Cow::Borrowed(&[]),
    secret: &[],
    quiet: &[],
};

fn words(choices: &[(&'static str, &'static str, Tone)]) -> Vec<(&'static str, &'static str)> {
    choices.iter().map(|(value, words, _)| (*value, *words)).collect()
}

/// Work in the background.
pub fn job() -> Model {
    Model::new(&JOB_HISTORY, "job", "jobs", job_list())
        .only(&[Right::View])
        .action(retry("platform.change_job"))
        .action(cancel("platform.delete_job"))
}

/// Mails on their way: the jobs that send one.
pub fn mail() -> Model {
    let list = job_list().restrict(|_| Some(when(jobs::kind.eq_any(MAILS))));
    Model::new(&MAIL_HISTORY, "mail", "outgoing mail", list)
        .only(&[Right::View])
        .action(retry("platform.change_mail"))
        .action(cancel("platform.delete_mail"))
}

fn job_list() -> List<jobs::table> {
    List::new(jobs::id)
        .column(col(jobs::kind).unsortable())
        .column(col(jobs::state).choices(&STATES).unsortable())
        .column(col(jobs::attempts).unsortable())
        .column(col(jobs::run_at).label("Runs at").unsortable())
        .column(col(jobs::created_at).label("Queued").sorted_by(col(jobs::id)))
        .column(col(jobs::finished_at).label("Over").unsortable())
        .column(col(jobs::error).unsortable())
        .search(starts_with(col(jobs::kind)))
        .search_help("The start of a kind, such as orders.")
        .filter(by_choice(col(jobs::state), &words(&STATES)))
        .filter(by_date(col(jobs::created_at)).title("Queued"))
        .order(desc(col(jobs::id)))
        .without_total()
}

fn retry(permission: &'static str) -> Action {
    Action::new("retry", "Try again", permission, queue::retry_chosen).done("are tried again").tool()
}

fn cancel(permission: &'static str) -> Action {
    Action::new("cancel", "Take back", permission, queue::cancel_chosen)
        .confirm("Take these back? They are never run.")
        .done("were taken back")
        .dangerous()
        .tool()
}

/// Who changed what.
pub fn log_entry() -> Model {
    let user = to_one(admin_log_entries::user_id, users::id);
    let of_models: Vec<_> = models::all().iter().map(|model| (model.name, model.name)).collect();
    let by_model: FilterOf<_> = by_choice(col(admin_log_entries::model), &of_models);
    let list = List::new(admin_log_entries::id)
        .column(col(admin_log_entries::label).label("Object").unsortable())
        .column(col(admin_log_entries::model).unsortable())
        .column(col(admin_log_entries::flag).label("What").choices(&FLAGS).unsortable())
        .column(col(admin_log_entries::actor).label("Who").unsortable())
        .column(col(admin_log_entries::source).label("How").choices(&SOURCES).unsortable())
        .column(col(admin_log_entries::created_at).label("When").sorted_by(col(admin_log_entries::id)))
        .search(starts_with(user.get(users::username)))
        .search_help("The start of a username.")
        .filter(by_choice(col(admin_log_entries::flag), &words(&FLAGS)).title("What"))
        .filter(by_model)
        .filter(by_relation(&user, "accounts.user"))
        .filter(by_date(col(admin_log_entries::created_at)).title("When"))
        .date_hierarchy(col(admin_log_entries::created_at))
        .order(desc(col(admin_log_entries::id)))
        // An entry names its object: who may not see that may not see the entry.
        .restrict(|staff| {
            let models = models::all();
            let seen = models.iter().map(|model| model.name).filter(|name| staff.may_do(Right::View, name));
            let seen: Vec<&'static str> = seen.collect();
            (!staff.is_superuser).then(|| when(admin_log_entries::model.eq_any(seen)))
        })
        .counter("admin_log_entries");
    Model::new(&ENTRY_HISTORY, "log entry", "log entries", list).only(&[Right::View])
}

/// Imports that were run.
pub fn import_run() -> Model {
    let list = List::new(import_runs::id)
        .column(col(import_runs::file_name).label("File"))
        .column(col(import_runs::format))
        .column(col(import_runs::state).choices(&RUNS))
        .column(col(import_runs::started_at).label("Started"))
        .column(col(import_runs::finished_at).label("Finished"))
        .column(col(import_runs::created_rows).label("Created"))
        .column(col(import_runs::changed_rows).label("Changed"))
        .column(col(import_runs::unchanged_rows).label("Unchanged"))
        .column(col(import_runs::refused_rows).label("Refused"))
        .filter(by_choice(col(import_runs::state), &words(&RUNS)))
        .filter(by_date(col(import_runs::started_at)).title("Started"))
        .order(desc(col(import_runs::id)));
    Model::new(&RUN_HISTORY, "import", "imports", list).only(&[Right::View])
}

/// The settings of the shop: one object.
pub fn setting(config: &Arc<Config>) -> Model {
    let (reading, writing) = (config.clone(), config.clone());
    let form = Form::new(
        move |conn, _| editing::find_change(conn, &reading).map(Some),
        move |conn, edit, _, change: &SettingsChange| {
            editing::save_change(conn, edit, &writing, change).map(|()| 1)
        },
    );
    Model::new(
        &SETTINGS_HISTORY,
        "settings",
        "settings",
        List::new(settings::name).column(col(settings::name)),
    )
    .form(setting_fields(form))
    .only(&[Right::View, Right::Change])
    .single()
}

fn setting_fields(form: Form<SettingsChange>) -> Form<SettingsChange> {
    form.field(field!(SettingsChange.shop_name).label("Name").required().max_length(255))
        .field(field!(SettingsChange.tagline).max_length(255).help("One line under the name."))
        .field(field!(SettingsChange.logo_id).label("Logo").picture())
        .field(field!(SettingsChange.accent).label("Accent colour").required().widget(Widget::Colour))
        .field(field!(SettingsChange.contact).label("E-mail").email().help("For shoppers."))
        .field(field!(SettingsChange.address).long().help("The postal address of the shop."))
        .field(field!(SettingsChange.currency).required().max_length(3).help("ISO 4217, such as EUR."))
        .field(field!(SettingsChange.tax_rate).label("Tax").help("In percent."))
        .field(field!(SettingsChange.prices_include_tax).help("Otherwise it is added at the end."))
        .field(
            field!(SettingsChange.tax_number)
                .max_length(255)
                .help("Your VAT or other tax number, as it stands on invoices."),
        )
        .field(field!(SettingsChange.payment_instructions).long().help("How to pay by invoice."))
        .field(field!(SettingsChange.reviews_need_approval).help("A new review waits until staff read it."))
        .fieldset(Fieldset::new("Shop", &[&["shop_name", "tagline"], &["logo_id", "accent"]]))
        .fieldset(Fieldset::new("Addresses", &[&["contact"], &["address"]]))
        .fieldset(
            Fieldset::new(
                "Money",
                &[
                    &["currency"],
                    &["tax_rate", "prices_include_tax"],
                    &["tax_number"],
                    &["payment_instructions"],
                ],
            )
            .description("The imprint, the terms and other legal texts are among the pages."),
        )
        .fieldset(Fieldset::new("Reviews", &[&["reviews_need_approval"]]))
}
