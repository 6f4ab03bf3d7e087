//! What accounts write to people.

use askama::Template;

use crate::platform::mail::Message;
use crate::platform::mail::frame::MailFrame;

/// A mail with its words in three files under `templates/mail/<name>/`.
///
/// The files see `frame`, what every mail shows, and `mail`, the fields of the struct.
macro_rules! mail {
    (
        $(#[$promise:meta])*
        $name:ident { $($(#[$meaning:meta])* $field:ident),* $(,)? },
        $subject:tt, $text:tt, $html:tt
    ) => {
        $(#[$promise])*
        #[derive(Debug, Clone)]
        pub struct $name<'a> {
            $($(#[$meaning])* pub $field: &'a str,)*
        }

        impl $name<'_> {
            /// The message to `to`; `job` tells it from every other one.
            pub fn message(&self, frame: &MailFrame, to: &str, job: i64) -> Result<Message, askama::Error> {
                #[derive(Template)]
                #[template(path = $subject)]
                struct Subject<'a> {
                    frame: &'a MailFrame,
                }
                #[derive(Template)]
                #[template(path = $text)]
                struct Text<'a> {
                    frame: &'a MailFrame,
                    mail: &'a $name<'a>,
                }
                #[derive(Template)]
                #[template(path = $html)]
                struct Html<'a> {
                    frame: &'a MailFrame,
                    mail: &'a $name<'a>,
                }
                Ok(Message {
                    to: to.to_owned(),
                    subject: Subject { frame }.render()?.trim().to_owned(),
                    text: Text { frame, mail: self }.render()?,
                    html: Html { frame, mail: self }.render()?,
                    id: Some(job.to_string()),
                    ..Message::default()
                })
            }
        }
    };
}

mail! {
    /// To somebody who asked for an account: the link that makes it.
    ConfirmRegistration {
        /// As they will sign in.
        username,
        /// Works once.
        link,
    },
    "mail/confirm_registration/subject.txt",
    "mail/confirm_registration/body.txt",
    "mail/confirm_registration/body.html"
}

mail! {
    /// To somebody who asked for an account and has one.
    AccountExists {
        /// As they sign in.
        username,
        /// The sign-in form.
        login,
        /// The form for a new password.
        reset,
    },
    "mail/account_exists/subject.txt",
    "mail/account_exists/body.txt",
    "mail/account_exists/body.html"
}

mail! {
    /// To somebody whose account was just made.
    Welcome {
        /// How they are called.
        name,
        /// As they sign in.
        username,
        /// Their account.
        account,
    },
    "mail/welcome/subject.txt",
    "mail/welcome/body.txt",
    "mail/welcome/body.html"
}

mail! {
    /// To somebody who forgot the password: the link for a new one.
    PasswordReset {
        /// As they sign in.
        username,
        /// The address that was typed.
        email,
        /// Works once.
        link,
    },
    "mail/password_reset/subject.txt",
    "mail/password_reset/body.txt",
    "mail/password_reset/body.html"
}

mail! {
    /// To somebody whose password was changed.
    PasswordChanged {
        /// As they sign in.
        username,
        /// The form for a new password, if it was not them.
        reset,
    },
    "mail/password_changed/subject.txt",
    "mail/password_changed/body.txt",
    "mail/password_changed/body.html"
}

mail! {
    /// To a new address: the link that makes it count.
    ConfirmEmail {
        /// As they sign in.
        username,
        /// Works once.
        link,
    },
    "mail/confirm_email/subject.txt",
    "mail/confirm_email/body.txt",
    "mail/confirm_email/body.html"
}

mail! {
    /// To a new address that belongs to an account already.
    EmailTaken {
        /// As its owner signs in.
        username,
        /// The sign-in form.
        login,
    },
    "mail/email_taken/subject.txt",
    "mail/email_taken/body.txt",
    "mail/email_taken/body.html"
}

mail! {
    /// To the old address after another one took its place.
    EmailChanged {
        /// As they sign in.
        username,
        /// Where to write to if it was not them; may be empty.
        contact,
    },
    "mail/email_changed/subject.txt",
    "mail/email_changed/body.txt",
    "mail/email_changed/body.html"
}
