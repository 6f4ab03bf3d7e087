//! Customers, users and tokens: what can be done at each address.

use super::operation::{Operation, Who, list_of, named};
use super::{Group, Paths, some};

/// Customers.
pub fn customers() -> Group {
    let staff =
        |method, name, summary, permission| Operation::new(method, name, summary, Who::Staff(permission));
    let change = |method, name, summary| {
        staff(method, name, summary, "accounts.change_customer")
            .answers(&named("Customer"), "They were changed.")
            .missing()
            .versioned()
    };
    let me = |method, name, summary| Operation::new(method, name, summary, Who::Members);
    let paths = vec![
        (
            "/api/store/customers/",
            vec![
                staff("get", "customer_list", "Lists customers", "accounts.view_customer")
                    .reads(&list_of(&some("Customer"))),
                staff(
                    "post",
                    "create_customer",
                    "Makes the record of a user who has none",
                    "accounts.add_customer",
                )
                .takes("NewCustomer")
                .makes(&named("Customer")),
            ],
        ),
        (
            "/api/store/customers/me/",
            vec![
                me("get", "customer_me", "Oneself as a customer").reads(&some("Customer")),
                me("put", "update_customer_me", "Changes what one says of oneself")
                    .about("The membership is for staff to change.")
                    .forbidden()
                    .takes("CustomerBody")
                    .answers(&named("Customer"), "It was changed.")
                    .versioned(),
            ],
        ),
        (
            "/api/store/customers/{id}/",
            vec![
                staff("get", "customer_detail", "One customer", "accounts.view_customer")
                    .reads(&some("Customer"))
                    .missing(),
                change("put", "update_customer", "Changes a customer").takes("CustomerBody"),
                change("patch", "patch_customer", "Changes some fields of a customer").takes("CustomerPart"),
                staff("delete", "delete_customer", "Removes a customer", "accounts.delete_customer")
                    .about("Refused while they have orders.")
                    .ends("They are gone.")
                    .missing()
                    .versioned(),
            ],
        ),
        (
            "/api/store/customers/{id}/history/",
            vec![
                Operation::new(
                    "get",
                    "customer_history",
                    "The newest orders and changes",
                    Who::Permitted("accounts.view_history"),
                )
                .reads(&some("CustomerHistory"))
                .missing(),
            ],
        ),
    ];
    Group { tag: "Customers", about: "Who buys.", paths }
}

fn anybody(method: &'static str, name: &'static str, summary: &'static str) -> Operation {
    Operation::new(method, name, summary, Who::Anybody)
}

fn member(method: &'static str, name: &'static str, summary: &'static str) -> Operation {
    Operation::new(method, name, summary, Who::Members).forbidden()
}

/// Accounts.
pub fn users() -> Group {
    let mut paths = own();
    paths.extend(mails());
    paths.extend(others());
    Group { tag: "Users", about: "Accounts, their names and passwords, as Djoser has them.", paths }
}

fn own() -> Paths {
    let me = |method, name, summary| {
        member(method, name, summary).answers(&named("Me"), "It was changed.").versioned()
    };
    vec![
        (
            "/api/auth/users/",
            vec![
                member("get", "user_list", "Lists users")
                    .about("Oneself; everybody for staff with the permission `accounts.view_user`.")
                    .reads(&list_of(&some("User"))),
                anybody("post", "create_user", "Makes an account").takes("NewUser").makes_once(&named("Me")),
            ],
        ),
        (
            "/api/auth/users/me/",
            vec![
                member("get", "me", "Oneself").reads(&some("Me")).missing(),
                me("put", "update_me", "Changes oneself")
                    .about("Another e-mail address counts once it is confirmed by mail.")
                    .takes("MeBody"),
                me("patch", "patch_me", "Changes some fields of oneself").takes("MePart"),
                member("delete", "delete_me", "Closes one's account for good")
                    .takes("OwnPassword")
                    .ends("It is gone.")
                    .refused(),
            ],
        ),
        (
            "/api/auth/users/set_password/",
            vec![
                member("post", "set_password", "Changes one's password")
                    .about("Every token and session from before counts no more.")
                    .takes("NewPassword")
                    .ends("It was changed."),
            ],
        ),
        (
            "/api/auth/users/set_username/",
            vec![
                member("post", "set_username", "Changes one's user name")
                    .takes("NewUsername")
                    .ends("It was changed.")
                    .once(),
            ],
        ),
    ]
}

fn mails() -> Paths {
    let mail = |name, summary| {
        anybody("post", name, summary).takes("Mail").ends("The same whether anybody has this address or not.")
    };
    let link = |name, summary, body| anybody("post", name, summary).takes(body).ends("It was done.");
    vec![
        ("/api/auth/users/activation/", vec![link("activate", "Confirms a registration", "Link")]),
        (
            "/api/auth/users/resend_activation/",
            vec![mail("request_activation", "Mails the link of a registration again")],
        ),
        (
            "/api/auth/users/reset_password/",
            vec![mail("request_password_reset", "Mails a link for another password")],
        ),
        (
            "/api/auth/users/reset_password_confirm/",
            vec![link("confirm_password_reset", "Sets a password by a mailed link", "PasswordByLink")],
        ),
        (
            "/api/auth/users/reset_username/",
            vec![mail("request_username_reset", "Mails the user name, and a link to change it")],
        ),
        (
            "/api/auth/users/reset_username_confirm/",
            vec![link("confirm_username_reset", "Sets a user name by a mailed link", "UsernameByLink")],
        ),
    ]
}

fn others() -> Paths {
    let change = |method, name, summary| {
        member(method, name, summary)
            .about("Oneself, or anybody for staff with the permission `accounts.change_user`. An address of one's own counts once it is confirmed by mail.")
            .answers(&named("User"), "It was changed.")
            .missing()
            .versioned()
    };
    vec![(
        "/api/auth/users/{id}/",
        vec![
            member("get", "user_detail", "One user")
                .about("Oneself, or anybody for staff with the permission `accounts.view_user`.")
                .reads(&some("User"))
                .missing(),
            change("put", "update_user", "Changes a user").takes("UserBody"),
            change("patch", "patch_user", "Changes some fields of a user").takes("UserPart"),
            member("delete", "delete_user", "Removes a user")
                .about("With the sender's own password; others for staff with the permission `accounts.delete_user`.")
                .takes("OwnPassword")
                .ends("They are gone.")
                .missing()
                .refused(),
        ],
    )]
}

/// Tokens.
pub fn tokens() -> Group {
    let refused = |operation: Operation| operation.refused_token();
    let paths = vec![
        (
            "/api/auth/jwt/create/",
            vec![
                refused(
                    anybody("post", "create_token", "A token for a user name and its password")
                        .takes("Credentials"),
                )
                .answers(&named("Tokens"), "Two tokens."),
            ],
        ),
        (
            "/api/auth/jwt/refresh/",
            vec![
                refused(anybody("post", "refresh_token", "Another access token").takes("Refresh"))
                    .answers(&named("AccessToken"), "Another one."),
            ],
        ),
        (
            "/api/auth/jwt/verify/",
            vec![
                refused(anybody("post", "verify_token", "Whether a token counts").takes("AnyToken"))
                    .answers(&named("Nothing"), "It counts."),
            ],
        ),
    ];
    Group { tag: "Tokens", about: "JSON Web Tokens, as Djoser has them.", paths }
}
