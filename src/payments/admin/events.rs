//! What providers reported, as staff see it.

use crate::admin::action::Action;
use crate::admin::expr::col;
use crate::admin::list::filter::{by_choice, by_date};
use crate::admin::list::search::is;
use crate::admin::list::{List, desc};
use crate::admin::model::Model;
use crate::admin::staff::Right;
use crate::admin::views::Tone;
use crate::checkout::paying::news::look_again;
use crate::platform::audit::{Label, Tracked};
use crate::schema::payment_events;

static EVENT_HISTORY: Tracked =
    Tracked::of("payments.paymentevent", "payment_events", Label::Column("event_id"), &[]);

const STATES: [(&str, &str, Tone); 5] = [
    ("received", "Waiting", Tone::Warn),
    ("done", "Heeded", Tone::Good),
    ("ignored", "Ignored", Tone::Plain),
    ("parked", "Parked", Tone::Warn),
    ("flagged", "Does not fit", Tone::Bad),
];

/// Events of providers.
pub fn event() -> Model {
    let states = STATES.map(|(state, words, _)| (state, words));
    let list = List::new(payment_events::id)
        .column(col(payment_events::kind).unsortable())
        .column(col(payment_events::subject).unsortable())
        .column(col(payment_events::state).choices(&STATES).unsortable())
        .column(col(payment_events::note).unsortable())
        .column(col(payment_events::received_at).label("Received").sorted_by(col(payment_events::id)))
        .column(col(payment_events::event_id).label("Event").unsortable())
        .search(is(col(payment_events::subject)))
        .search(is(col(payment_events::event_id)))
        .search_help("A whole name of an event or of what it is about.")
        .filter(by_choice(col(payment_events::state), &states))
        .filter(by_date(col(payment_events::received_at)).title("Received"))
        .order(desc(col(payment_events::id)));
    Model::new(&EVENT_HISTORY, "event of a provider", "events of providers", list)
        .only(&[Right::View, Right::Change])
        .action(
            Action::new("look_again", "Look at it again", "payments.change_paymentevent", look_again)
                .done("were queued to be looked at again"),
        )
}
